import type { DataPlane, Gateway, GatewayKind, GatewayObject } from '../../api/gateway.ts';
import type { AdminApi } from '../../platform/apisix/admin-client.ts';
import { listAll } from '../../platform/apisix/listing.ts';

/** What stacks have objects of. */
const KINDS: readonly GatewayKind[] = ['upstreams', 'routes', 'consumers'];

/** An APISIX with a configuration store, by its Admin API. */
export function createAdminGateway(api: AdminApi, dataPlane: DataPlane): Gateway {
  return {
    async observe(access, signal) {
      const [rules, ...lists] = await Promise.all(
        ['global_rules', ...KINDS].map((kind) => listAll(api, access, kind, signal)),
      );
      return {
        objects: KINDS.flatMap((kind, index) => (lists[index] ?? []).map(([id, value]) => ({ kind, id, value }))),
        globalPlugins: Object.assign({}, ...(rules ?? []).map(([, { plugins }]) => plugins)) as Record<string, unknown>,
      };
    },
    async put(access, { kind, id, value }, signal) {
      await api.ask(access, { method: 'PUT', path: `${kind}/${id}`, body: value }, signal);
    },
    async change(access, { kind, id }, next, signal) {
      const path = `${kind}/${id}`;
      const { status, body } = await api.ask(access, { method: 'GET', path }, signal);
      const found =
        status === 404 ? undefined : withoutTimes((body as { readonly value: GatewayObject['value'] }).value);
      const value = await next(found);
      if (value) await api.ask(access, { method: 'PUT', path, body: value }, signal);
      else if (found) await api.ask(access, { method: 'DELETE', path }, signal);
    },
    ...dataPlane,
  };
}

/** It keeps them itself, and refuses a value that has them. */
const withoutTimes = ({ create_time: _, update_time: __, ...value }: GatewayObject['value']): GatewayObject['value'] =>
  value;
