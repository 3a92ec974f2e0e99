import type { Discoverer } from '../../controller/api/discovery.ts';

/** Finds nothing, since nobody looks. */
export const blindDiscoverer: Discoverer = {
  want: () => undefined,
  refresh: async () => undefined,
  forget: () => undefined,
  [Symbol.dispose]: () => undefined,
};
