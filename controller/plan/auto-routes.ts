import type { DiscoveredService } from '../api/discovery.ts';
import type { Route } from '../api/generated/resource.ts';
import type { Desired, Observed } from '../api/plan.ts';
import type { TableRoute } from '../api/route-table.ts';
import { isLoopback } from '../routing/addresses.ts';
import { type AskedRoute, askedRoutes } from '../routing/wanted-routes.ts';
import { withDefaults } from '../spec/default.ts';
import { schemaAt } from '../spec/schema.ts';
import type { Serving } from './routes.ts';

/** How these routes are called, so that nobody takes them for declared ones. */
const PREFIX = 'auto-';
/** Protocols, which say nothing about what a service is. */
const PROTOCOLS: ReadonlySet<string> = new Set(['http', 'tcp', 'amqp', 'redis', 'postgres']);

/**
 * With a route to each HTTP service that was found twice in a row, answers, and is behind no declared route: those that its labels ask for, else
 * `/api/TYPE`. A declared route is never shadowed: what one takes is left to it.
 */
export function withAutoRoutes(
  serving: Serving | undefined,
  { spec, deleting }: Desired,
  { discovery, claims }: Pick<Observed, 'discovery' | 'claims'>,
): Serving | undefined {
  if (!spec.discovery?.autoRoute || deleting) return serving;
  // Before anybody has looked, what is served stays served.
  if (!discovery) return { routes: [], endpoints: {}, ...serving, isBlind: true };
  const served = new Set(
    (serving?.routes ?? []).flatMap(({ backends }) => backends.flatMap(({ endpoints }) => endpoints.map(placeOf))),
  );
  const behind = new Set(spec.routes.flatMap(({ backends }) => backends.map(({ service }) => service)));
  const declared = [...spec.routes, ...claims.routes.flatMap(({ routes }) => routes)];
  const candidates = discovery.services.filter(
    (service) =>
      service.validated &&
      service.steady === true &&
      service.recognition?.protocol === 'http' &&
      !served.has(placeOf(service)) &&
      !behind.has(service.name),
  );
  const asked = askedRoutes(candidates).filter((route) => !declared.some((other) => shadows(route, other)));
  const taken = new Set<string>();
  const usual = candidates.flatMap((service): AskedRoute[] => {
    const value = `/api/${segmentOf(service)}`;
    // What is published nowhere is not for everybody, unless it says so itself.
    if (service.routes || service.inner || taken.has(value)) return [];
    const own: AskedRoute = { name: service.name, hosts: [], path: { type: 'Prefix', value }, services: [service] };
    if (declared.some(({ paths }) => paths.some((path) => takes(path, value)))) return [];
    if (asked.some((other) => shadows(own, { hosts: [...other.hosts], paths: [other.path] }))) return [];
    taken.add(value);
    return [own];
  });
  const { routes: own = [], endpoints = {}, isBlind = false } = serving ?? {};
  return { routes: [...own, ...uniquelyNamed([...asked, ...usual]).map(routeTo)], endpoints, isBlind };
}

/** Whether a route was added here. */
export const isAutoRoute = ({ name }: Pick<TableRoute, 'name'>, { spec }: Desired): boolean =>
  name.startsWith(PREFIX) && !spec.routes.some((route) => route.name === name);

/** What a service is, where that says more than its protocol, else what it is called. */
const segmentOf = ({ type, name }: DiscoveredService): string =>
  (PROTOCOLS.has(type) ? name : type).toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** This machine's own addresses are one place. */
const placeOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${isLoopback(host) ? '' : host}:${port}`;

const takes = ({ type, value }: Route['paths'][number], path: string): boolean =>
  value === path || (type === 'Prefix' && path.startsWith(value.endsWith('/') ? value : `${value}/`));

/**
 * Whether a route would get requests that another one has: of the same host, by a path within the other's; a route that names a host comes before
 * those that name none, whatever their paths.
 */
function shadows({ hosts, path }: AskedRoute, other: Pick<Route, 'hosts' | 'paths'>): boolean {
  const isWithin = other.paths.some((each) => takes(each, path.value));
  if (hosts.length === 0) return other.hosts.length === 0 && isWithin;
  const names = new Set(hosts.map((host) => host.toLowerCase()));
  const isWide = other.hosts.length === 0 || [...other.hosts, ...hosts].some((host) => host.startsWith('*'));
  if (isWide) return isWithin || other.paths.some(({ value }) => takes(path, value));
  return other.hosts.some((host) => names.has(host.toLowerCase())) && isWithin;
}

function uniquelyNamed(routes: readonly AskedRoute[]): AskedRoute[] {
  const taken = new Set<string>();
  return routes.map((route) => {
    const name = taken.has(route.name) ? `${route.name}-${taken.size}` : route.name;
    taken.add(name);
    return { ...route, name };
  });
}

function routeTo({ name, hosts, path, stripPrefix, services }: AskedRoute): TableRoute {
  const backends = services.map((service) => ({
    ...{ service: service.name, port: 'http', weight: 1 },
    endpoints: [{ host: service.host, port: service.port }],
  }));
  const written = {
    name: `${PREFIX}${name}`.slice(0, 63),
    ...{ hosts, paths: [path], backends: [] },
    ...(stripPrefix ? { rewrite: { stripPrefix } } : {}),
  };
  const { fallback: _, ...route } = withDefaults(written, schemaAt('spec', 'routes', 0)) as Route;
  return { ...route, backends };
}
