import { QbtcError } from '../../api/errors.ts';
import type { GatewayAccess, GatewayObject } from '../../api/gateway.ts';
import type { AdminApi } from './admin-client.ts';

/** Objects on a page of a listing, the most that there may be. */
const PAGE = 500;

interface Listing {
  readonly total: number;
  /** An empty table is an empty object to APISIX. */
  readonly list: readonly { readonly value: GatewayObject['value'] }[] | Readonly<Record<string, never>>;
}

/**
 * All objects of a kind by their ids, page by page in the order of their creation.
 *
 * @param kind as it stands in the path: `routes`
 * @throws QbtcError `ApisixListingCut` when there are fewer than it says: nothing may be concluded from what is missing (I2)
 */
export async function listAll(
  api: AdminApi,
  access: GatewayAccess,
  kind: string,
  signal: AbortSignal,
): Promise<readonly (readonly [id: string, value: GatewayObject['value']])[]> {
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
}
