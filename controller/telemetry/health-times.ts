import type { Windows } from './windows.ts';

/** How long what a look has found is taken to be so, in milliseconds: three times as long as looks are apart. */
const VALID = 90_000;

/** A service, as a look has found it. */
export interface ServiceHealth {
  readonly name: string;
  readonly healthy: boolean;
  /** It is on its way up. */
  readonly starting?: boolean;
}

/** Turns looks at the health of services into times: how long they were healthy, and how long it took to make them so again. */
export class HealthTimes {
  readonly #windows: Windows;
  /** When the services were looked at last, and up to when the time since was accounted for. */
  #lookedAt = -Infinity;
  #settledAt = -Infinity;
  #services: readonly ServiceHealth[] = [];
  /** Services that were healthy once. */
  readonly #proven = new Set<string>();
  /** Since when services that were healthy are not. */
  readonly #downSince = new Map<string, number>();

  constructor(windows: Windows) {
    this.#windows = windows;
  }

  /**
   * The first start of a service does not count: nobody has had it yet.
   *
   * @param found all that should be healthy: not those that are held down or have done their work
   */
  look(found: readonly ServiceHealth[], now: number): void {
    this.settle(now);
    for (const { name, healthy } of found) if (healthy) this.#proven.add(name);
    const services = found.filter(({ name, starting }) => !starting || this.#proven.has(name));
    const former = new Map(this.#services.map(({ name, healthy }) => [name, healthy]));
    for (const { name, healthy } of services) {
      const since = this.#downSince.get(name);
      if (!healthy && former.get(name) === true) this.#downSince.set(name, now);
      if (!healthy || since === undefined) continue;
      this.#windows.repair(Math.max(0, now - since), now);
      this.#downSince.delete(name);
    }
    const names = new Set(services.map(({ name }) => name));
    for (const name of this.#downSince.keys()) if (!names.has(name)) this.#downSince.delete(name);
    for (const name of this.#proven) if (!names.has(name)) this.#proven.delete(name);
    this.#services = services;
    this.#lookedAt = this.#settledAt = now;
  }

  /** Accounts for the time up to now, as long as the last look still tells how it is. */
  settle(now: number): void {
    const until = Math.min(now, this.#lookedAt + VALID);
    if (until <= this.#settledAt) return;
    const healthy = this.#services.filter((service) => service.healthy).length;
    this.#windows.health({ from: this.#settledAt, to: until }, healthy, this.#services.length, now);
    this.#settledAt = until;
  }
}
