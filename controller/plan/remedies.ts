import { type Attempt, attemptKey, type HealingState, type Remedy } from '../api/healing.ts';
import type { Memory } from '../api/memory.ts';
import type { Action } from '../api/plan.ts';
import { restartPermit } from './budget.ts';
import type { JudgedInstance } from './health.ts';
import { isBeingChanged, retire, serviceOf, type Step } from './steps.ts';
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
    attempts[attemptKey({ service: name, remedy })] = {
      service: name,
      remedy,
      trouble: what,
      at: input.now,
      score: input.observed.score ?? 0,
      epoch,
      runs,
    };
    const message = `is ${DONE[remedy]}: ${what}`;
    news.push({ type: 'Warning', reason: 'Healing', target: `service/${name}`, message });
  }
  return { steps, actions, attempts, news };
}

/** The replicas that a restart would end; undefined while something is done about them already, or a budget is spent. */
function restartable(service: ServiceView, steps: readonly Step[], input: HealingInput): JudgedInstance[] | undefined {
  const { name } = service;
  const isBusy = steps.some((step) => serviceOf(step) === name) || isBeingChanged(name, input.observed.operations);
  const members = runningOf(service);
  const areAllowed = members.every((member) => permitOf(service, member, input).at <= input.now);
  return isBusy || members.length === 0 || !areAllowed ? undefined : members;
}

const runningOf = ({ slots }: ServiceView): JudgedInstance[] =>
  slots.flatMap(({ current }) => (current?.instance.state === 'Running' ? [current] : []));

function permitOf({ memory }: ServiceView, { instance: { id, slot } }: JudgedInstance, { desired, now }: HealingInput) {
  const budget = memory.budgets[slot] ?? { restarts: [] };
  return restartPermit(desired.spec.healing, budget, id, budget.restarts.at(-1) ?? 0, now);
}

/** Whether a service may not be restarted for now, since it was too often. */
export function isSpent(name: string, input: HealingInput): boolean {
  const service = input.view.services.get(name);
  const members = service?.slots.flatMap(({ current }) => current ?? []) ?? [];
  return members.some((member) => {
    const permit = service && permitOf(service, member, input);
    return permit?.quarantined === true && permit.at > input.now;
  });
}

/** Ends what is to be restarted, in every pass until it has ended. */
export function restarts(attempts: Applied['attempts'], { view, steps }: HealingInput): Step[] {
  return Object.values(attempts).flatMap(({ service: name, remedy, runs, trouble, vain }) => {
    const service = view.services.get(name);
    if (remedy !== 'Restart' || vain || !service || steps.some((step) => serviceOf(step) === name)) return [];
    return runningOf(service)
      .filter(({ instance: { id, run } }) => runs[id] === run)
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
