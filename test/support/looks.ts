import type { Clock } from '../../controller/api/clock.ts';
import type { Notify } from '../../controller/api/notification.ts';
import { createLooks, type Lookers } from '../../controller/observe/looks.ts';

/** A machine on which nothing is found, whose routes answer, whose sources do not, and whose webhooks take everything. */
export const quietMachine: Lookers & { readonly notify: Notify } = {
  notify: async () => undefined,
  watchContainers: () => ({ [Symbol.dispose]: () => undefined }),
  readSource: async () => ({ at: 0, problem: 'nobody answers' }),
  discover: async () => ({ services: [], failures: {}, gaps: [] }),
  checkRoutes: async ({ checks }) => Object.fromEntries(checks.map(({ route }) => [route, ''])),
};

/** Looks at that machine. */
export const quietLooks = (clock: Clock) => ({ looks: createLooks(quietMachine, clock), changed: () => undefined });
