import type { Healing } from '../api/generated/resource.ts';
import type { ServiceMemory } from '../api/memory.ts';
import { backoff } from './backoff.ts';

type Policy = Pick<Healing, 'restarts' | 'backoff'>;

/** When a service may be restarted next. */
export interface RestartPermit {
  /** Milliseconds since the epoch; now or in the past when nothing holds it back. */
  readonly at: number;
  readonly quarantined: boolean;
}

/**
 * The restart budget (design §8): the first restart in a window is immediate, the nth waits initialSeconds × 2^(n−2); after
 * `max` restarts in `windowSeconds` the service is quarantined and tried once (half-open) every `windowSeconds`.
 *
 * @param since when the service went down; the wait counts from there.
 */
export function restartPermit(
  policy: Policy,
  memory: ServiceMemory,
  target: string,
  since: number,
  now: number,
): RestartPermit {
  const window = policy.restarts.windowSeconds * 1000;
  // A clock that was set back leaves restarts in the future; they hold nothing back.
  const past = memory.restarts.filter((at) => at <= now);
  const recent = past.filter((at) => at > now - window);
  const last = past.at(-1);
  if (last !== undefined && (memory.quarantined || recent.length >= policy.restarts.max)) {
    return { at: last + window, quarantined: true };
  }
  return { at: since + backoff(policy.backoff, target, recent.length + 1), quarantined: false };
}

/** The memory after a restart at `now`. A half-open try does not end the quarantine; only `settle` does. */
export function chargeRestart(policy: Policy, memory: ServiceMemory, now: number): ServiceMemory {
  const window = policy.restarts.windowSeconds * 1000;
  return { ...memory, restarts: [...memory.restarts.filter((at) => at > now - window), now] };
}

/** How long a service must have run, healthy, before its quarantine ends: as long as the longest backoff, in milliseconds. */
export const probation = (policy: Policy): number => policy.backoff.maxSeconds * 1000;

/** The memory of a service that has passed its probation: no quarantine, a full budget. */
export function settle(memory: ServiceMemory): ServiceMemory {
  const { quarantined: _, ...rest } = memory;
  return { ...rest, restarts: [] };
}
