import type { DiscoveredService } from '../api/discovery.ts';
import type { Route } from '../api/generated/resource.ts';
import type { Desired, Observed } from '../api/plan.ts';
import type { TableRoute } from '../api/route-table.ts';
import { withDefaults } from '../spec/default.ts';
import { schemaAt } from '../spec/schema.ts';
import type { Serving } from './routes.ts';

/** How these routes are called, so that nobody takes them for declared ones. */
const PREFIX = 'auto-';
/** Protocols, which say nothing about what a service is. */
const PROTOCOLS: ReadonlySet<string> = new Set(['http', 'tcp', 'amqp', 'redis', 'postgres']);

/**
 * With a route `/api/TYPE` to each HTTP service that was found twice in a row, answers, and is behind no declared route. A declared route is never
 * shadowed: a path that one takes is left to it.
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
    (serving?.routes ?? []).flatMap(({ backends }) =>
      backends.flatMap(({ endpoints }) => endpoints.map(({ port }) => port)),
    ),
  );
  const behind = new Set(spec.routes.flatMap(({ backends }) => backends.map(({ service }) => service)));
  const declared = [...spec.routes, ...claims.routes.flatMap(({ routes }) => routes)].flatMap(({ paths }) => paths);
  const taken = new Set<string>();
  const routes = discovery.services.flatMap((service): TableRoute[] => {
    const path = `/api/${segmentOf(service)}`;
    const isHttp = service.validated && service.steady === true && service.recognition?.protocol === 'http';
    if (!isHttp || served.has(service.port) || behind.has(service.name)) return [];
    if (taken.has(path) || declared.some((other) => takes(other, path))) return [];
    taken.add(path);
    return [routeTo(service, path)];
  });
  const { routes: own = [], endpoints = {}, isBlind = false } = serving ?? {};
  return { routes: [...own, ...routes], endpoints, isBlind };
}

/** Whether a route was added here. */
export const isAutoRoute = ({ name }: Pick<TableRoute, 'name'>, { spec }: Desired): boolean =>
  name.startsWith(PREFIX) && !spec.routes.some((route) => route.name === name);

/** What a service is, where that says more than its protocol, else what it is called. */
const segmentOf = ({ type, name }: DiscoveredService): string =>
  (PROTOCOLS.has(type) ? name : type).toLowerCase().replace(/[^a-z0-9]+/g, '-');

const takes = ({ type, value }: Route['paths'][number], path: string): boolean =>
  value === path || (type === 'Prefix' && path.startsWith(value.endsWith('/') ? value : `${value}/`));

function routeTo({ name, host, port }: DiscoveredService, path: string): TableRoute {
  const backend = { service: name, port: 'http', weight: 1, endpoints: [{ host, port }] };
  const written = { name: `${PREFIX}${name}`.slice(0, 63), paths: [{ type: 'Prefix', value: path }], backends: [] };
  const { fallback: _, ...route } = withDefaults(written, schemaAt('spec', 'routes', 0)) as Route;
  return { ...route, backends: [backend] };
}
