import { isDeepStrictEqual } from 'node:util';

/** What may be planned of a stack, chosen from what the machine offers (design §8). */
export interface Strategy {
  readonly inForce: 'FullDocker' | 'Hybrid' | 'Fallback';
  /** What was found that led to it, for people; stable wording. Empty when everything is there. */
  readonly reasons: readonly string[];
  /** Which of its alternatives a service runs as, by the service's name. */
  readonly taken: Readonly<Record<string, number>>;
  /** Services that are not started, each with why. */
  readonly skipped: Readonly<Record<string, string>>;
}

/** Everything may be planned: before the first look, and when nothing is missing. */
export const UNRESTRICTED: Strategy = { inForce: 'FullDocker', reasons: [], taken: {}, skipped: {} };

/** Whether the same may be planned under both, whatever was found. */
export const areAlike = (one: Strategy = UNRESTRICTED, other: Strategy = UNRESTRICTED): boolean =>
  isDeepStrictEqual(essence(one), essence(other));

const essence = ({ inForce, taken, skipped }: Strategy) => [inForce, taken, Object.keys(skipped).sort()];
