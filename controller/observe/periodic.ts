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
  /** What the last look has found; undefined before the first. */
  last(owner: string): Result | undefined;
  /** Looks no more for this one. */
  forget(owner: string): void;
}

interface Watched<Request, Result> {
  request: Request;
  interval: number;
  changed: () => void;
  last: Result | undefined;
  timer: Disposable | undefined;
  looking: Promise<void> | undefined;
}

/**
 * @param look takes what was found before, too; what it rejects with is as if it had found nothing new
 * @param isNews whether what was found is worth to be told
 */
export function createPeriodic<Request, Result>(
  look: (request: Request, before: Result | undefined, signal: AbortSignal) => Promise<Result>,
  clock: Clock,
  isNews: (found: Result, before: Result | undefined) => boolean = (found, before) => !isDeepStrictEqual(found, before),
): Periodic<Request, Result> {
  const watched = new Map<string, Watched<Request, Result>>();
  const ended = new AbortController();
  // As many looks as there are listen to it.
  setMaxListeners(0, ended.signal);

  const begin = (owner: string, each: Watched<Request, Result>): Promise<void> => {
    each.timer?.[Symbol.dispose]();
    const { request } = each;
    each.looking ??= look(request, each.last, ended.signal)
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
        else each.timer = clock.after(each.interval, () => void begin(owner, each));
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
      const fresh = { request, interval, changed, last: undefined, timer: undefined, looking: undefined };
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
    last: (owner) => watched.get(owner)?.last,
    forget(owner) {
      watched.get(owner)?.timer?.[Symbol.dispose]();
      watched.delete(owner);
    },
    [Symbol.dispose]() {
      ended.abort();
      for (const { timer } of watched.values()) timer?.[Symbol.dispose]();
      watched.clear();
    },
  };
}
