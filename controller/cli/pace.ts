import { setTimeout as sleep } from 'node:timers/promises';
import { type Client } from './client.ts';

/** Between two looks at stacks that are on their way: a sixth of the time that it has taken so far, within these milliseconds. */
const SHORTEST = 20;
const LONGEST = 250;

/** The pauses between looks at stacks that are on their way. News of a stack as a whole, that it is Ready or gone, ends a pause. */
export class Pace implements Disposable {
  readonly #client: Client | undefined;
  readonly #keys: readonly string[];
  readonly #since = Date.now();
  readonly #end = new AbortController();
  #news = new AbortController();
  #follows = false;

  /** @param client undefined when nobody tells news */
  constructor(client: Client | undefined, keys: readonly string[]) {
    this.#client = client;
    this.#keys = keys;
  }

  /** Waits for the time of the next look, or for the signal. */
  async pause(signal = this.#end.signal): Promise<void> {
    if (!this.#follows) void this.#follow();
    const time = Math.max(SHORTEST, Math.min(LONGEST, (Date.now() - this.#since) / 6));
    await sleep(time, undefined, { signal: AbortSignal.any([signal, this.#news.signal]) }).catch(() => undefined);
    if (this.#news.signal.aborted) this.#news = new AbortController();
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }

  async #follow(): Promise<void> {
    this.#follows = true;
    if (!this.#client) return;
    try {
      for await (const { stack, target, reason } of this.#client.events(
        { follow: true, since: 'latest' },
        this.#end.signal,
      )) {
        if (this.#keys.includes(stack) && (target === 'stack' || reason === 'ForgetStack')) this.#news.abort();
      }
    } catch {
      // Without news each pause takes its time.
    }
    // That nobody tells any more is news, too.
    this.#news.abort();
  }
}
