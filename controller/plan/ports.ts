import { addressKey, type FrontDoorAddress, sameAddress } from '../api/front-door.ts';
import type { Service } from '../api/generated/resource.ts';
import type { Desired, Observed } from '../api/plan.ts';
import { standInAddress } from '../spec/apisix-service.ts';
import { hostPorts } from '../spec/host-ports.ts';
import { fraction } from './backoff.ts';
import { isAlive } from './health.ts';

export type PortAssignment =
  | { readonly ports: Readonly<Record<string, number>> }
  | { readonly conflict: { readonly reason: 'PortConflict' | 'NoFreePort'; readonly message: string } };

/** Chooses ports for new instances, and never the same one twice within a pass. */
export class PortBook {
  readonly #desired: Desired;
  readonly #observed: Observed;
  /** Ports of instances that exist, and those given out in this pass. */
  readonly #taken = new Set<number>();
  /** Ports of instances that have ended: one that is started again has its own. */
  readonly #former = new Set<number>();
  /** Ports that some declaration names for good. */
  readonly #fixed = new Set<number>();
  /** Where a front door of ours serves instead of this stack's APISIX. */
  readonly #standIn: FrontDoorAddress | undefined;
  readonly #listening: ReadonlyMap<number, readonly string[]>;

  constructor(desired: Desired, observed: Observed) {
    this.#desired = desired;
    this.#observed = observed;
    for (const observation of Object.values(observed.instances)) {
      if (!observation.known) continue;
      for (const instance of observation.value) {
        const { service, ports } = instance.launch;
        const kept = isAlive(instance) ? this.#taken : this.#former;
        for (const { port } of hostPorts(service, ports)) kept.add(port);
      }
    }
    for (const service of desired.spec.services) for (const { port } of hostPorts(service)) this.#fixed.add(port);
    for (const claim of observed.claims.ports) this.#fixed.add(claim.port);
    for (const { address } of observed.frontDoors) this.#fixed.add(address.port);
    const standIn = standInAddress(desired.spec);
    const isServed = observed.frontDoors.some(
      ({ state }) => standIn && state.known && state.value?.standIns?.[addressKey(standIn)] === '',
    );
    this.#standIn = isServed ? standIn : undefined;
    const listening = new Map<number, string[]>();
    for (const { host, port } of observed.listening.known ? observed.listening.value : []) {
      listening.set(port, [...(listening.get(port) ?? []), host]);
    }
    this.#listening = listening;
  }

  /**
   * Ports for a new instance. A container listens on those that are declared, in its own network; it is in the way of others only
   * where it is published. Of processes, slot 0 takes the declared port while no other instance of ours lives on it; all others take
   * a free one of the range, at a place that depends on the slot, so that the choice is stable.
   */
  assign(service: Service, slot: number): PortAssignment {
    if (service.docker) return this.#publish(service);
    const ports: Record<string, number> = {};
    for (const port of service.ports) {
      if (slot === 0 && !this.#taken.has(port.port)) {
        const conflict = this.conflict(port.hostAddress, port.port);
        if (conflict) return { conflict: { reason: 'PortConflict', message: conflict } };
        ports[port.name] = port.port;
      } else {
        const free = this.#free(port.range, `${this.#desired.stack.uid}/${service.name}/${slot}/${port.name}`);
        if (free === undefined) {
          return {
            conflict: {
              reason: 'NoFreePort',
              message: `no port of the range ${port.range} of port ${port.name} is free`,
            },
          };
        }
        ports[port.name] = free;
      }
      this.#taken.add(ports[port.name] ?? 0);
    }
    return { ports };
  }

  /** Whether an instance of ours lives on the port, or was given it in this pass. */
  isTaken(port: number): boolean {
    return this.#taken.has(port);
  }

  /** Who stands in the way of listening on this address, as a message; undefined when nobody does (I8). */
  conflict(host: string, port: number): string | undefined {
    const claim = this.#observed.claims.ports.find((other) => other.port === port && overlaps(other.host, host));
    if (claim) return `port ${port} is claimed by the older stack ${claim.stack}`;
    // A front door that stands in there leaves first.
    if (this.#standIn && sameAddress(this.#standIn, { host, port })) return undefined;
    const holder = this.#observed.holders.find((other) => other.port === port && overlaps(other.host, host));
    if (!holder && !this.#listening.get(port)?.some((other) => overlaps(other, host))) return undefined;
    return `port ${port} is held by ${holder?.holder ?? 'a process that could not be identified'}`;
  }

  #publish(service: Service): PortAssignment {
    for (const { host, port } of hostPorts(service)) {
      // The engine would refuse the start, after the container was created.
      const taken = this.#taken.has(port) ? `port ${port} is still taken by another instance of this stack` : undefined;
      const conflict = taken ?? this.conflict(host, port);
      if (conflict !== undefined) return { conflict: { reason: 'PortConflict', message: conflict } };
      this.#taken.add(port);
    }
    return { ports: containerPorts(service) };
  }

  #free(range: string, seed: string): number | undefined {
    const [first = 0, last = 0] = range.split('-').map(Number);
    const size = last - first + 1;
    const offset = Math.floor(fraction(seed) * size);
    // Unless there is no other, a port that an instance of ours had is left to it.
    for (const avoided of [this.#former, new Set<number>()])
      for (let step = 0; step < size; step++) {
        const port = first + ((offset + step) % size);
        const isHeld = this.#taken.has(port) || this.#fixed.has(port) || this.#listening.has(port);
        if (!isHeld && !avoided.has(port)) return port;
      }
    return undefined;
  }
}

/** A container listens on the ports that are declared. */
export const containerPorts = ({ ports }: Service): Record<string, number> =>
  Object.fromEntries(ports.map(({ name, port }) => [name, port]));

const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Whether two sockets cannot listen on these addresses with the same port. */
export const overlaps = (a: string, b: string): boolean => a === b || WILDCARDS.has(a) || WILDCARDS.has(b);
