import type { Clock } from '../api/clock.ts';
import type { Observed } from '../api/plan.ts';
import type { ProcessInfo, Processes } from '../api/processes.ts';
import { effectiveProbe } from '../spec/effective-probe.ts';

/** Between two looks, in milliseconds. */
const INTERVAL = 1000;

export interface LivenessOptions {
  readonly clock: Clock;
  readonly processes: Pick<Processes, 'inspect'>;
  /** Called when a watched process of a stack is gone. */
  readonly onGone: (key: string) => void;
}

/**
 * Watches processes whose end nothing else would tell: services without a probe, whose shim may have been killed together with them. What
 * has a probe is left to it.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  readonly #watched = new Map<string, ReadonlyMap<number, ProcessInfo | undefined>>();
  #timer: Disposable | undefined;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  /** Replaces the processes that are watched for a stack by those of its last observation. */
  watch(key: string, observed: Observed): void {
    const before = this.#watched.get(key);
    this.#watched.set(key, new Map(silentPids(observed).map((pid) => [pid, before?.get(pid)])));
    this.#timer ??= this.#later();
  }

  forget(key: string): void {
    this.#watched.delete(key);
  }

  [Symbol.dispose](): void {
    this.#watched.clear();
    this.#timer?.[Symbol.dispose]();
  }

  #later(): Disposable {
    return this.#options.clock.after(INTERVAL, () => void this.#look());
  }

  async #look(): Promise<void> {
    for (const [key, pids] of this.#watched) {
      const found = new Map<number, ProcessInfo | undefined>();
      let gone = false;
      for (const [pid, before] of pids) {
        const now = await this.#options.processes.inspect(pid);
        gone ||= now === undefined || (before !== undefined && before.startTime !== now.startTime);
        found.set(pid, now);
      }
      // The stack may have been observed anew meanwhile; that observation counts.
      if (this.#watched.get(key) !== pids) continue;
      this.#watched.set(key, found);
      if (gone) this.#options.onGone(key);
    }
    this.#timer = this.#watched.size > 0 ? this.#later() : undefined;
  }
}

function silentPids(observed: Observed): number[] {
  const instances = Object.values(observed.instances).flatMap((found) => (found.known ? found.value : []));
  const silent = instances.filter(({ state, launch }) => state === 'Running' && !effectiveProbe(launch.service));
  return silent.map(({ pid }) => pid).filter((pid) => pid !== undefined);
}
