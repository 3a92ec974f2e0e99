import type { Service } from '../api/generated/resource.ts';
import type { Address } from '../api/runtime.ts';
import type { Path } from './schema.ts';

/** An address of this host that an instance takes. */
interface HostPort extends Address {
  readonly name: string;
  /** The field that says so, within the service. */
  readonly path: Path;
}

/**
 * The addresses of this host that an instance takes: a process all that it listens on, a container those that it is published at, or in
 * the host's network those that it listens on.
 *
 * @param ports the port numbers that the instance was given; absent for those that the service declares
 */
export function hostPorts(service: Service, ports?: Readonly<Record<string, number>>): HostPort[] {
  const own = service.process !== undefined || service.docker?.hostNetwork === true;
  return service.ports.flatMap(({ name, port, hostPort, hostAddress: host }, index): HostPort[] => {
    const taken = own ? (ports?.[name] ?? port) : service.docker && hostPort;
    const path = ['ports', index, own ? 'port' : 'hostPort'];
    return taken === undefined ? [] : [{ host, port: taken, name, path }];
  });
}
