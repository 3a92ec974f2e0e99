import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../api/clock.ts';
import type { ProbeResult, ProbeState, ProbeTarget, RunProbe } from '../api/probe.ts';
import type { Admission } from '../platform/admission.ts';
import { nextDelay } from './probe-schedule.ts';
import { advance, EMPTY_SERIES, isEdge, type ProbeSeries } from './probe-series.ts';

export interface ProbedTargetOptions {
  readonly clock: Clock;
  readonly admission: Admission;
  readonly runProbe: RunProbe;
  readonly onEdge: () => void;
  readonly onResult: (target: ProbeTarget, result: ProbeResult) => void;
}

/** A probe that is waiting for its turn or under way. */
interface Turn {
  begun: boolean;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** Whether each probe costs much: a program that is started in a container. */
export const isCostly = ({ container, probe }: ProbeTarget): boolean =>
  container !== undefined && probe.exec !== undefined;

/** Probes one target at its interval, one probe at a time, until it is disposed; what is still under way then is dropped. */
export class ProbedTarget {
  readonly #options: ProbedTargetOptions;
  readonly #abort = new AbortController();
  #target: ProbeTarget;
  #series: ProbeSeries = EMPTY_SERIES;
  /** Sum of the pauses between its probes. */
  #paused = 0;
  #timer: Disposable | undefined;
  #entry: Disposable | undefined;
  #turn: Turn | undefined;
  /** The first probe that begins after the ones under way; shared by all who ask for a fresh look meanwhile. */
  #fresh: Promise<void> | undefined;

  constructor(target: ProbeTarget, options: ProbedTargetOptions) {
    this.#target = target;
    this.#options = options;
    this.#schedule(0);
  }

  get state(): ProbeState {
    return this.#series;
  }

  /** Whether the results so far say something about this target too. */
  matches({ id, probe, addresses }: ProbeTarget): boolean {
    const mine = this.#target;
    return mine.id === id && isDeepStrictEqual([mine.probe, mine.addresses], [probe, addresses]);
  }

  /** Takes over what may change without a new start (`matches` holds). */
  update(target: ProbeTarget): void {
    this.#target = target;
  }

  /** Probes now, or once more after a probe that is under way, and waits for the answer. */
  async refresh(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    if (this.#fresh) return this.#fresh;
    if (!this.#turn) return this.#probe();
    if (!this.#turn.begun) return this.#turn.ended;
    this.#fresh = this.#turn.ended.then(async () => {
      this.#fresh = undefined;
      if (!this.#abort.signal.aborted) await this.#probe();
    });
    return this.#fresh;
  }

  /** Ends what is under way and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    this.#timer?.[Symbol.dispose]();
    this.#entry?.[Symbol.dispose]();
    if (this.#turn?.begun === false) this.#turn.end();
    await this.#turn?.ended;
  }

  #schedule(delay: number): void {
    this.#timer = this.#options.clock.after(delay, () => {
      this.#timer = undefined;
      if (!this.#turn) void this.#probe();
    });
  }

  #probe(): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const turn = this.#beginTurn();
    this.#entry = this.#options.admission.enter((leave) => {
      turn.begun = true;
      void this.#options.runProbe(this.#target, this.#abort.signal).then((result) => {
        leave();
        turn.end();
        this.#accept(result);
      });
    });
    return turn.ended;
  }

  #beginTurn(): Turn {
    let settle = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const end = (): void => {
      this.#turn = undefined;
      settle();
    };
    this.#turn = { begun: false, ended, end };
    return this.#turn;
  }

  #accept(result: ProbeResult): void {
    if (this.#abort.signal.aborted) return;
    const { clock, onEdge, onResult } = this.#options;
    onResult(this.#target, result);
    const { id, probe, startedAt } = this.#target;
    const before = this.#series;
    const now = clock.now();
    // The pauses tell too how long it has been, and go on when the wall clock is set back.
    const elapsed = Math.max(now - startedAt, this.#paused);
    this.#series = advance(before, result, probe, elapsed < probe.startupGraceSeconds * 1000);
    const starting = this.#series.succeeded ? undefined : elapsed;
    const interval = probe.intervalSeconds * 1000;
    const delay = nextDelay({ id, interval, starting, costly: isCostly(this.#target) }, now);
    this.#paused += delay;
    this.#schedule(delay);
    if (isEdge(before, this.#series)) onEdge();
  }
}
