import { readFile, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { messageOf, QbtcError } from '../api/errors.ts';
import type { GatewayAccess } from '../api/gateway.ts';
import { type AdminApi, AdminClient } from '../platform/apisix/admin-client.ts';
import { listAll } from '../platform/apisix/listing.ts';
import { type Catalog, catalogOfAdc, valuesIn } from '../spec/from-apisix/catalog.ts';
import { stackFromApisix } from '../spec/from-apisix/stack.ts';
import { printStack } from './print-stack.ts';
import { note, warn } from './report.ts';

export interface ImportOptions {
  readonly adminUrl: string;
  readonly gatewayUrl: string;
  /** The environment variable that holds the key. */
  readonly keyEnv: string;
  readonly fromAdc?: string;
  readonly name: string;
  /** Where the values of secrets are written. */
  readonly secretsFile?: string;
}

/** Milliseconds for everything that is read. */
const PATIENCE = 60_000;

const KINDS = ['routes', 'services', 'upstreams', 'consumers', 'plugin_configs'] as const;
/** Kinds that a stack has no place for. */
const OTHERS = ['global_rules', 'ssls', 'stream_routes', 'protos', 'secrets', 'consumer_groups'] as const;

const CREDENTIALS = 'credentials of consumers';

/**
 * `qbtc import apisix`: prints a stack of what an APISIX, or an ADC dump of one, has. What could not be carried over is told on stderr. Reads
 * only.
 */
export async function importApisix(options: ImportOptions): Promise<number> {
  const { adminUrl, gatewayUrl, keyEnv, name, secretsFile, fromAdc } = options;
  const { catalog, mode } = fromAdc === undefined ? await readApisix(options) : await readDump(fromAdc);
  const gateway = { mode, adminUrl, gatewayUrl, adminKey: { valueFrom: { env: keyEnv } } };
  const { stack, lost, secrets } = stackFromApisix(catalog, name, fromAdc === undefined ? gateway : undefined);
  const code = printStack(name, stack);
  for (const what of lost) warn(`not carried over: ${what}`);
  if (fromAdc === undefined)
    note(
      '`qbtc up` takes these routes and consumers over where they are, and `qbtc down` gives them back as they were.',
    );
  const variables = Object.keys(secrets);
  if (variables.length === 0) return code;
  if (secretsFile === undefined)
    note(
      `It names secrets that have to be in the environment: ${variables.join(', ')} (--secrets-file FILE writes them)`,
    );
  else {
    await writeFile(
      secretsFile,
      variables.map((each) => `${each}='${secrets[each]?.replaceAll("'", `'"'"'`) ?? ''}'\n`).join(''),
      { mode: 0o600, flag: 'wx' },
    );
    note(`the secrets that it names are in ${secretsFile}`);
  }
  return code;
}

interface Read {
  readonly catalog: Catalog;
  readonly mode: 'Admin' | 'StandaloneApi';
}

async function readApisix({ adminUrl, keyEnv }: ImportOptions): Promise<Read> {
  const key = process.env[keyEnv];
  if (key === undefined)
    throw new QbtcError(`the environment variable ${keyEnv} is not set`, {
      code: 'Invalid',
      mend: 'Set it to the key of the Admin API, or name another one with --key-env.',
    });
  using client = new AdminClient();
  const access: GatewayAccess = { mode: 'Admin', adminUrl, key };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    return { catalog: await readByKind(client, access, signal), mode: 'Admin' };
  } catch (error) {
    if (!(error instanceof QbtcError) || error.code !== 'ApisixNoAdminApi') throw error;
    const { body } = await client.ask(access, { method: 'GET', path: 'configs' }, signal);
    const sections = body as Readonly<Record<string, unknown>>;
    // A credential is among the consumers, with an id of its own.
    const catalog = catalogOf((kind) =>
      kind === CREDENTIALS
        ? valuesIn(sections.consumers).filter(({ username }) => username === undefined)
        : valuesIn(sections[kind]),
    );
    return { catalog, mode: 'StandaloneApi' };
  }
}

async function readByKind(api: AdminApi, access: GatewayAccess, signal: AbortSignal): Promise<Catalog> {
  const listed = async (kind: string): Promise<Catalog['routes']> =>
    (await listAll(api, access, kind, signal)).map(([, value]) => value);
  const lists = new Map<string, Catalog['routes']>();
  for (const kind of [...KINDS, ...OTHERS]) lists.set(kind, await listed(kind));
  const names = (lists.get('consumers') ?? []).map(({ username }) => String(username));
  const credentials: Catalog['routes'][number][] = [];
  for (const name of names) credentials.push(...(await listed(`consumers/${name}/credentials`)));
  return catalogOf((kind) => (kind === CREDENTIALS ? credentials : (lists.get(kind) ?? [])));
}

function catalogOf(listOf: (kind: string) => Catalog['routes']): Catalog {
  const others = [...OTHERS, CREDENTIALS]
    .map((kind) => [kind, listOf(kind).length] as const)
    .filter(([, count]) => count > 0);
  return {
    routes: listOf('routes'),
    services: listOf('services'),
    upstreams: listOf('upstreams'),
    consumers: listOf('consumers'),
    plugin_configs: listOf('plugin_configs'),
    others: Object.fromEntries(others),
  };
}

async function readDump(path: string): Promise<Read> {
  try {
    return { catalog: catalogOfAdc(parse(await readFile(path, 'utf8'))), mode: 'Admin' };
  } catch (error) {
    throw new QbtcError(`${path} is no dump of ADC: ${messageOf(error).split('\n', 1)[0] ?? ''}`, {
      code: 'Invalid',
      mend: 'Make one with `adc dump -o FILE`.',
      cause: error,
    });
  }
}
