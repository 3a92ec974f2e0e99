import type { Clock } from '../../controller/api/clock.ts';
import type { CheckRoutes } from '../../controller/api/connectivity.ts';
import type { Discover } from '../../controller/api/discovery.ts';
import type { ReadSource } from '../../controller/api/monitoring.ts';
import { createConnectivityLooks } from '../../controller/observe/connectivity.ts';
import { createDiscoveryLooks } from '../../controller/observe/discovery.ts';
import { createMonitoringLooks } from '../../controller/observe/monitoring.ts';

/** A machine on which nothing is found, and whose routes answer. */
export const quietMachine: {
  readonly discover: Discover;
  readonly checkRoutes: CheckRoutes;
  readonly readSource: ReadSource;
} = {
  readSource: async () => ({ at: 0, problem: 'nobody answers' }),
  discover: async () => ({ services: [], failures: {}, gaps: [] }),
  checkRoutes: async ({ checks }) => Object.fromEntries(checks.map(({ route }) => [route, ''])),
};

/** Looks at that machine. */
export const quietLooks = (clock: Clock) => ({
  discovery: createDiscoveryLooks(quietMachine.discover, clock),
  connectivity: createConnectivityLooks(quietMachine.checkRoutes, clock),
  monitoring: createMonitoringLooks(quietMachine.readSource, clock),
  changed: () => undefined,
});
