import { toldOf, type DiscoveredService, type Discovery, type DiscoveryRequest } from '../api/discovery.ts';
import type { Engine } from '../api/engine.ts';
import { QbtcError } from '../api/errors.ts';
import { discoveryRequest, portsIn, usualDiscovery } from '../spec/discovery.ts';
import { type PublishedAt, stackFromDiscovery } from '../spec/from-discovery.ts';
import { loadInputs, type FileOptions } from './inputs.ts';
import { stateDirectory } from './paths.ts';
import { printStack } from './print-stack.ts';
import { emit, note, type OutputOptions, table, warn } from './report.ts';

export interface DiscoverOptions extends FileOptions, OutputOptions {
  readonly ports?: string;
  readonly keywords?: string;
  readonly name: string;
}

/** Milliseconds for the whole look; each method has a bound of its own. */
const PATIENCE = 30_000;
const BROKER = { managementUrl: 'http://127.0.0.1:15672', username: 'guest', password: 'guest' };

/**
 * `qbtc discover`: prints what runs on this machine, as a table, as JSON, or as a stack that takes it over and changes nothing. What could not
 * be looked at is told on stderr.
 */
export async function discover(options: DiscoverOptions): Promise<number> {
  const request = await requestOf(options);
  if (!request) return 1;
  const { createDiscovery, machine } = await import('../wire.ts');
  const look = await createDiscovery(machine(stateDirectory()));
  const found = await look(request, AbortSignal.timeout(PATIENCE));
  const { services } = found;
  let code = 0;
  if (options.output === 'yaml') {
    const adoptable = await adoptableIn(services, machine(stateDirectory()).connectEngine(request.docker?.endpoint));
    code = printStack(options.name, stackFromDiscovery(services, options.name, adoptable));
  } else await emit(options.output, { services: services.map(toldOf) }, () => tableOf(services));
  for (const [method, why] of Object.entries(found.failures)) warn(`nothing was found by ${method}: ${why}`);
  for (const gap of found.gaps) note(gap);
  return code;
}

/** The containers that a stack can take over as they are, with the fixed ports at which they are published. */
async function adoptableIn(
  services: readonly DiscoveredService[],
  engine: Pick<Engine, 'settings'>,
): Promise<Map<string, readonly PublishedAt[]>> {
  const free = services.flatMap(({ container }) => (container && !container.owned ? [container.id] : []));
  const pairs = await Promise.all(
    [...new Set(free)].map(async (id): Promise<[string, readonly PublishedAt[]][]> => {
      const settings = await engine.settings(id, AbortSignal.timeout(PATIENCE)).catch(() => undefined);
      // What only the operator may allow stays whose it is.
      const isPlain = settings && !settings.privileged && !settings.hostPid && !settings.hostIpc;
      return isPlain && settings.networkMode !== 'host' ? [[id, settings.published]] : [];
    }),
  );
  return new Map(pairs.flat());
}

/** That of a stack file, or the usual one; undefined after printing what is wrong. */
async function requestOf(options: DiscoverOptions): Promise<DiscoveryRequest | undefined> {
  const { file, ports, keywords } = options;
  const inputs = file ? await loadInputs(options) : [];
  if (!inputs) return undefined;
  const [input, ...others] = inputs;
  if (others.length > 0)
    throw new QbtcError('there are several stacks', { code: 'Invalid', mend: 'Give the file of one.' });
  const spec = input?.stack.spec.discovery ?? usualDiscovery();
  const known = (input?.stack.spec.services ?? []).flatMap(({ name, type, external, ports: declared }) =>
    declared.map(({ port, hostPort = port }) => ({
      name,
      ...(type === undefined ? {} : { type }),
      host: external?.host ?? '127.0.0.1',
      port: hostPort,
    })),
  );
  const changed = {
    ...spec,
    ...(ports === undefined ? {} : { ports: { ...spec.ports, ports: rangesIn(ports) } }),
    ...(keywords === undefined ? {} : { processes: { ...spec.processes, keywords: wordsIn(keywords) } }),
  };
  const request = discoveryRequest(changed, input?.secrets ?? {}, { known, ours: [] }, input?.stack.spec.docker?.host);
  // A broker that nobody declared is asked only where there is one.
  return input || !(await listens(15_672)) ? request : { ...request, rabbitmq: BROKER };
}

function rangesIn(text: string): string[] {
  const ranges = text.split(',').map((range) => range.trim());
  const odd = ranges.find((range) => !/^\d{1,5}(-\d{1,5})?$/.test(range) || portsIn([range]).length === 0);
  if (odd !== undefined)
    throw new QbtcError(`${odd} is no port and no range of ports`, {
      code: 'Invalid',
      mend: 'Write 8080, or 3000-3010.',
    });
  return ranges;
}

function wordsIn(text: string): string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.includes(''))
    throw new QbtcError('a keyword is empty', { code: 'Invalid', mend: 'Write words with commas between them.' });
  return words;
}

async function listens(port: number): Promise<boolean> {
  const { openPorts } = await import('../platform/net/open-ports.ts');
  const { open } = await openPorts(
    [{ host: '127.0.0.1', port }],
    { each: 300, all: 300 },
    new AbortController().signal,
  );
  return open.length > 0;
}

function tableOf(services: Discovery['services']): string {
  if (services.length === 0) return 'nothing was found';
  return table([
    ['NAME', 'TYPE', 'ADDRESS', 'PID', 'CONTAINER', 'SOURCES', 'CONFIDENCE', 'VALIDATED'],
    ...services.map(({ name, type, host, port, pid, container, sources, confidence, validated }) => [
      name,
      type,
      `${host.includes(':') ? `[${host}]` : host}:${port}`,
      pid === undefined ? '' : String(pid),
      container?.name ?? '',
      sources.join(','),
      confidence.toFixed(2),
      validated ? 'yes' : 'no',
    ]),
  ]);
}
