import { type Attempt, attemptKey, type HealingState } from '../api/healing.ts';
import type { Memory } from '../api/memory.ts';
import type { Action } from '../api/plan.ts';
import { applyRemedies, DONE, type HealingInput, isSpent, restarts } from './remedies.ts';
import { earliest, type Step } from './steps.ts';
import { isSeenWell, type Trouble, troublesOf } from './troubles.ts';

/** For how long something must be wrong before it is healed, or a word of it is said: probes, failover and repair come first; milliseconds. */
const PERSISTS = 10_000;
/** For how long it may be unseen in between: what crashes again and again runs for a moment each time. */
const GAP = 30_000;
/** How long a remedy is given to show what it does. */
const PATIENCE = 120_000;
/** How soon after a remedy the score is believed to tell its effect. */
const SETTLED = 20_000;
/** For how long a service must be well until a remedy that did not help may be tried again. */
const WELL_FOR = 300_000;
/** Troubles, and services that follow from one, that are named; the rest is counted. */
const NAMED = 5;

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

const CALM = 'nothing is wrong that repair does not mend';

/**
 * Healing (design §8): what repair does not mend, at its root. It is called for by a low score, a critical service or an APISIX that is
 * ill; one round every `intervalSeconds`, within the restart budgets. What did not help is not repeated.
 */
export function decideHealing(input: HealingInput): HealingDecision {
  const { desired, observed, memory, now, steps } = input;
  const { mode, intervalSeconds } = desired.spec.healing;
  const former = memory.volatile.healing ?? { since: {} };
  const { healing: known = {} } = memory.durable;
  if (mode === 'Off' || desired.deleting || desired.spec.suspend) {
    const state: HealingState = { state: 'Off', message: 'healing is off; repair goes on', news: [] };
    return { steps, actions: [], attempts: known, round: { since: {} }, state, wakeAt: undefined };
  }
  const troubles = troublesOf(input);
  const since = timesOf(troubles, former.since, now);
  const ripeAt = (trouble: Trouble): number => (since[keyOf(trouble)]?.[0] ?? now) + PERSISTS;
  const lasting = troubles.filter((trouble) => now >= ripeAt(trouble));
  const isCalled = isCalledFor(input, troubles);
  const judged = judgeAttempts(known, troubles, input);
  const isTried = ({ service, remedy }: Trouble): boolean =>
    remedy !== undefined && judged.attempts[attemptKey({ service, remedy })] !== undefined;
  const ripe = isCalled ? lasting.filter((trouble) => trouble.remedy && !isTried(trouble)) : [];
  const wakes = troubles.map(ripeAt).filter((at) => at > now);
  const { at, told: formerlyTold = [] } = former;
  const round = { since, ...(at === undefined ? {} : { at }), told: formerlyTold };

  if (mode === 'Observe') {
    const told = ripe.map(wouldBe);
    const news = told
      .filter((message) => !formerlyTold.includes(message))
      .map((message) => ({ type: 'Normal' as const, reason: 'WouldHeal', target: 'stack', message }));
    const state: HealingState = { state: 'Observing', message: told.length > 0 ? told.join('; ') : CALM, news };
    return { steps, actions: [], attempts: known, round: { ...round, told }, state, wakeAt: earliest(...wakes) };
  }

  const dueAt = (at ?? -Infinity) + intervalSeconds * 1000;
  const isDue = now >= dueAt && observed.score !== undefined;
  if (ripe.length > 0 && now < dueAt) wakes.push(dueAt);
  const applied = isDue ? applyRemedies(ripe, input) : { steps, actions: [], attempts: {}, news: [] };
  const attempts = { ...judged.attempts, ...applied.attempts };
  const isBegun = Object.keys(applied.attempts).length > 0;
  return {
    steps: [...applied.steps, ...restarts(attempts, input)],
    actions: applied.actions,
    attempts,
    round: isBegun ? { ...round, at: now } : round,
    state: { ...standing(lasting, attempts, input), news: [...judged.news, ...applied.news] },
    wakeAt: earliest(judged.wakeAt, ...wakes, isBegun ? now + SETTLED : undefined),
  };
}

const keyOf = ({ service, remedy }: Trouble): string => `${service}/${remedy ?? ''}`;

type Times = NonNullable<Memory['volatile']['healing']>['since'];

/** Since when each trouble has lasted, with those that were there a moment ago. */
function timesOf(troubles: readonly Trouble[], former: Times, now: number): Times {
  const recent = Object.entries(former).filter(([, [, last]]) => now - last < GAP);
  const present = troubles.map((trouble): [string, Times[string]] => {
    const key = keyOf(trouble);
    // However long ago the last look was.
    return [key, [former[key]?.[0] ?? now, now]];
  });
  return Object.fromEntries([...recent, ...present]);
}

function isCalledFor({ desired, observed }: HealingInput, troubles: readonly Trouble[]): boolean {
  const { declared, spec } = desired;
  if ((observed.score ?? Infinity) < spec.healing.scoreThreshold) return true;
  const critical = new Set(declared.filter((service) => service.critical).map(({ name }) => name));
  const isImportant = (name: string): boolean => critical.has(name) || name === spec.gateway.apisix?.service;
  return troubles.some(({ service, dependents }) => [service, ...dependents].some(isImportant));
}

const wouldBe = ({ service, remedy = 'Restart', what }: Trouble): string =>
  `${service} would be ${DONE[remedy]}: ${what}`;

/** What has become of the remedies that were applied. Nothing seen is no sign, neither of good nor of ill. */
function judgeAttempts(
  known: Readonly<Record<string, Attempt>>,
  troubles: readonly Trouble[],
  input: HealingInput,
): Pick<HealingDecision, 'attempts' | 'wakeAt'> & Pick<HealingState, 'news'> {
  const { observed, view, now } = input;
  const attempts: Record<string, Attempt> = {};
  const news: HealingState['news'][number][] = [];
  let wakeAt: number | undefined;
  for (const [key, attempt] of Object.entries(known)) {
    const { service: name, at, remedy, score: before } = attempt;
    const service = view.services.get(name);
    if (service?.epoch !== attempt.epoch) continue;
    const isEnded = service.slots.every(
      ({ current }) => attempt.runs[current?.instance.id ?? ''] !== current?.instance.run,
    );
    const isIll = troubles.some((trouble) => trouble.service === name);
    const isWell = !isIll && isEnded && isSeenWell(name, input);
    const after = observed.score ?? before;
    const tell = (type: 'Normal' | 'Warning', reason: string, what: string): void => {
      const effect = `the score was ${before.toFixed(1)} and is ${after.toFixed(1)}`;
      news.push({ type, reason, target: `service/${name}`, message: `${DONE[remedy]}${what}; ${effect}` });
    };
    if (attempt.vain) {
      const kept = afterwards(attempt, { isIll, isWell, now });
      if (kept) attempts[key] = kept;
      if (kept?.wellSince !== undefined) wakeAt = earliest(wakeAt, kept.wellSince + WELL_FOR);
    } else if (isWell && (after > before || now >= at + SETTLED)) tell('Normal', 'Healed', '');
    else if (now < at + PATIENCE) {
      attempts[key] = attempt;
      wakeAt = earliest(wakeAt, now < at + SETTLED ? at + SETTLED : at + PATIENCE);
    } else {
      attempts[key] = { ...attempt, vain: true };
      tell('Warning', 'HealingInVain', ', which did not help and is not repeated');
    }
  }
  return { attempts, news, wakeAt };
}

/** A remedy that did not help is forgotten once the service has been well for a while. */
function afterwards(
  attempt: Attempt,
  { isIll, isWell, now }: { readonly isIll: boolean; readonly isWell: boolean; readonly now: number },
): Attempt | undefined {
  const { wellSince, ...rest } = attempt;
  if (isIll) return rest;
  if (wellSince === undefined) return isWell ? { ...rest, wellSince: now } : rest;
  return now >= wellSince + WELL_FOR ? undefined : attempt;
}

/** What the condition says. */
function standing(
  troubles: readonly Trouble[],
  attempts: HealingDecision['attempts'],
  input: HealingInput,
): Omit<HealingState, 'news'> {
  const underWay = Object.values(attempts).filter(({ vain }) => !vain);
  if (underWay.length > 0)
    return {
      state: 'Healing',
      message: firstOf(
        underWay.map(({ service, remedy, trouble }) => `${service} was ${DONE[remedy]}: ${trouble}`),
        '; ',
      ),
    };
  if (troubles.length === 0) return { state: 'NothingToHeal', message: CALM };
  const told = troubles.map((trouble) => {
    const { service, what, remedy, mend, dependents } = trouble;
    const because = dependents.length > 0 ? `, which ${firstOf(dependents, ', ')} depend on` : '';
    const isVain = remedy && attempts[attemptKey({ service, remedy })]?.vain;
    const notes = [
      ...(isVain ? [`${DONE[remedy]} in vain`] : []),
      ...(remedy && isSpent(service, input) ? ['its restart budget is spent'] : []),
      ...(mend === undefined ? [] : [mend]),
    ];
    return [`${service}${because}: ${what}`, ...notes].join('; ');
  });
  return { state: 'InTrouble', message: firstOf(told, '; ') };
}

const firstOf = (texts: readonly string[], between: string): string =>
  [...texts.slice(0, NAMED), ...(texts.length > NAMED ? [`and ${texts.length - NAMED} more`] : [])].join(between);
