import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../api/clock.ts';

/** Looks at something again and again, for each owner (a stack uid) that wants it; a pass takes what the last look has found, and waits for none. */
export interface Periodic<Request, Result> extends Disposable {
  /**
   * Says what is to be looked at from now on; the first look begins at once, and so does one after a change of the request.
   *
   * @param interval milliseconds between two looks
   * @param changed called when a look has found something else than the one before
   * @returns what the last look has found; undefined before the first
   */
  want(owner: string, request: Request, interval: number, changed: () => void): Result | undefined;
  /** Looks anew and waits for the end; nothing happens for one that wants nothing. */
  refresh(owner: string): Promise<void>;
  /** Looks anew soon: at once, or when a second has passed since the last look began. The looks of the interval go on beside it. */
  hint(owner: string): void;
  /** What the last look has found; undefined before the first. */
  last(owner: string): Result | undefined;
  /** Looks no more for this one. */
  forget(owner: string): void;
}

/** Between two looks that hints ask for, in milliseconds. */
const APART = 1000;

interface Watched<Request, Result> {
  request: Request;
  interval: number;
  changed: () => void;
  last: Result | undefined;
  timer: Disposable | undefined;
  /** The look that a hint asks for. */
  hinted: Disposable | undefined;
  /** When the last look began; milliseconds since the epoch. */
  begunAt: number;
  looking: Promise<void> | undefined;
}

/**
 * @param look takes what was found before, too, and whether a hint asked for it; what it rejects with is as if it had found nothing new
 * @param isNews whether what was found is worth to be told
 */
export function createPeriodic<Request, Result>(
  look: (request: Request, before: Result | undefined, signal: AbortSignal, isHinted: boolean) => Promise<Result>,
  clock: Clock,
  isNews: (found: Result, before: Result | undefined) => boolean = (found, before) => !isDeepStrictEqual(found, before),
): Periodic<Request, Result> {
  const watched = new Map<string, Watched<Request, Result>>();
  const ended = new AbortController();
  // As many looks as there are listen to it.
  setMaxListeners(0, ended.signal);

  const later = (owner: string, each: Watched<Request, Result>): void => {
    each.timer = clock.after(each.interval, () => {
      each.timer = undefined;
      if (each.looking) void each.looking.then(() => begin(owner, each));
      else void begin(owner, each);
    });
  };
  const begin = (owner: string, each: Watched<Request, Result>, isHinted = false): Promise<void> => {
    if (watched.get(owner) !== each) return Promise.resolve();
    if (!isHinted) {
      each.timer?.[Symbol.dispose]();
      each.timer = undefined;
    }
    if (each.looking) return each.looking;
    const { request } = each;
    each.begunAt = clock.now();
    each.looking = look(request, each.last, ended.signal, isHinted)
      .then(
        (found) => {
          const isNew = isNews(found, each.last);
          each.last = found;
          if (isNew && watched.get(owner) === each) each.changed();
        },
        () => undefined,
      )
      .then(() => {
        each.looking = undefined;
        if (watched.get(owner) !== each) return;
        // What was asked for meanwhile is not what was looked at.
        if (!isDeepStrictEqual(each.request, request)) void begin(owner, each);
        else if (!each.timer) later(owner, each);
      });
    return each.looking;
  };

  return {
    want(owner, request, interval, changed) {
      const present = watched.get(owner);
      if (present) {
        const isSame = isDeepStrictEqual(present.request, request);
        Object.assign(present, { request, interval, changed });
        if (!isSame) void begin(owner, present);
        return present.last;
      }
      const none = { last: undefined, timer: undefined, hinted: undefined, looking: undefined };
      const fresh = { request, interval, changed, begunAt: 0, ...none };
      watched.set(owner, fresh);
      void begin(owner, fresh);
      return undefined;
    },
    async refresh(owner) {
      const each = watched.get(owner);
      if (!each) return;
      // One that is under way may have begun before what it is to see.
      await each.looking;
      await begin(owner, each);
    },
    hint(owner) {
      const each = watched.get(owner);
      if (!each || each.hinted) return;
      // The wall clock may have been set back since.
      const wait = Math.max(0, Math.min(APART, each.begunAt + APART - clock.now()));
      each.hinted = clock.after(wait, () => {
        each.hinted = undefined;
        // One that is under way may have begun before what it is to see.
        if (each.looking) void each.looking.then(() => begin(owner, each, true));
        else void begin(owner, each, true);
      });
    },
    last: (owner) => watched.get(owner)?.last,
    forget(owner) {
      const each = watched.get(owner);
      each?.timer?.[Symbol.dispose]();
      each?.hinted?.[Symbol.dispose]();
      watched.delete(owner);
    },
    [Symbol.dispose]() {
      ended.abort();
      for (const { timer, hinted } of watched.values()) {
        timer?.[Symbol.dispose]();
        hinted?.[Symbol.dispose]();
      }
      watched.clear();
    },
  };
}
