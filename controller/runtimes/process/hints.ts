import type { Clock } from '../../api/clock.ts';
import type { Files } from '../../api/files.ts';

interface Watched {
  readonly folder: string;
  readonly callbacks: Set<() => void>;
  subscription: Disposable | undefined;
  reminder: { readonly at: number; readonly timer: Disposable } | undefined;
}

/** Tells the watchers of a stack that something changed: a shim wrote its hint, or a time has come. */
export class Hints {
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #stacks = new Map<string, Watched>();

  constructor(files: Files, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  watch(stackUid: string, folder: string, changed: () => void): Disposable {
    const watched = this.#stacks.get(stackUid) ?? {
      folder,
      callbacks: new Set(),
      subscription: undefined,
      reminder: undefined,
    };
    this.#stacks.set(stackUid, watched);
    // The same callback given twice is two watchers.
    const callback = (): void => {
      changed();
    };
    watched.callbacks.add(callback);
    this.resume(stackUid);
    return {
      [Symbol.dispose]: () => {
        watched.callbacks.delete(callback);
        if (watched.callbacks.size > 0) return;
        this.suspend(stackUid);
        this.#stacks.delete(stackUid);
      },
    };
  }

  /** Watches the folder, if anybody wants to know. */
  resume(stackUid: string): void {
    const watched = this.#stacks.get(stackUid);
    if (!watched) return;
    watched.subscription ??= this.#files.watch(watched.folder, () => {
      tell(watched);
    });
  }

  /** Lets go of the folder, so that it can be removed for good. */
  suspend(stackUid: string): void {
    const watched = this.#stacks.get(stackUid);
    if (!watched) return;
    watched.subscription?.[Symbol.dispose]();
    watched.subscription = undefined;
    watched.reminder?.timer[Symbol.dispose]();
    watched.reminder = undefined;
  }

  tell(stackUid: string): void {
    const watched = this.#stacks.get(stackUid);
    if (watched) tell(watched);
  }

  /** Tells the watchers at a time, in milliseconds since the epoch; the earliest one that was asked for counts. */
  remind(stackUid: string, at: number): void {
    const watched = this.#stacks.get(stackUid);
    if (!watched || (watched.reminder && watched.reminder.at <= at)) return;
    watched.reminder?.timer[Symbol.dispose]();
    const timer = this.#clock.after(Math.max(0, at - this.#clock.now()), () => {
      watched.reminder = undefined;
      tell(watched);
    });
    watched.reminder = { at, timer };
  }
}

function tell({ callbacks }: Watched): void {
  for (const callback of [...callbacks]) callback();
}
