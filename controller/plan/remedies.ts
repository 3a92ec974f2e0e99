import type { Attempt, HealingState, Remedy } from '../api/healing.ts';
import type { Memory } from '../api/memory.ts';
import type { Action } from '../api/plan.ts';
import { restartPermit } from './budget.ts';
import type { JudgedInstance } from './health.ts';
import { retire, type Step } from './steps.ts';
import type { Trouble, TroubleInput } from './troubles.ts';
import type { ServiceView } from './view.ts';

export interface HealingInput extends TroubleInput {
  readonly memory: Memory;
  /** What plain repair does in this pass. */
  readonly steps: readonly Step[];
}

/** What is done to a service, in words. */
export const DONE: Readonly<Record<Remedy, string>> = {
  Restart: 'restarted',
  Recreate: 'made anew',
  Reconfigure: 'given its configuration and restarted',
};

interface Applied {
  readonly steps: readonly Step[];
  readonly actions: readonly Action[];
  readonly attempts: Readonly<Record<string, Attempt>>;
  readonly news: HealingState['news'];
}

/** Applies each remedy that the budgets of its service allow now. */
export function applyRemedies(ripe: readonly Trouble[], input: HealingInput): Applied {
  let steps = input.steps;
  const actions: Action[] = [];
  const attempts: Record<string, Attempt> = {};
  const news: HealingState['news'][number][] = [];
  for (const { service: name, remedy, what } of ripe) {
    const service = input.view.services.get(name);
    if (!service || !remedy) continue;
    const members = remedy === 'Restart' ? restartable(service, steps, input) : [];
    const changed = remedy === 'Restart' ? steps : instead(service, remedy, what, steps);
    if (!changed || !members) continue;
    steps = changed;
    const runs = Object.fromEntries(members.map(({ instance: { id, run } }) => [id, run]));
    if (remedy === 'Reconfigure') actions.push(configure(name, what));
    const { epoch } = service;
    attempts[name] = { remedy, trouble: what, at: input.now, score: input.observed.score ?? 0, epoch, runs };
    const message = `is ${DONE[remedy]}: ${what}`;
    news.push({ type: 'Warning', reason: 'Healing', target: `service/${name}`, message });
  }
  return { steps, actions, attempts, news };
}

/** The replicas that a restart would end; undefined while something is done about them already, or a budget is spent. */
function restartable(
  { name, slots, memory }: ServiceView,
  steps: readonly Step[],
  { desired, observed, now }: HealingInput,
): JudgedInstance[] | undefined {
  const isBusy =
    steps.some((step) => serviceOf(step) === name) ||
    observed.operations.some(({ target }) => target.startsWith(`service/${name}[`));
  const members = slots.flatMap(({ current }) => (current?.instance.state === 'Running' ? [current] : []));
  const areAllowed = members.every(({ instance: { id, slot } }) => {
    const budget = memory.budgets[slot] ?? { restarts: [] };
    return restartPermit(desired.spec.healing, budget, id, budget.restarts.at(-1) ?? 0, now).at <= now;
  });
  return isBusy || members.length === 0 || !areAllowed ? undefined : members;
}

/** Ends what is to be restarted, in every pass until it has ended. */
export function restarts(attempts: Applied['attempts'], { view, steps }: HealingInput): Step[] {
  return Object.entries(attempts).flatMap(([name, { remedy, runs, trouble, vain }]) => {
    const slots = remedy === 'Restart' && !vain ? (view.services.get(name)?.slots ?? []) : [];
    const members = slots.flatMap(({ current }) => (current?.instance.state === 'Running' ? [current] : []));
    return members
      .filter(({ instance: { id, run } }) => runs[id] === run && !steps.some((step) => serviceOf(step) === name))
      .map((member) => retire(member, trouble, { keepRecord: true }));
  });
}

/** Does it instead of the restart that plain repair has just been allowed; undefined when there is none. */
function instead(
  { name }: ServiceView,
  remedy: 'Recreate' | 'Reconfigure',
  cause: string,
  steps: readonly Step[],
): Step[] | undefined {
  const isOwn = (step: Step): boolean => step.kind === 'restart' && serviceOf(step) === name;
  if (!steps.some(isOwn)) return undefined;
  return steps.map((step): Step => {
    if (step.kind !== 'restart' || !isOwn(step)) return step;
    if (remedy === 'Reconfigure') return { ...step, after: [...step.after, CONFIGURE] };
    return retire(step.instance, `restarts do not help: ${cause}`);
  });
}

const CONFIGURE = 'gateway/configure';

const configure = (service: string, cause: string): Action => ({
  type: 'ConfigureGateway',
  id: CONFIGURE,
  target: `service/${service}`,
  cause,
  dependsOn: [],
});

function serviceOf(step: Step): string {
  if (step.kind === 'start' || step.kind === 'adopt') return step.launch.service.name;
  return step.instance.instance.service;
}
