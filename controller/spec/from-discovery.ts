import type { DiscoveredService } from '../api/discovery.ts';
import { groupBy } from '../api/collections.ts';

type Value = Readonly<Record<string, unknown>>;

/**
 * A stack of what was found on a machine, which changes nothing about it: containers are adopted as they are, and everything else is external.
 *
 * @param name of the stack
 */
export function stackFromDiscovery(services: readonly DiscoveredService[], name: string): Value {
  // Who only consumes a queue is reached by nobody.
  const reachable = services.filter(({ type }) => type !== 'consumer');
  const byContainer = groupBy(reachable, ({ container, name: own }) => container?.id ?? `service ${own}`);
  return {
    apiVersion: 'qbtc.dev/v1alpha1',
    kind: 'QbtcStack',
    metadata: { name },
    spec: { ...networksOf(reachable), services: [...byContainer.values()].map(serviceOf) },
  };
}

function serviceOf(found: readonly DiscoveredService[]): Value {
  const [first] = found;
  if (!first) return {};
  const { name, type, container, host } = first;
  const kind = type === 'tcp' ? {} : { type };
  if (container) {
    const ports = found.map(({ port, container: own }) => ({
      name: portName(first, port),
      port: own?.inside ?? port,
      hostPort: port,
      ...(own?.hostAddress === undefined || own.hostAddress === '127.0.0.1' ? {} : { hostAddress: own.hostAddress }),
    }));
    const networks = container.networks.filter((network) => !BUILT_IN.has(network));
    const docker = {
      image: container.image,
      containerName: container.name,
      ...(networks.length > 0 ? { networks: networks.map((network) => ({ name: network })) } : {}),
    };
    return { name, ...kind, adopt: true, docker, ports, probe: probeOf(first, portName(first, first.port)) };
  }
  const port = portName(first, first.port);
  return { name, ...kind, external: { host }, ports: [{ name: port, port: first.port }], probe: probeOf(first, port) };
}

/** Networks that every engine has: nobody declares them. */
const BUILT_IN: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);

function networksOf(services: readonly DiscoveredService[]): Value {
  const names = new Set(services.flatMap(({ container }) => container?.networks ?? []));
  const declared = [...names].filter((network) => !BUILT_IN.has(network));
  return declared.length === 0 ? {} : { docker: { networks: declared.map((network) => ({ name: network })) } };
}

const portName = ({ recognition, port: first }: DiscoveredService, port: number): string =>
  port === first ? (recognition?.protocol ?? 'tcp') : `p${port}`;

/** What was seen to answer; whatever asks for a login is only seen to be there. */
function probeOf({ recognition }: DiscoveredService, port: string): Value {
  const status = recognition?.status ?? 0;
  return status >= 200 && status <= 399 ? { http: { path: '/', port } } : { tcp: { port } };
}
