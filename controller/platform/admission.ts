import type { Clock } from '../api/clock.ts';

export interface AdmissionOptions {
  readonly clock: Clock;
  /** How many pieces of work may be busy at a time. */
  readonly limit: number;
  /** Work that has taken this long (milliseconds) is waiting for an answer, not busy: its place is given to the next. */
  readonly patience: number;
}

/**
 * Bounds how much work is begun at a time without letting slow work hold up the rest: a place is given back when its work ends or
 * after `patience`, whichever is first. So `n` hanging pieces delay the others by `patience × n / limit` once, not by their timeout.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  /** Places that are taken, and since when; the oldest first. */
  readonly #busy = new Map<object, number>();
  readonly #waiting = new Set<() => void>();
  #relief: Disposable | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Calls `begin` as soon as there is a place, at once if there is one now. Dispose the result to give up waiting. */
  enter(begin: (leave: () => void) => void): Disposable {
    const admit = (): void => {
      const place = {};
      this.#busy.set(place, this.#options.clock.now());
      begin(() => {
        if (this.#busy.delete(place)) this.#admitNext();
      });
    };
    if (this.#busy.size < this.#options.limit && this.#waiting.size === 0) {
      admit();
      return { [Symbol.dispose]: () => undefined };
    }
    this.#waiting.add(admit);
    this.#watch();
    return {
      [Symbol.dispose]: () => {
        this.#waiting.delete(admit);
        this.#watch();
      },
    };
  }

  /** Carries out work when there is a place for it; rejects with the signal's reason when that comes first. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const leave = await new Promise<() => void>((resolve, reject) => {
      let entry: Disposable | undefined = undefined;
      const abort = (): void => {
        entry?.[Symbol.dispose]();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      entry = this.enter((end) => {
        signal.removeEventListener('abort', abort);
        resolve(end);
      });
    });
    try {
      return await work();
    } finally {
      leave();
    }
  }

  [Symbol.dispose](): void {
    this.#waiting.clear();
    this.#watch();
  }

  #admitNext(): void {
    for (const admit of this.#waiting) {
      if (this.#busy.size >= this.#options.limit) break;
      this.#waiting.delete(admit);
      admit();
    }
    this.#watch();
  }

  /** While somebody waits, makes sure that the place of the oldest work is given on when its patience is over. */
  #watch(): void {
    const [oldest] = this.#busy.values();
    if (this.#waiting.size === 0 || oldest === undefined) {
      this.#relief?.[Symbol.dispose]();
      this.#relief = undefined;
      return;
    }
    if (this.#relief) return;
    const { clock, patience } = this.#options;
    this.#relief = clock.after(Math.max(0, oldest + patience - clock.now()), () => {
      this.#relief = undefined;
      const now = clock.now();
      for (const [place, since] of this.#busy) {
        if (now - since >= patience) this.#busy.delete(place);
      }
      this.#admitNext();
    });
  }
}
