import type { StackStatus } from '../api/generated/resource.ts';
import { mergeConditions, type Draft } from './conditions.ts';

/**
 * The status of a stack whose last pass failed as a whole: what was seen before may not be so any more, so nothing is Ready
 * (I21). All else stays as it was last seen.
 *
 * @param now milliseconds since the epoch
 */
export function unverified(
  previous: StackStatus | undefined,
  generation: number,
  why: Pick<Draft, 'reason' | 'message'>,
  now: number,
): StackStatus {
  const kept = previous?.conditions ?? [];
  const drafts: Draft[] = [
    { type: 'Ready', status: 'Unknown', ...why },
    { type: 'Reconciling', status: 'True', ...why },
  ];
  const fresh = mergeConditions(kept, drafts, generation, new Date(now).toISOString());
  const replaced = new Set([...drafts.map(({ type }) => type), 'Stalled']);
  return { ...previous, conditions: [...fresh, ...kept.filter(({ type }) => !replaced.has(type))] };
}
