import type { Service } from '../api/generated/resource.ts';
import type { Address } from '../api/runtime.ts';

/**
 * The addresses of this host that an instance takes, by port name: a process all that it listens on, a container those that it is
 * published at.
 *
 * @param ports the port numbers that the instance was given; absent for those that the service declares
 */
export function hostPorts(service: Service, ports?: Readonly<Record<string, number>>): Map<string, Address> {
  const taken = new Map<string, Address>();
  for (const { name, port, hostPort, hostAddress } of service.ports) {
    const own = service.process !== undefined || service.docker?.hostNetwork === true;
    const number = own ? (ports?.[name] ?? port) : service.docker && hostPort;
    if (number !== undefined) taken.set(name, { host: hostAddress, port: number });
  }
  return taken;
}
