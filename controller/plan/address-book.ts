import type { NetworkNeed } from '../api/facilities.ts';
import type { Service } from '../api/generated/resource.ts';
import type { Address } from '../api/runtime.ts';
import { addressFor, isLasting, type Asker, type Reached } from '../routing/addresses.ts';
import { membershipsOf } from '../spec/networks.ts';
import type { JudgedInstance } from './health.ts';

export interface AddressBookInput {
  readonly services: readonly Service[];
  /** Those of the stack. */
  readonly networks: readonly NetworkNeed[];
  /** By service. */
  readonly instances: ReadonlyMap<string, readonly JudgedInstance[]>;
}

/** Where the services of a stack reach each other. */
export class AddressBook {
  readonly #input: AddressBookInput;
  readonly #services: ReadonlyMap<string, Service>;

  constructor(input: AddressBookInput) {
    this.#input = input;
    this.#services = new Map(input.services.map((service) => [service.name, service]));
  }

  /** Where `asker` reaches a port of a service now; undefined when there is no such port, or no way to it. */
  addressFor(asker: Service, service: string, port: string): Address | undefined {
    const reached = this.#reached(service, port);
    return reached && addressFor(this.#askerOf(asker), reached);
  }

  /** Where an APISIX of the stack reaches the instance that this host reaches at `running`. */
  forGateway(gateway: Service, service: string, port: string, running: Address): Address | undefined {
    const reached = this.#reached(service, port);
    return reached && addressFor({ kind: 'gateway', networks: this.#joined(gateway) }, { ...reached, running });
  }

  /** Whether the address that `asker` is given changes when the service is replaced. */
  isMoving(asker: Service, service: string, port: string): boolean {
    const reached = this.#reached(service, port);
    return reached !== undefined && !isLasting(this.#askerOf(asker), reached);
  }

  #reached(name: string, portName: string): Reached | undefined {
    const service = this.#services.get(name);
    const port = service?.ports.find((candidate) => candidate.name === portName);
    return (
      service && port && { service, port, running: this.#running(name, portName), networks: this.#joined(service) }
    );
  }

  /**
   * At a running instance: one that was healthy before one that was not, the lowest slot, the newest. One that is healthy from this very
   * look on counts, since the look lets those start that wait for it: they would be told another address in the next one.
   */
  #running(name: string, portName: string): Address | undefined {
    const rank = ({ proven }: JudgedInstance): number => (proven ? 0 : 1);
    const [first] = (this.#input.instances.get(name) ?? [])
      .filter(({ instance }) => instance.state === 'Running' && instance.addresses[portName])
      .sort(
        (a, b) =>
          rank(a) - rank(b) ||
          a.instance.slot - b.instance.slot ||
          (b.instance.startedAt ?? 0) - (a.instance.startedAt ?? 0),
      );
    return first?.instance.addresses[portName];
  }

  #askerOf(asker: Service): Asker {
    const isInside = asker.docker !== undefined && !asker.docker.hostNetwork;
    return isInside ? { kind: 'container', networks: this.#joined(asker) } : { kind: 'process' };
  }

  #joined(service: Service): string[] {
    return membershipsOf(service, this.#input.networks).map(({ name }) => name);
  }
}
