import type { Clock } from '../api/clock.ts';
import type { WatchContainers } from '../api/engine.ts';
import type { Desired } from '../api/plan.ts';

/** What has just begun is looked at once more after so many milliseconds: it may not have listened yet. */
const ONCE_MORE = 5000;

interface Watched {
  readonly endpoint: string | undefined;
  readonly watch: Disposable;
  again: Disposable | undefined;
}

export interface EngineHints extends Disposable {
  /** Listens for a stack to the engine in which it looks for services; to none when it does not. */
  want(desired: Desired): void;
  forget(uid: string): void;
}

/** Tells when containers have come or gone, so that a stack which looks for services looks at once. */
export function createEngineHints(watch: WatchContainers, clock: Clock, hint: (uid: string) => void): EngineHints {
  const watched = new Map<string, Watched>();
  const forget = (uid: string): void => {
    const each = watched.get(uid);
    each?.watch[Symbol.dispose]();
    each?.again?.[Symbol.dispose]();
    watched.delete(uid);
  };
  return {
    want({ spec, stack: { uid }, deleting }) {
      if (deleting || spec.discovery?.docker.enabled !== true) {
        forget(uid);
        return;
      }
      const endpoint = spec.docker?.host;
      const former = watched.get(uid);
      if (former && former.endpoint === endpoint) return;
      forget(uid);
      const heard = (hasBegun: boolean): void => {
        hint(uid);
        if (!hasBegun) return;
        own.again?.[Symbol.dispose]();
        own.again = clock.after(ONCE_MORE, () => {
          hint(uid);
        });
      };
      const own: Watched = { endpoint, watch: watch(endpoint, heard), again: undefined };
      watched.set(uid, own);
    },
    forget,
    [Symbol.dispose]() {
      for (const uid of [...watched.keys()]) forget(uid);
    },
  };
}
