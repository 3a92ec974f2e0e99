import { isDeepStrictEqual } from 'node:util';
import type { Route } from '../api/generated/resource.ts';
import type { Memory } from '../api/memory.ts';
import type { Desired } from '../api/plan.ts';
import type { TableBackend, TableRoute } from '../api/route-table.ts';
import type { Address } from '../api/runtime.ts';
import { apisixServiceOf } from '../spec/apisix-service.ts';
import type { JudgedInstance } from './health.ts';
import type { StackView } from './view.ts';

type Endpoints = NonNullable<Memory['volatile']['endpoints']>;

/** Where the routes of a stack lead now. */
export interface Serving {
  readonly routes: readonly TableRoute[];
  /** What they lead to, to be remembered. */
  readonly endpoints: Endpoints;
  /** Of some backend nothing is known, now or from before: less is said than may be true. */
  readonly isBlind: boolean;
}

/**
 * Where routes should lead now: each backend with the addresses of its healthy instances, without those
 * that are about to stop. What nobody can look at goes on serving where it was seen last (I2).
 *
 * @param retiring ids of instances that are to stop
 */
export function servingOf(
  desired: Desired,
  view: StackView,
  retiring: ReadonlySet<string>,
  remembered: Endpoints = {},
): Serving | undefined {
  const { spec } = desired;
  if (spec.routes.length === 0) return undefined;
  const endpoints: Record<string, readonly Address[]> = {};
  let isBlind = false;
  const found = (service: string, port: string): readonly Address[] => {
    const key = `${service}/${port}`;
    const known = endpoints[key];
    if (known) return known;
    const isUnknown = view.services.get(service)?.unknown !== undefined;
    const seen = isUnknown ? remembered[key] : endpointsOf(view, service, port, retiring);
    isBlind ||= seen === undefined;
    if (seen) endpoints[key] = seen;
    return seen ?? [];
  };
  const routes = spec.routes.map((route) =>
    tableRoute(
      route,
      route.backends.map(({ service, port, weight }) => ({ service, port, weight, endpoints: found(service, port) })),
    ),
  );
  return { routes, endpoints, isBlind };
}

/** The last one that was made of each declared route. */
const made = new WeakMap<Route, TableRoute>();

/** The same object as long as nothing about it changes, so that what was computed of it holds. */
function tableRoute(route: Route, backends: readonly TableBackend[]): TableRoute {
  const former = made.get(route);
  if (former && isDeepStrictEqual(former.backends, backends)) return former;
  const { fallback, backends: _, ...rest } = route;
  const fresh = { ...rest, ...(fallback === 'Auto' ? {} : { fallback }), backends };
  made.set(route, fresh);
  return fresh;
}

/**
 * The same routes as an APISIX leads them on: one that is a container of the stack reaches the services elsewhere than this host does. A
 * replica that it cannot reach is left out.
 */
export function gatewayRoutes(
  { spec }: Desired,
  view: StackView,
  routes: readonly TableRoute[],
): readonly TableRoute[] {
  const gateway = apisixServiceOf(spec);
  if (!gateway?.docker || gateway.docker.hostNetwork) return routes;
  return routes.map((route) => ({
    ...route,
    backends: route.backends.map((backend) => ({
      ...backend,
      endpoints: backend.endpoints.flatMap(
        (endpoint) => view.addresses.forGateway(gateway, backend.service, backend.port, endpoint) ?? [],
      ),
    })),
  }));
}

/** Healthy instances of the service, of every revision, in slot order. */
function endpointsOf(view: StackView, service: string, port: string, retiring: ReadonlySet<string>): Address[] {
  const slots = view.services.get(service)?.slots ?? [];
  return slots.flatMap(({ current, others }) => {
    const members: readonly JudgedInstance[] = current ? [current, ...others] : others;
    return members
      .filter(({ instance, health }) => health === 'Healthy' && !retiring.has(instance.id))
      .map(({ instance }) => instance.addresses[port])
      .filter((address) => address !== undefined);
  });
}
