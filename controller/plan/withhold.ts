import type { Memory } from '../api/memory.ts';
import { effectKey, type Action, type Desired } from '../api/plan.ts';
import { backoff } from './backoff.ts';
import type { DecisionContext } from './decision.ts';
import { earliest } from './steps.ts';

/** The last failure of an action, and when it is due again: with the backoff of the stack, from the second attempt on. */
export function failureOf(id: string, memory: Memory, desired: Desired) {
  const failure = memory.volatile.failures[id];
  if (!failure) return undefined;
  return { ...failure, retryAt: failure.at + backoff(desired.spec.healing.backoff, id, failure.count + 1) };
}

/** Whether an action is about one replica: then nothing else is done to that replica at the same time. */
const isInstance = ({ type }: Action): boolean => type.endsWith('Instance');

/** An effect that succeeded so often within moments and is still wanted does not help; it is tried once a second from then on. */
const VAIN_REPEATS = 3;
const VAIN_PAUSE = 1000;

/**
 * Leaves out what is under way, what failed a moment ago and what succeeded again and again in vain (I23: a permanent failure costs at
 * most one call a second), with everything that depends on it.
 */
export function withhold(
  actions: readonly Action[],
  { inFlight, busy }: Pick<DecisionContext, 'inFlight' | 'busy'>,
  memory: Memory,
  desired: Desired,
  now: number,
): { actions: Action[]; wakeAt: number | undefined } {
  const withheld = new Set(inFlight);
  let wakeAt: number | undefined;
  for (const action of actions) {
    const done = memory.volatile.done[effectKey(action)];
    const vainUntil = done && done.count >= VAIN_REPEATS ? done.at + VAIN_PAUSE : undefined;
    const dueAt = Math.max(failureOf(action.id, memory, desired)?.retryAt ?? now, vainUntil ?? now);
    if (now < dueAt) {
      wakeAt = earliest(wakeAt, dueAt);
      withheld.add(action.id);
    } else if (isInstance(action) && busy.has(action.target)) withheld.add(action.id);
    else if (action.dependsOn.some((dependency) => withheld.has(dependency))) withheld.add(action.id);
  }
  return { actions: actions.filter(({ id }) => !withheld.has(id)), wakeAt };
}
