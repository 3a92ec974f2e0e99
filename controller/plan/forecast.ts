import type { Memory } from '../api/memory.ts';
import { known } from '../api/observation.ts';
import type { Action, Desired, Observed, Plan } from '../api/plan.ts';
import { plan } from './plan.ts';
import { takeEffect } from './take-effect.ts';

/** More passes than any stack needs: a rollout takes about five for each replica. */
const MAX_PASSES = 10_000;

export interface Forecast {
  /** Everything that would be done, in order; what a later action waits for is in its `dependsOn`. */
  readonly actions: readonly Action[];
  /** What would be in the way. */
  readonly problems: readonly string[];
}

/**
 * What the loop would do from here, if every effect succeeded at once and everything that is started got healthy: the planner
 * itself, run again and again on the world that its actions would make.
 */
export function forecast(desired: Desired, observed: Observed, memory: Memory, now: number, build: string): Forecast {
  const actions: Action[] = [];
  let world = withoutRequests(observed);
  let remembered = memory;
  let time = now;
  let previous: readonly Action[] = [];
  const problems = new Set<string>();
  let left: Plan | undefined;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const result = plan(desired, world, remembered, time, build);
    if (pass === 0) for (const text of problemsOf(result.plan)) problems.add(text);
    left = result.plan;
    const fresh = result.plan.actions;
    remembered = withPulls(result.memory, fresh, time);
    if (fresh.length === 0) {
      const wakeAt = result.plan.wakeAt;
      if (wakeAt === undefined || wakeAt <= time || problemsOf(result.plan).length > 0) break;
      time = wakeAt;
      if (pass > actions.length * 2 + 50) break;
      continue;
    }
    append(actions, fresh, previous);
    previous = fresh;
    if (fresh.some(({ type }) => type === 'ForgetStack')) break;
    for (const action of fresh) world = takeEffect(world, action, desired, time, build);
  }
  // Whoever still waits when nothing more can be done waits for something that this plan does not bring.
  for (const { name, phase, message } of left?.services ?? [])
    if (phase === 'Waiting') problems.add(`service ${name}: ${message}`);
  return { actions, problems: [...problems] };
}

/** Requests that are under way are over by the time that matters. */
function withoutRequests(observed: Observed): Observed {
  const frontDoors = observed.frontDoors.map((frontDoor) => {
    const { state } = frontDoor;
    return state.known && state.value ? { ...frontDoor, state: known({ ...state.value, inFlight: {} }) } : frontDoor;
  });
  return { ...observed, frontDoors };
}

/** A pull leaves nothing in the world that would tell that it was done, where the image was there before. */
function withPulls(memory: Memory, actions: readonly Action[], now: number): Memory {
  const images = actions.flatMap((action) => (action.type === 'PullImage' ? [[action.image, now]] : []));
  if (images.length === 0) return memory;
  const pulled = { ...memory.volatile.pulled, ...(Object.fromEntries(images) as Record<string, number>) };
  return { ...memory, volatile: { ...memory.volatile, pulled } };
}

/**
 * Adds the actions of one pass: they wait for those of the pass before. What would be done several times (routes are pushed as
 * replicas get healthy one after another) is listed once, where it is done last.
 */
function append(actions: Action[], fresh: readonly Action[], previous: readonly Action[]): void {
  const again = new Set(fresh.map(({ id }) => id));
  const before = actions.filter(({ id }) => !again.has(id));
  const kept = before.map((action) => ({ ...action, dependsOn: action.dependsOn.filter((id) => !again.has(id)) }));
  const after = previous.map(({ id }) => id).filter((id) => !again.has(id));
  actions.splice(
    0,
    actions.length,
    ...kept,
    ...fresh.map((action) => ({ ...action, dependsOn: [...new Set([...action.dependsOn, ...after])] })),
  );
}

const problemsOf = ({ services, problems }: ReturnType<typeof plan>['plan']): string[] => [
  // One system that does not answer hides all that it carries; it is named once.
  ...services.filter(({ phase }) => phase === 'Unknown').map(({ message }) => message),
  ...services
    .filter(({ phase, settled }) => phase === 'Blocked' || (phase === 'Skipped' && !settled))
    .map(({ name, message }) => `service ${name}: ${message}`),
  ...problems.map(({ target, message }) => `${target}: ${message}`),
];
