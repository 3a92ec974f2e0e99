import type { Sums } from './windows.ts';

/** How well stacks did in a window; null where there was nothing to measure. */
export interface Indicators {
  /** Of probes that passed. */
  readonly latency_seconds: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
  readonly probes: number;
  /** Requests that ended with a status from 500, of all that clients got an answer to: 0 to 1. */
  readonly error_rate: number | null;
  readonly requests: number;
  /** The share of time for which the services were healthy, all of them counting as much: 0 to 1. */
  readonly availability: number | null;
  /** Mean time from unhealthy to healthy again. */
  readonly mttr_seconds: number | null;
  readonly repairs: number;
}

export function indicatorsOf({ latencies, requests, errors, healthy, watched, repairs, repairing }: Sums): Indicators {
  const percentile = (share: number): number | null => latencies.quantile(share) ?? null;
  const ratio = (part: number, all: number): number | null => (all > 0 ? part / all : null);
  return {
    latency_seconds: { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) },
    probes: latencies.count,
    error_rate: ratio(errors, requests),
    requests,
    availability: ratio(healthy, watched),
    mttr_seconds: ratio(repairing / 1000, repairs),
    repairs,
  };
}
