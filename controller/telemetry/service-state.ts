import type { Healing, ServiceStatus } from '../api/generated/resource.ts';
import type { ServiceMemory } from '../api/memory.ts';

/** Somebody wants it down: nobody misses it. */
export const isHeldDown = ({ phase }: ServiceStatus): boolean => phase === 'Stopped' || phase === 'Stopping';

/** How many restarts are left now, of the replica with the fewest. */
export function restartsLeft(
  { restarts: { max, windowSeconds } }: Healing,
  budgets: ServiceMemory['budgets'],
  now: number,
): number {
  const left = Object.values(budgets).map(({ restarts, quarantined }) =>
    quarantined ? 0 : max - restarts.filter((at) => at > now - windowSeconds * 1000 && at <= now).length,
  );
  return Math.max(0, Math.min(max, ...left));
}
