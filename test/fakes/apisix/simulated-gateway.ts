import type { Gateway } from '../../../controller/api/gateway.ts';
import { createAdminGateway } from '../../../controller/gateways/apisix/admin.ts';
import { answerOf, type AdminApi } from '../../../controller/platform/apisix/admin-client.ts';
import { createAdmin } from './admin.ts';
import { Store } from './store.ts';

/** An APISIX within the process: the real adapter over the fake's Admin API, without a socket. */
export function createSimulatedGateway(store = new Store(), now: () => number = () => 0): Gateway {
  const answer = createAdmin(store, { admin: 'admin-key', viewer: 'viewer-key' }, now);
  const api: AdminApi = {
    async ask({ adminUrl, key }, { method, path, body }, signal) {
      const { pathname, searchParams } = new URL(path, 'http://localhost/apisix/admin/');
      const asked = { method, path: pathname, query: searchParams, headers: { 'x-api-key': key } };
      const { status, body: told } = await answer({ ...asked, body: body ? JSON.stringify(body) : '' });
      signal.throwIfAborted();
      return answerOf(adminUrl, { status, text: typeof told === 'string' ? told : JSON.stringify(told) });
    },
  };
  // Its data plane has what the store has.
  return createAdminGateway(api, () => Promise.resolve());
}
