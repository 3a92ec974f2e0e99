import type { ProbeResult, ProbeState } from '../api/probe.ts';

/** What the judgement over a series of results depends on. */
export interface ProbeSeries extends ProbeState {
  /** Results of the same kind in a row, up to now. */
  readonly streak: number;
  /** A success was seen since the target was started; from then on every failure counts. */
  readonly succeeded: boolean;
}

/** The part of a probe's declaration that turns results into health. */
export interface Thresholds {
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

export const EMPTY_SERIES: ProbeSeries = { health: 'Unknown', lastResult: undefined, streak: 0, succeeded: false };

/**
 * The series after one more result. A failure while `grace` holds (the start-up grace of the target, judged at the time of the
 * result) does not count before the first success, so that a slow start is not taken for a broken service.
 */
export function advance(
  series: ProbeSeries,
  result: ProbeResult,
  { successThreshold, failureThreshold }: Thresholds,
  grace: boolean,
): ProbeSeries {
  const succeeded = series.succeeded || result.ok;
  if (!result.ok && grace && !succeeded) return { health: series.health, lastResult: result, streak: 0, succeeded };
  const streak = series.lastResult?.ok === result.ok ? series.streak + 1 : 1;
  const reached = streak >= (result.ok ? successThreshold : failureThreshold);
  const verdict = result.ok ? 'Healthy' : 'Unhealthy';
  return { health: reached ? verdict : series.health, lastResult: result, streak, succeeded };
}

/** Whether somebody should look at once: health changed, or a success was followed by a failure. */
export function isEdge(before: ProbeSeries, after: ProbeSeries): boolean {
  const firstFailure = before.lastResult?.ok === true && after.lastResult?.ok === false;
  return before.health !== after.health || firstFailure;
}
