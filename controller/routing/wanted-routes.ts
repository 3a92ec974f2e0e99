import type { DiscoveredService, WantedRoute } from '../api/discovery.ts';

/** A route that found services ask for; several that ask for the same one share it. */
export interface AskedRoute extends Pick<WantedRoute, 'hosts' | 'path' | 'stripPrefix'> {
  /** Of its own among all. */
  readonly name: string;
  readonly services: readonly DiscoveredService[];
}

/** The routes that services which answer over HTTP ask for, the first ones first. */
export function askedRoutes(services: readonly DiscoveredService[]): AskedRoute[] {
  const asked = services
    .filter(({ validated, recognition }) => validated && recognition?.protocol === 'http')
    .flatMap((service) => (service.routes ?? []).map((route) => ({ route, service })));
  const groups = new Map<string, { route: WantedRoute; services: DiscoveredService[] }>();
  for (const { route, service } of asked) {
    const { hosts, path, stripPrefix } = route;
    const key = JSON.stringify([hosts.map((host) => host.toLowerCase()).sort(), path.type, path.value]);
    const group = groups.get(key);
    if (!group) groups.set(key, { route, services: [service] });
    // One that wants its requests otherwise would get those of the first one.
    else if (group.route.stripPrefix === stripPrefix) group.services.push(service);
  }
  const taken = new Set<string>();
  return [...groups.values()].map(({ route: { name, hosts, path, stripPrefix }, services: backends }) => {
    const wish = nameOf(name ?? backends[0]?.called ?? 'route');
    const own = taken.has(wish) ? `${wish}-${taken.size}` : wish;
    taken.add(own);
    return { name: own, hosts, path, ...(stripPrefix ? { stripPrefix } : {}), services: backends };
  });
}

/** As the resource takes names, with room for more. */
const nameOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '') || 'route';
