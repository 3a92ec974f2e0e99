import type { Probe } from './generated/resource.ts';

/** What a probe needs to know of one instance. */
export interface ProbeTarget {
  /** The instance's id; changes with every run, so that a restarted one starts from zero. */
  readonly id: string;
  /** The service whose probe it is; absent for a check that the service has of its own. */
  readonly service?: string;
  readonly probe: Probe;
  /** Address by port name, as the controller reaches it. */
  readonly addresses: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
  /** The container in which an exec probe runs; absent for one that runs on this host. */
  readonly container?: string;
  /** For exec probes on this host. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The resolved password of a probe that logs in. */
  readonly password?: string;
  /** Milliseconds since the epoch; failures within the start-up grace do not count. */
  readonly startedAt: number;
}

export interface ProbeResult {
  readonly ok: boolean;
  /** Milliseconds. */
  readonly latency: number;
  /** Why it failed, in a stable wording without times or counters; empty when ok. */
  readonly message: string;
}

/** One measurement. Never rejects: a failure, a timeout and an abort are results. */
export type RunProbe = (target: ProbeTarget, signal: AbortSignal) => Promise<ProbeResult>;

/**
 * The judgement over a series of results: Unknown until the first one, then Healthy after successThreshold successes in a row and
 * Unhealthy after failureThreshold failures in a row; in between it keeps what it was.
 */
export interface ProbeState {
  readonly health: 'Unknown' | 'Healthy' | 'Unhealthy';
  readonly lastResult: ProbeResult | undefined;
}

/** Runs the probes of all instances at their intervals. */
export interface Prober {
  /** Replaces the targets of one owner (a stack uid); a target that stays (same id and probe) keeps its state. */
  set(owner: string, targets: readonly ProbeTarget[]): void;
  state(id: string): ProbeState;
  /** Probes every target of the owner once, now, and waits for the answers (each within its own timeout). */
  refresh(owner: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
