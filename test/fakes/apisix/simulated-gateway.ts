import { QbtcError } from '../../../controller/api/errors.ts';
import type { Gateway } from '../../../controller/api/gateway.ts';
import { createAdminGateway } from '../../../controller/gateways/apisix/admin.ts';
import { answerOf, type AdminApi } from '../../../controller/platform/apisix/admin-client.ts';
import { runEffect, type EffectHook } from '../effects.ts';
import { createAdmin } from './admin.ts';
import { Store } from './store.ts';

export interface SimulatedGatewayOptions {
  readonly store?: Store;
  /** Seconds since the epoch. */
  readonly now?: () => number;
  /** Only modifying calls pass it. */
  readonly effect?: EffectHook;
  /** Whether a listing says that there is more than it has. */
  readonly isCut?: () => boolean;
  /** Whether its data plane answers. */
  readonly serves?: () => boolean;
}

/** An APISIX within the process: the real adapter over the fake's Admin API, without a socket. */
export function createSimulatedGateway(options: SimulatedGatewayOptions = {}): Gateway {
  const { store = new Store(), now = () => 0, effect = runEffect, isCut = () => false, serves = () => true } = options;
  const answer = createAdmin(store, { admin: 'admin-key', viewer: 'viewer-key' }, now);
  const api: AdminApi = {
    async ask({ adminUrl, key }, { method, path, body }, signal) {
      const { pathname, searchParams } = new URL(path, 'http://localhost/apisix/admin/');
      const asked = { method, path: pathname, query: searchParams, headers: { 'x-api-key': key } };
      const { status, body: told } = await answer({ ...asked, body: body ? JSON.stringify(body) : '' });
      signal.throwIfAborted();
      const answered = answerOf(adminUrl, { status, text: typeof told === 'string' ? told : JSON.stringify(told) });
      const total = (answered.body as { readonly total?: number }).total;
      if (total === undefined || !isCut()) return answered;
      return { ...answered, body: { ...(answered.body as object), total: total + 1 } };
    },
  };
  const gateway = createAdminGateway(api, {
    serves: () =>
      serves()
        ? Promise.resolve()
        : Promise.reject(new QbtcError('the data plane does not answer', { code: 'ApisixSilent' })),
    clientSeen: () => Promise.resolve(undefined),
  });
  /** Whoever dies in the middle does not hear of its failure. */
  const heard = (work: Promise<void>): Promise<void> => {
    work.catch(() => undefined);
    return work;
  };
  return {
    ...gateway,
    async put(access, object, signal) {
      await effect(`apisix put ${object.kind}/${object.id}`, () => heard(gateway.put(access, object, signal)));
    },
    async change(access, object, next, signal) {
      const name = `apisix change ${object.kind}/${object.id}`;
      await effect(name, () => heard(gateway.change(access, object, next, signal)));
    },
  };
}
