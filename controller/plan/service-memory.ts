import type { Memory, ServiceMemory } from '../api/memory.ts';
import { isCompleted } from './dependencies.ts';
import type { ServiceView, StackView } from './view.ts';

/** Notes that a slot begins to try a revision; a later try of the same one does not begin anew. */
export function rolloutBegins(memory: ServiceMemory, revision: string, slot: number, now: number): ServiceMemory {
  const since = memory.rollout?.revision === revision ? memory.rollout.since : {};
  return { ...memory, rollout: { revision, since: { [slot]: now, ...since } } };
}

/**
 * Brings the memory up to the observation: which runs were seen healthy, without instances that are gone; a full budget when the
 * spec or a dependency changed; no failed rollout once its spec has changed.
 */
export function refreshMemory(view: ServiceView): ServiceMemory {
  const members = [
    ...view.slots.flatMap(({ current, others }) => (current ? [current, ...others] : others)),
    ...view.surplus,
  ];
  const healthy = Object.fromEntries(
    members.flatMap(({ instance, health }) => {
      const run = health === 'Healthy' ? instance.run : view.memory.healthy[instance.id];
      return run === undefined ? [] : [[instance.id, run]];
    }),
  );
  const { failed, ...rest } = view.memory;
  const sameEpoch = rest.epoch === view.epoch;
  return {
    ...rest,
    healthy,
    epoch: view.epoch,
    budgets: sameEpoch ? rest.budgets : {},
    ...(isCompleted(view) ? { completed: view.revision } : {}),
    ...(failed?.revision === view.declaredRevision ? { failed } : {}),
  };
}

/** Without failures to start what is not wanted any more: they say nothing of what is. */
export function withoutFormerFailures(memory: Memory, { services }: StackView): Memory {
  const wanted = new Set([...services.values()].map(({ revision }) => revision));
  const failures = Object.entries(memory.volatile.failures).filter(
    ([, { revision }]) => revision === undefined || wanted.has(revision),
  );
  return { ...memory, volatile: { ...memory.volatile, failures: Object.fromEntries(failures) } };
}
