import { createHash } from 'node:crypto';
import { QbtcError } from '../../api/errors.ts';
import type { GatewayAccess } from '../../api/gateway.ts';
import type { AdminApi } from '../../platform/apisix/admin-client.ts';
import { Faulty, type Fault, type Sections, type WholeStore } from './whole.ts';

const PATH = 'configs';

/** Beside the lists there are versions and the digest, which are the server's. */
const sectionsIn = (body: unknown): Sections =>
  Object.fromEntries(
    Object.entries(body as Readonly<Record<string, unknown>>).filter(([, value]) => Array.isArray(value)),
  ) as Sections;

/**
 * An APISIX that has its configuration in memory alone, by the API for the whole of it
 * (https://apisix.apache.org/docs/apisix/deployment-modes/#api-driven-experimental; since 3.13).
 */
export function createStandaloneApi(api: AdminApi): WholeStore {
  /** What was read last, as long as the digest says that it is still that. */
  const known = new Map<string, { readonly version: string; readonly sections: Sections }>();

  /** Undefined for an APISIX that nobody has given a configuration yet. */
  const versionAt = async (access: GatewayAccess, signal: AbortSignal): Promise<string | undefined> => {
    const { headers } = await api.ask(access, { method: 'HEAD', path: PATH }, signal);
    const digest = headers['x-digest'];
    return digest === undefined ? undefined : `${digest} ${headers['x-last-modified'] ?? ''}`;
  };

  const read = async (access: GatewayAccess, signal: AbortSignal): Promise<Sections> => {
    const { adminUrl } = access;
    const version = await versionAt(access, signal);
    const former = known.get(adminUrl);
    if (version !== undefined && former?.version === version) return former.sections;
    const { body } = await api.ask(access, { method: 'GET', path: PATH }, signal);
    const sections = sectionsIn(body);
    if (version === undefined) known.delete(adminUrl);
    else known.set(adminUrl, { version, sections });
    return sections;
  };

  return {
    read: async (access, signal) => inWords(access, () => read(access, signal)),
    write: async (access, sections, signal) =>
      inWords(access, async () => {
        const text = JSON.stringify(sections);
        const digest = createHash('sha256').update(text).digest('hex');
        try {
          await api.ask(access, { method: 'PUT', path: PATH, text, headers: { 'x-digest': digest } }, signal);
        } catch (error) {
          if (!(error instanceof QbtcError) || error.code !== 'ApisixRefused') throw error;
          throw await explained(api, access, { sections, text }, error, signal);
        }
      }),
  };
}

/** Its refusal names one fault without its place; the check of configurations names them all. */
async function explained(
  api: AdminApi,
  access: GatewayAccess,
  { sections, text }: { readonly sections: Sections; readonly text: string },
  refusal: QbtcError,
  signal: AbortSignal,
): Promise<Error> {
  const { status, body } = await api.ask(
    access,
    { method: 'POST', path: `${PATH}/validate`, text, expect: [400, 404] },
    signal,
  );
  const { errors } = (typeof body === 'object' && body !== null ? body : {}) as { readonly errors?: unknown };
  if (status !== 400 || !Array.isArray(errors)) return refusal;
  const faults = (errors as Readonly<Record<string, unknown>>[]).map(
    ({ resource_type: kind, resource_id: id, index, error }): Fault => {
      // Consumers have no id, and some versions name none at all.
      const { id: own, username } = sections[String(kind)]?.[Number(index)] ?? {};
      return { kind: String(kind), id: String(own ?? username ?? id), message: String(error) };
    },
  );
  return new Faulty(faults, refusal);
}

async function inWords<T>({ adminUrl }: GatewayAccess, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof QbtcError) || error.code !== 'ApisixNoAdminApi') throw error;
    throw new QbtcError(`what answers at ${adminUrl} takes no whole configuration`, {
      code: 'ApisixUnreachable',
      mend: 'Mode StandaloneApi needs an APISIX of 3.13 or later with deployment.role traditional and config_provider yaml; for an older one there is mode StandaloneFile.',
      disposition: 'wait',
      cause: error,
    });
  }
}
