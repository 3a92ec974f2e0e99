import type { Clock } from '../../controller/api/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is moved. Same calls, same order of callbacks. */
export interface SimulatedClock extends Clock {
  /** Moves on by `ms`; runs what becomes due in order of time (then of registration) and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Moves to the next timer and runs it; false when there is none. */
  step(): Promise<boolean>;
  /** Lets every promise settle that waits for no timer. */
  settle(): Promise<void>;
  /** When the next timer is due; milliseconds since the epoch. */
  next(): number | undefined;
}

/** Starts at `start`, milliseconds since the epoch. */
export function createSimulatedClock(start = Date.UTC(2030, 0, 1)): SimulatedClock {
  let now = start;
  let registered = 0;
  const timers = new Set<Timer>();

  const earliest = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
    return first;
  };
  // setImmediate comes after all microtasks, also those that microtasks queue.
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
  };
  const run = async (timer: Timer): Promise<void> => {
    timers.delete(timer);
    now = Math.max(now, timer.at);
    timer.callback();
    await settle();
  };

  return {
    now: () => now,
    after(delay, callback) {
      const timer = { at: now + Math.max(0, delay), order: registered++, callback };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let timer = earliest(); timer && timer.at <= end; timer = earliest()) await run(timer);
      now = end;
    },
    async step() {
      await settle();
      const timer = earliest();
      if (timer) await run(timer);
      return timer !== undefined;
    },
    settle,
    next: () => earliest()?.at,
  };
}
