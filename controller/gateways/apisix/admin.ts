import { QbtcError } from '../../api/errors.ts';
import type { Gateway, GatewayAccess, GatewayKind, GatewayObject } from '../../api/gateway.ts';
import type { AdminApi } from '../../platform/apisix/admin-client.ts';
import type { askDataPlane } from '../../platform/apisix/data-plane.ts';

/** Objects on a page of a listing, the most that there may be. */
const PAGE = 500;

/** What stacks have objects of. */
const KINDS: readonly GatewayKind[] = ['upstreams', 'routes', 'consumers'];

type Values = readonly (readonly [id: string, value: GatewayObject['value']])[];

interface Listing {
  readonly total: number;
  /** An empty table is an empty object to APISIX. */
  readonly list: readonly { readonly value: GatewayObject['value'] }[] | Readonly<Record<string, never>>;
}

/** An APISIX with a configuration store, by its Admin API. */
export function createAdminGateway(api: AdminApi, serves: typeof askDataPlane): Gateway {
  /**
   * All objects of a kind, page by page in the order of their creation.
   *
   * @throws QbtcError `ApisixListingCut` when there are fewer than it says: nothing may be concluded from what is missing (I2)
   */
  const list = async (access: GatewayAccess, kind: string, signal: AbortSignal): Promise<Values> => {
    const objects = new Map<string, GatewayObject['value']>();
    for (let page = 1; ; page++) {
      const path = `${kind}?page=${page}&page_size=${PAGE}`;
      const { body } = await api.ask(access, { method: 'GET', path }, signal);
      const { total, list: found } = body as Listing;
      const values = Array.isArray(found) ? (found as Exclude<Listing['list'], Record<string, never>>) : [];
      for (const { value } of values) objects.set(String(value.id ?? value.username), value);
      if (values.length === PAGE) continue;
      if (objects.size < total)
        throw new QbtcError(`a listing of ${kind} has ${objects.size} of ${total}`, { code: 'ApisixListingCut' });
      return [...objects];
    }
  };

  return {
    async observe(access, signal) {
      const [rules, ...lists] = await Promise.all(['global_rules', ...KINDS].map((kind) => list(access, kind, signal)));
      return {
        objects: KINDS.flatMap((kind, index) => (lists[index] ?? []).map(([id, value]) => ({ kind, id, value }))),
        globalPlugins: Object.assign({}, ...(rules ?? []).map(([, { plugins }]) => plugins)) as Record<string, unknown>,
      };
    },
    async put(access, { kind, id, value }, signal) {
      await api.ask(access, { method: 'PUT', path: `${kind}/${id}`, body: value }, signal);
    },
    async remove(access, { kind, id }, isOurs, signal) {
      const path = `${kind}/${id}`;
      const { status, body } = await api.ask(access, { method: 'GET', path }, signal);
      if (status === 404) return;
      if (!isOurs((body as { readonly value: GatewayObject['value'] }).value))
        throw new QbtcError(`${path} of APISIX was not created for this stack`, {
          code: 'NotOurs',
          mend: 'It is left alone.',
          disposition: 'wait',
        });
      await api.ask(access, { method: 'DELETE', path }, signal);
    },
    serves,
  };
}
