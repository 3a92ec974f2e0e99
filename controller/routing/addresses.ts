import type { Service, ServicePort } from '../api/generated/resource.ts';
import type { Address } from '../api/runtime.ts';

/** The name by which a container finds the host it runs on. */
export const HOST_ALIAS = 'host.docker.internal';

/**
 * Who wants to reach a service. A process keeps the address it was given for its whole life, so it gets one that lasts; the front door and
 * the probes learn every new one, so they take the nearest.
 */
export type Asker =
  | { readonly kind: 'frontDoor' }
  | { readonly kind: 'process' }
  /** With the names of the networks that it joins. */
  | { readonly kind: 'container' | 'gateway'; readonly networks: readonly string[] };

/** What an address depends on. */
export interface Reached {
  readonly service: Service;
  readonly port: ServicePort;
  /** The networks that its containers join. */
  readonly networks: readonly string[];
  /** Where a running instance of it is reached from this host; undefined when none runs. */
  readonly running: Address | undefined;
}

/**
 * Where a port of a service is reached, from where the asker is. Undefined when there is no way, or none before it runs.
 *
 * | asker | container | process | external |
 * |---|---|---|---|
 * | front door, probes | its own address, else where it is published | where it listens | as declared |
 * | process | where it is published, else its own address | where it listens | as declared |
 * | container | by name on a common network, else where it is published to others than this host | the host's name | as declared, loopback is the host's |
 * | gateway: APISIX in a container | at its own address on a common network, else as a container | the host's name | as declared, loopback is the host's |
 */
export function addressFor(asker: Asker, reached: Reached): Address | undefined {
  switch (asker.kind) {
    case 'frontDoor':
    case 'process':
      return fromHost(asker.kind, reached);
    case 'gateway': {
      const { service, networks, running } = reached;
      // It is told of every replica for itself, and of each new one; by name it would ask one of them.
      const isOwn = service.docker && shares(asker.networks, networks) && running && !isLoopback(running.host);
      return isOwn ? running : fromContainer(asker.networks, reached);
    }
    case 'container':
      return fromContainer(asker.networks, reached);
  }
}

/** Whether that address stays the same when the service's instances are replaced. */
export function isLasting(asker: Asker, { service, port, networks }: Reached): boolean {
  if (service.external) return true;
  if (!service.docker) return false;
  if (port.hostPort !== undefined) return true;
  return (asker.kind === 'container' || asker.kind === 'gateway') && shares(asker.networks, networks);
}

function fromHost(kind: 'frontDoor' | 'process', { service, port, running }: Reached): Address | undefined {
  const { external, docker } = service;
  if (external) return { host: external.host, port: port.port };
  const declared = declaredOnHost(service, port);
  if (docker && kind === 'process') return declared ?? running;
  return running ?? declared;
}

function fromContainer(asking: readonly string[], reached: Reached): Address | undefined {
  const { service, port, networks, running } = reached;
  if (service.external) {
    const host = isLoopback(service.external.host) ? HOST_ALIAS : service.external.host;
    return { host, port: port.port };
  }
  if (service.docker && shares(asking, networks)) return { host: service.name, port: port.port };
  if (service.docker && !service.docker.hostNetwork) {
    if (port.hostPort === undefined || isLoopback(port.hostAddress)) return undefined;
    return { host: HOST_ALIAS, port: port.hostPort };
  }
  return { host: HOST_ALIAS, port: (running ?? port).port };
}

/** The address on this host that a declaration alone tells. */
function declaredOnHost({ docker }: Service, { port, hostPort, hostAddress }: ServicePort): Address | undefined {
  if (docker && !docker.hostNetwork)
    return hostPort === undefined ? undefined : { host: connectHost(hostAddress), port: hostPort };
  return { host: connectHost(hostAddress), port };
}

const shares = (asking: readonly string[], networks: readonly string[]): boolean =>
  asking.some((network) => networks.includes(network));

/** The address to connect to for one that is listened on: a wildcard is reached over loopback. */
export function connectHost(listen: string): string {
  if (listen === '0.0.0.0') return '127.0.0.1';
  return listen === '::' ? '::1' : listen;
}

/** Whether only this host itself reaches the address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
