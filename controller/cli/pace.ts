import { setTimeout as sleep } from 'node:timers/promises';
import { type Client } from './client.ts';

/** Between two looks at stacks that are on their way: a twentieth of the time that it has taken so far, within these milliseconds. */
const SHORTEST = 20;
const LONGEST = 250;

/** The pauses between looks at stacks that are on their way. News of a stack as a whole, that it is Ready or gone, ends a pause. */
export class Pace implements Disposable {
  readonly #since = Date.now();
  readonly #end = new AbortController();
  #news = new AbortController();

  /** @param client undefined when nobody tells news */
  constructor(client: Client | undefined, keys: readonly string[]) {
    if (client) void this.#follow(client, keys);
  }

  /** Waits for the time of the next look, or for the signal. */
  async pause(signal = this.#end.signal): Promise<void> {
    const time = Math.max(SHORTEST, Math.min(LONGEST, (Date.now() - this.#since) / 20));
    await sleep(time, undefined, { signal: AbortSignal.any([signal, this.#news.signal]) }).catch(() => undefined);
    if (this.#news.signal.aborted) this.#news = new AbortController();
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }

  async #follow(client: Client, keys: readonly string[]): Promise<void> {
    try {
      for await (const { stack, target, reason } of client.events(
        { follow: true, since: 'latest' },
        this.#end.signal,
      )) {
        if (keys.includes(stack) && (target === 'stack' || reason === 'ForgetStack')) this.#news.abort();
      }
    } catch {
      // Without news each pause takes its time.
    }
  }
}
