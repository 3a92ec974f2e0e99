import type { Clock } from '../api/clock.ts';

export interface QueueOptions {
  readonly clock: Clock;
  /** How many keys are worked on at once. */
  readonly concurrency: number;
  /** Handles one key. It must not reject: what failed is retried by the handler through `addAfter`. */
  readonly handle: (key: string) => Promise<void>;
}

/**
 * A work queue of keys, in the manner of client-go's: a key is never handled twice at once, adding a key that waits changes
 * nothing, adding one that is being handled has it handled once more afterwards. So events may be doubled, reordered
 * or merged at will (I19).
 */
export class WorkQueue {
  readonly #options: QueueOptions;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #timers = new Map<string, { at: number; timer: Disposable }>();
  #closed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  add(key: string): void {
    if (this.#closed) return;
    this.#cancel(key);
    if (this.#running.has(key)) this.#again.add(key);
    else this.#waiting.add(key);
    this.#start();
  }

  /** Adds the key `delay` milliseconds from now; the earliest of several such calls counts. */
  addAfter(key: string, delay: number): void {
    if (this.#closed) return;
    const at = this.#options.clock.now() + Math.max(0, delay);
    const pending = this.#timers.get(key);
    if (pending && pending.at <= at) return;
    this.#cancel(key);
    const timer = this.#options.clock.after(Math.max(0, delay), () => {
      this.#timers.delete(key);
      this.add(key);
    });
    this.#timers.set(key, { at, timer });
  }

  /** Keys that wait or are being handled now. */
  get depth(): number {
    return this.#waiting.size + this.#running.size;
  }

  /** Takes no more keys and waits for those that are being handled. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    this.#again.clear();
    for (const key of [...this.#timers.keys()]) this.#cancel(key);
    await Promise.all(this.#running.values());
  }

  #cancel(key: string): void {
    this.#timers.get(key)?.timer[Symbol.dispose]();
    this.#timers.delete(key);
  }

  #start(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= this.#options.concurrency) return;
      this.#waiting.delete(key);
      const run = Promise.resolve()
        .then(() => this.#options.handle(key))
        .finally(() => {
          this.#finish(key);
        });
      this.#running.set(key, run);
    }
  }

  #finish(key: string): void {
    this.#running.delete(key);
    if (this.#again.delete(key)) this.#waiting.add(key);
    if (!this.#closed) this.#start();
  }
}
