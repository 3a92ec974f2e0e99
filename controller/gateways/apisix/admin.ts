import { QbtcError } from '../../api/errors.ts';
import type { Gateway, GatewayAccess, GatewayKind, GatewayObject } from '../../api/gateway.ts';
import type { AdminApi } from '../../platform/apisix/admin-client.ts';
import type { askDataPlane } from '../../platform/apisix/data-plane.ts';

/** Objects on a page of a listing, the most that there may be. */
const PAGE = 500;

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
  const list = async (access: GatewayAccess, kind: GatewayKind, signal: AbortSignal): Promise<GatewayObject[]> => {
    const objects = new Map<string, GatewayObject>();
    for (let page = 1; ; page++) {
      const path = `${kind}?page=${page}&page_size=${PAGE}`;
      const { body } = await api.ask(access, { method: 'GET', path }, signal);
      const { total, list: found } = body as Listing;
      const values = Array.isArray(found) ? (found as Exclude<Listing['list'], Record<string, never>>) : [];
      for (const { value } of values) objects.set(String(value.id), { kind, id: String(value.id), value });
      if (values.length === PAGE) continue;
      if (objects.size < total)
        throw new QbtcError(`a listing of ${kind} has ${objects.size} of ${total}`, { code: 'ApisixListingCut' });
      return [...objects.values()];
    }
  };

  return {
    async observe(access, signal) {
      const [upstreams, routes] = await Promise.all([
        list(access, 'upstreams', signal),
        list(access, 'routes', signal),
      ]);
      return { objects: [...upstreams, ...routes] };
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
