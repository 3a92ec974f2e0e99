import type { Healing } from '../api/generated/resource.ts';
import type { RestartBudget } from '../api/memory.ts';
import { backoff } from './backoff.ts';

type Policy = Pick<Healing, 'restarts' | 'backoff'>;

/** When a replica may be restarted next. */
export interface RestartPermit {
  /** Milliseconds since the epoch; now or in the past when nothing holds it back. */
  readonly at: number;
  readonly quarantined: boolean;
}

/**
 * The restart budget (design §8): the first restart in a window is immediate, the nth waits initialSeconds × 2^(n−2); after
 * `max` restarts in `windowSeconds` the replica is quarantined and tried once (half-open) every `windowSeconds`.
 *
 * @param since when the replica went down; the wait counts from there.
 */
export function restartPermit(
  policy: Policy,
  budget: RestartBudget,
  target: string,
  since: number,
  now: number,
): RestartPermit {
  const window = policy.restarts.windowSeconds * 1000;
  // A clock that was set back leaves restarts in the future; they hold nothing back.
  const past = budget.restarts.filter((at) => at <= now);
  const recent = past.filter((at) => at > now - window);
  const last = past.at(-1);
  if (last !== undefined && (budget.quarantined || recent.length >= policy.restarts.max)) {
    return { at: last + window, quarantined: true };
  }
  return { at: since + backoff(policy.backoff, target, recent.length + 1), quarantined: false };
}

/** What is left of a budget after a restart at `now`. A half-open try does not end the quarantine; only probation does. */
export function chargeRestart(policy: Policy, budget: RestartBudget, now: number): RestartBudget {
  const window = policy.restarts.windowSeconds * 1000;
  return { ...budget, restarts: [...budget.restarts.filter((at) => at > now - window), now] };
}

/** How long a replica must have run, healthy, before its quarantine ends: as long as the longest backoff, in milliseconds. */
export const probation = (policy: Policy): number => policy.backoff.maxSeconds * 1000;
