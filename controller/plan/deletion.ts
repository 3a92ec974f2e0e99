import { isObjectOf } from '../api/gateway.ts';
import type { Action, Desired, Observed, Problem, RuntimeKind } from '../api/plan.ts';
import { apisixServiceOf } from '../spec/apisix-service.ts';
import { isAlive, type JudgedInstance } from './health.ts';
import { dismiss, type Retirement } from './steps.ts';
import { removals } from './supply.ts';
import type { StackView } from './view.ts';

/**
 * What a deletion ends now: every service whose dependents are gone (reverse dependency order), and what is not declared any
 * more. With deletionPolicy Orphan nothing is ended; what was adopted is let go all the same.
 */
export function deletionSteps(desired: Desired, observed: Observed, view: StackView): Retirement[] {
  const cause = 'the stack is being deleted';
  const needed = new Set<string>();
  // An APISIX of the stack goes when its routes are gone, which may be kept in a volume; one that does not answer is not waited for.
  const gateway = apisixServiceOf(desired.spec);
  const { gateway: found } = observed;
  if (gateway && found?.known && found.value.objects.some(({ value }) => isObjectOf(value, desired.stack)))
    needed.add(gateway.name);
  const members = (name: string): JudgedInstance[] => {
    const service = view.services.get(name);
    // What runs by itself is not ended.
    if (service?.spec.external) return [];
    const slots = service?.slots.flatMap(({ current, others }) => (current ? [current, ...others] : [...others])) ?? [];
    return [...slots, ...(service?.surplus ?? [])];
  };
  for (const service of desired.spec.services) {
    if (!members(service.name).some(({ instance }) => isAlive(instance))) continue;
    for (const dependency of service.dependsOn) needed.add(dependency.name);
  }
  const orphan = desired.spec.deletionPolicy === 'Orphan';
  const ending = desired.spec.services
    .filter(({ name }) => orphan || !needed.has(name))
    .flatMap(({ name }) => members(name));
  return [...ending, ...view.orphans]
    .filter(({ instance }) => !orphan || instance.adopted)
    .map((instance) => dismiss(instance, cause));
}

/**
 * The last actions of a deletion, once nothing is left; until then, what it waits for (I18).
 *
 * @param wasEngineSeen whether an engine ever answered for the stack: one that never did has nothing of it
 */
export function finishDeletion(
  desired: Desired,
  observed: Observed,
  ending: readonly Action[],
  wasEngineSeen: boolean,
): { actions: Action[]; problems: Problem[] } {
  const target = `stack/${desired.stack.name}`;
  const problems: Problem[] = [];
  const orphan = desired.spec.deletionPolicy === 'Orphan';
  // What is still being started would appear after the end; an image belongs to no stack, and may take long.
  if (observed.operations.some(({ type }) => type !== 'PullImage')) return { actions: [], problems };
  const block = (message: string): void => {
    if (!desired.orphaned) problems.push({ reason: 'DeletionBlocked', target, message });
  };
  for (const [runtime, observation] of Object.entries(observed.instances)) {
    if (!observation.known) {
      if (!observation.absent || wasEngineSeen) block(`the ${runtime} runtime does not answer: ${observation.reason}`);
    } else if (runtime !== 'external' && observation.value.some(({ adopted }) => !orphan || adopted))
      return { actions: [], problems };
  }
  for (const { address, state } of observed.frontDoors) {
    if (!state.known) block(`the front door ${address.host}:${address.port} does not answer: ${state.reason}`);
  }
  const gateway = apisixServiceOf(desired.spec);
  const goesItself = gateway !== undefined && !gateway.external;
  const { consumers, routes } = desired.spec;
  const adopts = routes.some(({ adoptId }) => adoptId !== undefined) || consumers.some(({ adopt }) => adopt);
  if (observed.gateway?.known === false && (!orphan || adopts) && !goesItself)
    block(`its routes may be left in APISIX, which does not answer: ${observed.gateway.reason}`);
  if (problems.length > 0) return { actions: [], problems };
  const cause = 'the stack is being deleted';
  const removed = orphan ? [] : removals(desired, observed, cause);
  const before = [...ending, ...removed].map(({ id }) => id);
  const runtimes = (Object.keys(observed.instances) as RuntimeKind[]).filter(
    (kind) => kind !== 'external' && observed.instances[kind]?.known,
  );
  const purge: Action = { type: 'Purge', runtimes, id: 'stack/purge', target, cause, dependsOn: before };
  const steps: Action[] = orphan ? [] : [...removed, purge];
  const last = [...ending, ...steps].map(({ id }) => id);
  return { actions: [...steps, { type: 'ForgetStack', id: 'stack/forget', target, cause, dependsOn: last }], problems };
}
