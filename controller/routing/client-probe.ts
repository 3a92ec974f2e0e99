import type { Route } from '../api/generated/resource.ts';

/** An address that nobody has (RFC 5737), to be named as the client of a request. */
export const PROBE_CLIENT = '192.0.2.1';

/** Where an APISIX says whom it takes for the client of a request. */
export const clientProbePath = (uid: string): string => `/.well-known/qbtc/${uid}/client`;

/**
 * The route that answers there, as APISIX takes it; the text of an aborted request may have nginx's variables
 * (https://apisix.apache.org/docs/apisix/plugins/fault-injection/).
 */
export const clientProbeRoute = (uid: string): Readonly<Record<string, unknown>> => ({
  name: 'qbtc-client-probe',
  uris: [clientProbePath(uid)],
  methods: ['GET'],
  plugins: { 'fault-injection': { abort: { http_status: 200, body: '$remote_addr' } } },
});

const LIMITS = ['limit-count', 'limit-req', 'limit-conn'];

/** Plugins of a route that go by the client's address as nginx knows it. */
export function clientBound({ plugins = {} }: Pick<Route, 'plugins'>): string[] {
  // It takes the address from elsewhere.
  if (Object.hasOwn(plugins, 'real-ip')) return [];
  return Object.entries(plugins).flatMap(([name, settings]) => {
    const { key = 'remote_addr' } = (settings ?? {}) as { readonly key?: unknown };
    const isByAddress = LIMITS.includes(name) && String(key).includes('remote_addr');
    return name === 'ip-restriction' || isByAddress ? [name] : [];
  });
}
