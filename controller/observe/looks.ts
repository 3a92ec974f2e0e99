import type { CheckRoutes } from '../api/connectivity.ts';
import type { Clock } from '../api/clock.ts';
import type { Discover } from '../api/discovery.ts';
import type { ReadSource } from '../api/monitoring.ts';
import type { WatchContainers } from '../api/engine.ts';
import { known } from '../api/observation.ts';
import type { Desired, Observed } from '../api/plan.ts';
import { createConnectivityLooks, observeConnectivity } from './connectivity.ts';
import { withDeadline } from './deadline.ts';
import { createDiscoveryLooks, observeDiscovery } from './discovery.ts';
import { createEngineHints } from './engine-hints.ts';
import { createMonitoringLooks, observeMonitoring } from './monitoring.ts';

/** How the machine, the routes and the sources are looked at, once each. */
export interface Lookers {
  readonly discover: Discover;
  readonly checkRoutes: CheckRoutes;
  readonly readSource: ReadSource;
  readonly watchContainers: WatchContainers;
}

/** What a pass needs to take from the looks. */
interface Taken {
  readonly secrets: Readonly<Record<string, string>>;
  /** Called when a look has found something else than before. */
  readonly changed: () => void;
}

/** For all of them together, when somebody asks; milliseconds. */
const DEADLINE = 12_000;

/** The looks that go on by themselves: a pass takes what the last ones have found, and waits for none. */
export type Looks = ReturnType<typeof createLooks>;

export function createLooks({ discover, checkRoutes, readSource, watchContainers }: Lookers, clock: Clock) {
  const discovery = createDiscoveryLooks(discover, clock);
  const connectivity = createConnectivityLooks(checkRoutes, clock);
  const monitoring = createMonitoringLooks(readSource, clock);
  const hints = createEngineHints(watchContainers, clock, (uid) => {
    discovery.hint(uid);
  });
  const all = [discovery, connectivity, monitoring];
  return {
    /** What was found for a stack; whatever it does not ask for any more is not looked at any more. */
    take(
      desired: Desired,
      seen: Pick<Observed, 'instances' | 'frontDoors'>,
      taken: Taken,
    ): Pick<Observed, 'discovery' | 'connectivity' | 'monitoring'> {
      hints.want(desired);
      const found = observeDiscovery(desired, discovery, seen, taken);
      const answers = observeConnectivity(desired, connectivity, seen.frontDoors, taken);
      const readings = observeMonitoring(desired, monitoring, seen.instances, taken);
      return {
        ...(found ? { discovery: found } : {}),
        ...(answers ? { connectivity: answers } : {}),
        ...(readings ? { monitoring: readings } : {}),
      };
    },
    /** Waits, for a bounded time, for new looks. */
    async refresh(uid: string, signal: AbortSignal): Promise<void> {
      await withDeadline(clock, 'what goes on by itself', DEADLINE, signal, async () => {
        await Promise.all(all.map((looks) => looks.refresh(uid)));
        return known(undefined);
      });
    },
    /** What the monitoring sources of a stack said last. */
    readings: (uid: string) => monitoring.last(uid) ?? {},
    forget(uid: string): void {
      hints.forget(uid);
      for (const looks of all) looks.forget(uid);
    },
    [Symbol.dispose]() {
      hints[Symbol.dispose]();
      for (const looks of all) looks[Symbol.dispose]();
    },
  };
}
