import type { Attempt, HealingState } from '../api/healing.ts';
import type { Memory } from '../api/memory.ts';
import type { Action } from '../api/plan.ts';
import { isWell } from './root-causes.ts';
import { applyRemedies, DONE, type HealingInput, restarts } from './remedies.ts';
import { earliest, type Step } from './steps.ts';
import { type Trouble, troublesOf } from './troubles.ts';

/** For how long something must be wrong before it is healed: probes, failover and plain repair come first; milliseconds. */
const PERSISTS = 10_000;
/** How long a remedy is given to show what it does. */
const PATIENCE = 120_000;
/** How soon after a remedy the score is believed to tell its effect. */
const SETTLED = 20_000;

export interface HealingDecision {
  readonly steps: readonly Step[];
  readonly actions: readonly Action[];
  /** Durable. */
  readonly attempts: Readonly<Record<string, Attempt>>;
  /** Volatile. */
  readonly round: NonNullable<Memory['volatile']['healing']>;
  readonly state: HealingState;
  readonly wakeAt: number | undefined;
}

/**
 * Healing (design §8): what plain repair does not mend, at its root. It is called for by a low score, a critical service or an APISIX that is
 * ill; one round every `intervalSeconds`, within the restart budgets. What raised no score is not repeated.
 */
export function decideHealing(input: HealingInput): HealingDecision {
  const { desired, memory, now, steps } = input;
  const { mode } = desired.spec.healing;
  const former = memory.volatile.healing ?? { since: {} };
  const { healing: known = {} } = memory.durable;
  if (mode === 'Off' || desired.deleting || desired.spec.suspend) {
    const state: HealingState = { state: 'Off', message: 'healing is off; plain repair goes on', news: [] };
    return { steps, actions: [], attempts: {}, round: { since: {} }, state, wakeAt: undefined };
  }
  const troubles = troublesOf(input);
  const judged = judgeAttempts(known, troubles, input);
  const since = Object.fromEntries(troubles.map(({ service }) => [service, former.since[service] ?? now]));
  const wanted = troubles.filter(({ service, remedy }) => remedy && judged.attempts[service]?.remedy !== remedy);
  // What only changes how it is restarted next has failed often enough by then.
  const ripeAt = ({ service, remedy }: Trouble): number =>
    (since[service] ?? now) + (remedy === 'Restart' ? PERSISTS : 0);
  const ripe = wanted.filter((trouble) => now >= ripeAt(trouble));
  // What has not lasted is not worth a word: a start, a rollout, a look that is a moment old.
  const lastsAt = ({ service }: Trouble): number => (since[service] ?? now) + PERSISTS;
  const lasting = troubles.filter((trouble) => now >= lastsAt(trouble));
  const wakes = [...wanted.map(ripeAt), ...troubles.map(lastsAt)].filter((at) => at > now);
  const isCalled = isCalledFor(input, troubles);
  const dueAt = (former.at ?? -Infinity) + desired.spec.healing.intervalSeconds * 1000;
  const isDue = isCalled && ripe.length > 0 && now >= dueAt;
  if (isCalled && ripe.length > 0 && !isDue) wakes.push(dueAt);
  const round = {
    since,
    ...(former.at === undefined ? {} : { at: former.at }),
    ...(former.told ? { told: former.told } : {}),
  };
  const wakeAt = earliest(judged.wakeAt, ...wakes);

  if (mode === 'Observe') {
    const told = isCalled ? ripe.map(wouldBe) : [];
    const news = told
      .filter((message) => !former.told?.includes(message))
      .map((message) => ({ type: 'Normal' as const, reason: 'WouldHeal', target: 'stack', message }));
    const message = told.length > 0 ? told.join('; ') : 'nothing is wrong that plain repair does not mend';
    const state: HealingState = { state: 'Observing', message, news };
    return { steps, actions: [], attempts: {}, round: { ...round, told }, state, wakeAt };
  }

  const applied = isDue ? applyRemedies(ripe, input) : { steps, actions: [], attempts: {}, news: [] };
  const attempts = { ...judged.attempts, ...applied.attempts };
  const isBegun = Object.keys(applied.attempts).length > 0;
  return {
    steps: [...applied.steps, ...restarts(attempts, input)],
    actions: applied.actions,
    attempts,
    round: isBegun ? { ...round, at: now } : round,
    state: { ...standing(lasting, attempts), news: [...judged.news, ...applied.news] },
    wakeAt: earliest(wakeAt, isBegun ? now + SETTLED : undefined),
  };
}

function isCalledFor({ desired, observed }: HealingInput, troubles: readonly Trouble[]): boolean {
  const { declared, spec } = desired;
  const critical = new Set(declared.filter((service) => service.critical).map(({ name }) => name));
  const isImportant = (name: string): boolean => critical.has(name) || name === spec.gateway.apisix?.service;
  if ((observed.score ?? Infinity) < spec.healing.scoreThreshold) return true;
  return troubles.some(({ service, dependents }) => [service, ...dependents].some(isImportant));
}

const wouldBe = ({ service, remedy = 'Restart', what }: Trouble): string =>
  `${service} would be ${DONE[remedy]}: ${what}`;

/** What has become of the remedies that were applied. */
function judgeAttempts(
  known: Readonly<Record<string, Attempt>>,
  troubles: readonly Trouble[],
  { observed, view, verdicts, now }: HealingInput,
): Pick<HealingDecision, 'attempts' | 'wakeAt'> & Pick<HealingState, 'news'> {
  const attempts: Record<string, Attempt> = {};
  const news: HealingState['news'][number][] = [];
  let wakeAt: number | undefined;
  for (const [service, attempt] of Object.entries(known)) {
    const verdict = verdicts.find(({ name }) => name === service);
    const isWrong = troubles.some((trouble) => trouble.service === service) || !verdict || !isWell(verdict);
    const after = observed.score ?? attempt.score;
    const effect = `the score was ${attempt.score.toFixed(1)} and is ${after.toFixed(1)}`;
    const target = `service/${service}`;
    if (view.services.get(service)?.epoch !== attempt.epoch) continue;
    if (attempt.vain) {
      if (isWrong) attempts[service] = attempt;
    } else if (isWrong && now < attempt.at + PATIENCE) {
      attempts[service] = attempt;
      wakeAt = earliest(wakeAt, attempt.at + PATIENCE);
    } else if (isWrong) {
      const isVain = after <= attempt.score;
      if (isVain) attempts[service] = { ...attempt, vain: true };
      const result = isVain ? 'it did not help, and is not repeated' : 'it helped in part';
      news.push({
        type: 'Warning',
        reason: 'HealingInVain',
        target,
        message: `${DONE[attempt.remedy]}: ${result}; ${effect}`,
      });
    } else if (after > attempt.score || now >= attempt.at + SETTLED) {
      news.push({ type: 'Normal', reason: 'Healed', target, message: `${DONE[attempt.remedy]}; ${effect}` });
    } else {
      attempts[service] = attempt;
      wakeAt = earliest(wakeAt, attempt.at + SETTLED);
    }
  }
  return { attempts, news, wakeAt };
}

/** What the condition says. */
function standing(troubles: readonly Trouble[], attempts: HealingDecision['attempts']): Omit<HealingState, 'news'> {
  const underWay = Object.entries(attempts).filter(([, { vain }]) => !vain);
  if (underWay.length > 0) {
    const message = underWay.map(([name, { remedy, trouble }]) => `${name} was ${DONE[remedy]}: ${trouble}`).join('; ');
    return { state: 'Healing', message };
  }
  if (troubles.length === 0)
    return { state: 'NothingToHeal', message: 'nothing is wrong that plain repair does not mend' };
  const message = troubles
    .map(({ service, what, mend, dependents }) => {
      const because = dependents.length > 0 ? `, which ${dependents.join(', ')} depend on` : '';
      const vain = attempts[service]?.vain ? `; ${DONE[attempts[service].remedy]} in vain` : '';
      return `${service}${because}: ${what}${vain}${mend === undefined ? '' : `; ${mend}`}`;
    })
    .join('; ');
  return { state: 'InTrouble', message };
}
