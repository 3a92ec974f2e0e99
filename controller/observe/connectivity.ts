import type { Clock } from '../api/clock.ts';
import type { CheckRoutes, Connectivity, ConnectivityRequest, RouteCheck } from '../api/connectivity.ts';
import { frontDoorAt, type Desired, type FrontDoorObservation } from '../api/plan.ts';
import { guardsIn } from '../routing/plugins.ts';
import { checkOf } from '../routing/route-check.ts';
import { createPeriodic, type Periodic } from './periodic.ts';

export type ConnectivityLooks = Periodic<ConnectivityRequest, Connectivity>;

export const createConnectivityLooks = (checkRoutes: CheckRoutes, clock: Clock): ConnectivityLooks =>
  createPeriodic((request, _, signal) => checkRoutes(request, signal), clock);

/** What clients of a stack's routes get, by the address that they use; undefined before the first look. */
export function observeConnectivity(
  { spec, stack, deleting }: Desired,
  looks: ConnectivityLooks,
  frontDoors: readonly FrontDoorObservation[],
  { changed }: { changed: () => void },
): Connectivity | undefined {
  const { host, port } = spec.gateway.frontDoor;
  const state = frontDoorAt({ frontDoors }, { host, port })?.state;
  if (deleting || spec.routes.length === 0 || !state?.known || !state.value) {
    looks.forget(stack.uid);
    return undefined;
  }
  const { tables, gateways } = state.value;
  const request: ConnectivityRequest = {
    url: `http://${host.includes(':') ? `[${host}]` : (LOOPBACK[host] ?? host)}:${port}`,
    checks: spec.routes.flatMap(routeCheckOf),
    isThroughApisix: gateways?.[stack.uid]?.active === 'Apisix',
    way: `${tables[stack.uid] ?? ''} ${gateways?.[stack.uid]?.active ?? ''}`,
  };
  const interval = spec.monitoring.intervalSeconds * 1000;
  return looks.want(stack.uid, request, interval, changed);
}

const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1' };

/** A route that a plugin guards answers to those alone who have what that asks for. */
function routeCheckOf(route: Desired['spec']['routes'][number]): RouteCheck[] {
  const check = guardsIn(route.plugins ?? {}).length > 0 ? undefined : checkOf(route);
  const status = route.redirect?.httpsRedirect ? 301 : route.redirect?.status;
  return check ? [{ route: route.name, ...check, ...(status === undefined ? {} : { redirect: status }) }] : [];
}
