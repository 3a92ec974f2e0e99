import type { Outcome } from '../apply/apply.ts';
import type { StackStatus } from '../api/generated/resource.ts';
import type { Failure, Memory } from '../api/memory.ts';
import { effectKey } from '../api/plan.ts';

/** Failures older than this concern nothing that is still planned; milliseconds. */
const FORGET_AFTER = 3_600_000;
/** An effect that succeeds again within this time counts as a repetition; milliseconds. */
const REPETITION = 2000;

/** Remembers what failed and when, so that the planner holds it back, and what succeeded how often. */
export function rememberOutcomes(memory: Memory, outcomes: readonly Outcome[], now: number): Memory {
  const failures = new Map<string, Failure>();
  for (const [id, failure] of Object.entries(memory.volatile.failures)) {
    if (now - failure.at < FORGET_AFTER) failures.set(id, failure);
  }
  const done = new Map(Object.entries(memory.volatile.done).filter(([, { at }]) => now - at < REPETITION));
  const pulled = new Map(Object.entries(memory.volatile.pulled ?? {}).filter(([, at]) => now - at < FORGET_AFTER));
  for (const outcome of outcomes) {
    const { id } = outcome.action;
    if (outcome.result === 'Done' && outcome.action.type === 'PullImage') pulled.set(outcome.action.image, now);
    if (outcome.result === 'Done') {
      const key = effectKey(outcome.action);
      failures.delete(id);
      done.set(key, { count: (done.get(key)?.count ?? 0) + 1, at: now });
    }
    if (outcome.result === 'Failed') {
      const { code, message } = outcome;
      const revision = outcome.action.type === 'StartInstance' ? outcome.action.launch.revision : undefined;
      const former = failures.get(id);
      const count = former?.revision === revision ? (former?.count ?? 0) + 1 : 1;
      failures.set(id, { count, at: now, code, message, ...(revision === undefined ? {} : { revision }) });
    }
  }
  return {
    ...memory,
    volatile: {
      ...memory.volatile,
      failures: Object.fromEntries(failures),
      done: Object.fromEntries(done),
      ...(pulled.size > 0 ? { pulled: Object.fromEntries(pulled) } : {}),
    },
  };
}

/** As if nothing had failed so far. */
export const withoutFailures = (memory: Memory): Memory => ({
  ...memory,
  volatile: { ...memory.volatile, failures: {} },
});

type LastAction = NonNullable<StackStatus['lastActions']>[number];

/** The outcomes as the status lists them. */
export function lastActions(outcomes: readonly Outcome[], now: number): LastAction[] {
  const time = new Date(now).toISOString();
  return outcomes.map((outcome): LastAction => {
    const { type, target, cause } = outcome.action;
    if (outcome.result === 'Failed') return { time, type, target, cause, result: 'Failed', message: outcome.message };
    if (outcome.result === 'Skipped')
      return { time, type, target, cause, result: 'Skipped', message: `waits for ${outcome.because}` };
    return { time, type, target, cause, result: 'Succeeded' };
  });
}
