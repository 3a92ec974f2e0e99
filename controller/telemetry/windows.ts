import { Histogram } from './histogram.ts';
import type { Traffic } from './requests.ts';

/** The windows over which indicators are given, in milliseconds. */
const WINDOWS = { '5m': 300_000, '1h': 3_600_000 } as const;
export type WindowName = keyof typeof WINDOWS;
export const WINDOW_NAMES: readonly WindowName[] = ['5m', '1h'];

/** Time is cut into slots of this length, in milliseconds: a window is so many of them, the last of which has just begun. */
const SLOT = 15_000;
const SLOTS = WINDOWS['1h'] / SLOT;

/** What happened in some time. Sums over stacks and over slots mean something. */
export class Sums {
  readonly latencies = new Histogram();
  requests = 0;
  errors = 0;
  /** Milliseconds that services were looked after, all of them together, and how many of those they were healthy. */
  watched = 0;
  healthy = 0;
  repairs = 0;
  /** From unhealthy to healthy again, of all repairs together; milliseconds. */
  repairing = 0;

  add(other: Sums): void {
    this.latencies.add(other.latencies);
    this.requests += other.requests;
    this.errors += other.errors;
    this.watched += other.watched;
    this.healthy += other.healthy;
    this.repairs += other.repairs;
    this.repairing += other.repairing;
  }
}

/** What happened lately, in bounded memory. All times are milliseconds since the epoch. */
export class Windows {
  /** By their number since the epoch. */
  readonly #slots = new Map<number, Sums>();

  latency(seconds: number, now: number): void {
    this.#slot(now).latencies.observe(seconds);
  }

  traffic({ requests, errors }: Traffic, now: number): void {
    const slot = this.#slot(now);
    slot.requests += requests;
    slot.errors += errors;
  }

  /** From one time to another, so many services were healthy out of so many. */
  health({ from, to }: { from: number; to: number }, healthy: number, all: number, now: number): void {
    for (let begin = from; begin < to;) {
      const end = Math.min(to, (Math.floor(begin / SLOT) + 1) * SLOT);
      const slot = this.#slot(begin, now);
      slot.watched += (end - begin) * all;
      slot.healthy += (end - begin) * healthy;
      begin = end;
    }
  }

  /** A service was healthy again after so many milliseconds. */
  repair(took: number, now: number): void {
    const slot = this.#slot(now);
    slot.repairs++;
    slot.repairing += took;
  }

  /** What happened in a window that ends now. */
  over(window: WindowName, now: number): Sums {
    const last = Math.floor(now / SLOT);
    const sums = new Sums();
    for (const [number, slot] of this.#slots)
      if (number <= last && number > last - WINDOWS[window] / SLOT) sums.add(slot);
    return sums;
  }

  #slot(at: number, now = at): Sums {
    const number = Math.floor(at / SLOT);
    const found = this.#slots.get(number);
    if (found) return found;
    const slot = new Sums();
    this.#slots.set(number, slot);
    const last = Math.floor(now / SLOT);
    // Of a clock that was set back, the future would not become old.
    for (const other of this.#slots.keys()) if (other <= last - SLOTS || other > last) this.#slots.delete(other);
    return slot;
  }
}
