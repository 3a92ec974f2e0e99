import type { Condition } from '../api/generated/resource.ts';

/** A condition before it is known whether it changed. */
export type Draft = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** Conditions that exist only while they are True (kstatus). */
const ONLY_WHILE_TRUE: ReadonlySet<string> = new Set(['Reconciling', 'Stalled']);

/**
 * Merges new conditions into the last ones after the Kubernetes API conventions: `lastTransitionTime` moves only when the status
 * does.
 *
 * @param now RFC 3339
 */
export function mergeConditions(
  previous: readonly Condition[],
  drafts: readonly Draft[],
  generation: number,
  now: string,
): Condition[] {
  return drafts
    .filter(({ type, status }) => status === 'True' || !ONLY_WHILE_TRUE.has(type))
    .map((draft) => {
      const before = previous.find(({ type }) => type === draft.type);
      const lastTransitionTime = before?.status === draft.status ? before.lastTransitionTime : now;
      return { ...draft, observedGeneration: generation, lastTransitionTime };
    });
}
