import { gatewayAccess, pluginSources, secretKey, withReferences } from '../api/accepted.ts';
import type { Clock } from '../api/clock.ts';
import type { Gateway, GatewayState } from '../api/gateway.ts';
import { known } from '../api/observation.ts';
import type { Desired, Observed } from '../api/plan.ts';
import { clientProbePath, PROBE_CLIENT } from '../routing/client-probe.ts';
import { withDeadline } from './deadline.ts';

/** How long an APISIX may take to answer, in milliseconds. */
const DEADLINE = 5000;

/** What the APISIX of a stack has, with the secrets of plugins as references; undefined for a stack that names none. */
export async function observeGateway(
  desired: Desired,
  { gateway, clock }: { readonly gateway: Gateway; readonly clock: Clock },
  secrets: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Observed['gateway']> {
  const { spec } = desired;
  const access = gatewayAccess(spec, secrets);
  return (
    access &&
    withDeadline(clock, 'the gateway', DEADLINE, signal, async (both) => {
      const found = await gateway.observe(access, both);
      const clientSeen = await askWhoAsks(found, desired, gateway, both);
      const state = clientSeen === undefined ? found : { ...found, clientSeen };
      const sources = pluginSources(spec).map(secretKey);
      if (sources.length === 0) return known(state);
      const inPlugins = Object.fromEntries(sources.map((key) => [key, secrets[key] ?? '']));
      const veiled = state.objects.map((object) => {
        const { plugins } = object.value;
        return plugins === undefined
          ? object
          : { ...object, value: { ...object.value, plugins: withReferences(plugins, inPlugins) } };
      });
      return known({ ...state, objects: veiled });
    })
  );
}

/** Whom the data plane takes for the client of a request; only asked where there is a route of ours that answers. */
function askWhoAsks(
  { objects }: GatewayState,
  { spec: { gateway: declared }, stack }: Desired,
  gateway: Gateway,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = clientProbePath(stack.uid);
  const isThere = objects.some(({ value: { uris } }) => Array.isArray(uris) && uris[0] === path);
  const { gatewayUrl } = declared.apisix ?? {};
  if (!isThere || gatewayUrl === undefined) return Promise.resolve(undefined);
  return gateway.clientSeen(gatewayUrl, path, PROBE_CLIENT, signal);
}
