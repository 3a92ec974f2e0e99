import { adviceOf, isAbsence, QbtcError } from '../api/errors.ts';
import { absent, unknown, type Observation } from '../api/observation.ts';
import type { Clock } from '../api/clock.ts';

/**
 * Asks one system within a deadline. A failure, a late answer and an abort are all Unknown with a stable reason: one slow system
 * hides no other (I20), and nothing is concluded from silence (I2).
 *
 * @param system for the reason: `the process table`
 * @param milliseconds the deadline
 */
export async function withDeadline<T>(
  clock: Clock,
  system: string,
  milliseconds: number,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Observation<T>>,
): Promise<Observation<T>> {
  const late = new AbortController();
  const both = AbortSignal.any([signal, late.signal]);
  return new Promise((resolve) => {
    const timer = clock.after(milliseconds, () => {
      late.abort();
      resolve(unknown(`${system} did not answer within ${milliseconds / 1000} s`));
    });
    ask(both)
      .catch((error: unknown) => ({
        ...(isAbsence(error) ? absent : unknown)(`${system}: ${adviceOf(error)}`),
        ...(error instanceof QbtcError ? { code: error.code } : {}),
      }))
      .then(resolve, () => undefined)
      .finally(() => {
        timer[Symbol.dispose]();
      });
  });
}
