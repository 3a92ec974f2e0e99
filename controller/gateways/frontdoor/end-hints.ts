import { setTimeout as sleep } from 'node:timers/promises';
import type { Observation } from '../../api/observation.ts';
import { outlast } from './control-client.ts';

/** Milliseconds for a program to be gone after it let a connection go, and between two looks. */
const LEAVE_BOUND = 1000;
const LOOK_TIME = 10;

/** Finds out which program serves in a folder. */
type Look = (folder: string, signal: AbortSignal) => Promise<Observation<{ readonly pid: number } | undefined>>;

/**
 * Tells at once that a front door has ended, or sends requests another way: a request is held open at each one that was seen to run, and ends with it. Only a hint; nothing
 * is asked again before the front door was seen once more.
 */
export class EndHints {
  readonly #look: Look;
  readonly #listeners = new Set<{ readonly changed: () => void }>();
  /** By folder. */
  readonly #held = new Map<string, { readonly pid: number; readonly stop: AbortController }>();

  constructor(look: Look) {
    this.#look = look;
  }

  watch(changed: () => void): Disposable {
    const listener = { changed };
    this.#listeners.add(listener);
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) for (const folder of this.#held.keys()) this.forget(folder);
      },
    };
  }

  /** The front door in the folder runs as process `pid`. */
  seen(folder: string, pid: number): void {
    if (this.#listeners.size === 0 || this.#held.get(folder)?.pid === pid) return;
    this.forget(folder);
    const stop = new AbortController();
    this.#held.set(folder, { pid, stop });
    void this.#hold(folder, pid, stop.signal);
  }

  /** The end of the front door in the folder is no news. */
  forget(folder: string): void {
    this.#held.get(folder)?.stop.abort();
    this.#held.delete(folder);
  }

  async #hold(folder: string, pid: number, stop: AbortSignal): Promise<void> {
    // One of a build that does not know the request is looked at with the resync.
    const changed = (): void => {
      this.#tell();
    };
    if ((await outlast(folder, changed, stop)) === 'unsupported') return;
    // A program that is about to be gone only does not answer: who looks now learns nothing, and the hint would be spent.
    const end = Date.now() + LEAVE_BOUND;
    while (Date.now() < end && !(await this.#isGone(folder, pid, stop))) await sleep(LOOK_TIME);
    if (stop.aborted) return;
    this.#held.delete(folder);
    this.#tell();
  }

  #tell(): void {
    for (const { changed } of this.#listeners) changed();
  }

  async #isGone(folder: string, pid: number, stop: AbortSignal): Promise<boolean> {
    const state = await this.#look(folder, stop);
    return stop.aborted || (state.known && state.value?.pid !== pid);
  }
}
