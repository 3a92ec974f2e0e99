import type { DiscoveredService } from '../api/discovery.ts';
import { groupBy } from '../api/collections.ts';
import { askedRoutes } from '../routing/wanted-routes.ts';

type Value = Readonly<Record<string, unknown>>;

/** How a container is published: what a declaration of it may say, so that it holds. */
export interface PublishedAt {
  readonly port: number;
  readonly hostPort: number;
  readonly hostAddress: string;
}

/**
 * A stack of what was found on a machine, which changes nothing about it: containers are adopted as they are, and everything else is external.
 * It declares no networks: containers that are all there already are connected as they need it. Routes are those that their labels ask for.
 *
 * @param name of the stack
 * @param adoptable by the id of each container that can be adopted, at which fixed ports it is published
 */
export function stackFromDiscovery(
  services: readonly DiscoveredService[],
  name: string,
  adoptable: ReadonlyMap<string, readonly PublishedAt[]>,
): Value {
  // Who only consumes a queue is reached by nobody.
  const reachable = services.filter(({ type }) => type !== 'consumer');
  const holderOf = ({ container, name: own }: DiscoveredService): string =>
    container && adoptable.has(container.id) ? `container ${container.id}` : `service ${own}`;
  const groups = [...groupBy(reachable, holderOf).values()];
  const declared = groups.map((found) => serviceOf(found, adoptable));
  const backendOf = (service: DiscoveredService): Value => {
    const found = groups.find((group) => group.includes(service)) ?? [service];
    return { service: nameOf(found), port: portNameOf(service, found) };
  };
  const routes = askedRoutes(reachable).map(({ name: own, hosts, path, stripPrefix, services: backends }) => ({
    name: own,
    ...(hosts.length > 0 ? { hosts } : {}),
    paths: [path],
    backends: backends.map(backendOf),
    ...(stripPrefix ? { rewrite: { stripPrefix } } : {}),
  }));
  const spec = { services: declared, ...(routes.length > 0 ? { routes } : {}) };
  return { apiVersion: 'qbtc.dev/v1alpha1', kind: 'QbtcStack', metadata: { name }, spec };
}

/** As a service is declared: its name begins with a letter. */
const nameOf = ([first]: readonly DiscoveredService[]): string =>
  /^[a-z]/.test(first?.name ?? '') ? (first?.name ?? '') : `service-${first?.name ?? ''}`;

/** The first port of a service is called by its protocol, its others by their numbers. */
const portNameOf = (service: DiscoveredService, [first]: readonly DiscoveredService[]): string =>
  service === first ? (service.recognition?.protocol ?? 'tcp') : `p${service.container?.inside ?? service.port}`;

/** Ports that a service may declare. */
const MOST_PORTS = 32;

function serviceOf(found: readonly DiscoveredService[], adoptable: ReadonlyMap<string, readonly PublishedAt[]>): Value {
  const [first] = found;
  if (!first) return {};
  const { type, container, host, port } = first;
  const kind = type === 'tcp' ? {} : { type };
  const name = nameOf(found);
  const published = container && adoptable.get(container.id);
  if (!container || !published) {
    const own = first.recognition?.protocol ?? 'tcp';
    return { name, ...kind, external: { host }, ports: [{ name: own, port }], probe: probeOf(first, own) };
  }
  const inside = new Map(found.map((service) => [service.container?.inside ?? service.port, service]));
  const ports = [...inside].slice(0, MOST_PORTS).map(([number, service]) => {
    const fixed = published.find((each) => each.port === number && each.hostPort === service.port);
    return {
      name: portNameOf(service, found),
      port: number,
      ...(fixed ? { hostPort: fixed.hostPort } : {}),
      ...(fixed && fixed.hostAddress !== '127.0.0.1' ? { hostAddress: fixed.hostAddress } : {}),
    };
  });
  const docker = { image: container.image, containerName: container.name };
  return { name, ...kind, adopt: true, docker, ports, probe: probeOf(first, ports[0]?.name ?? 'tcp') };
}

/** What was seen to answer; whatever asks for a login is only seen to be there. */
function probeOf({ recognition }: DiscoveredService, port: string): Value {
  const status = recognition?.status ?? 0;
  return status >= 200 && status <= 399 ? { http: { path: '/', port } } : { tcp: { port } };
}
