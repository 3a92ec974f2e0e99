import type { AcceptedStack } from '../api/accepted.ts';
import { adviceOf, QbtcError } from '../api/errors.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import { EMPTY_MEMORY } from '../api/memory.ts';
import type { Readings } from '../api/monitoring.ts';
import type { Notify } from '../api/notification.ts';
import type { Action } from '../api/plan.ts';
import { Operations } from '../apply/operations.ts';
import { Intruders } from '../observe/intruders.ts';
import { createLooks, type Lookers, type Looks } from '../observe/looks.ts';
import type { Look } from '../observe/probes.ts';
import type { Sources } from '../observe/snapshot.ts';
import { backoff } from '../plan/backoff.ts';
import type { Installation } from '../state/installation.ts';
import { keyOf, type StackStore } from '../state/store.ts';
import { unverified } from '../status/unverified.ts';
import type { EventLog } from '../telemetry/events.ts';
import type { Logger } from '../telemetry/log.ts';
import { Recorder } from '../telemetry/recorder.ts';
import type { ScoreHistory } from '../telemetry/score-history.ts';
import { desiredOf } from './desired.ts';
import { Liveness } from './liveness.ts';
import { Notifier } from './notifier.ts';
import { Pacing } from './pacing.ts';
import { runPass } from './pass.ts';
import { WorkQueue } from './queue.ts';

/** Every stack is looked at this often even when nothing hinted at a change, in milliseconds. */
const RESYNC = 30_000;
/** While further effects of a stack are under way, their ends are looked at together; milliseconds. */
const ENDS_APART = 100;
/** How many stacks are worked on at once. */
const CONCURRENCY = 8;
/** Between two passes that failed as a whole. */
const PASS_BACKOFF = { initialSeconds: 1, maxSeconds: 30 };

export interface ControllerOptions
  extends Omit<Sources, 'claims' | 'intruders' | 'operations' | 'looks' | 'changed'>, Lookers {
  readonly store: StackStore;
  readonly installation: Installation;
  readonly events: EventLog;
  /** Kept over controllers; without it only as long as this one lives. */
  readonly scores?: ScoreHistory;
  readonly log: Logger;
  readonly notify: Notify;
  /** The build of this program, with which front doors are compared. */
  readonly build: string;
  /** Asked before each effect; throws when nothing may be done any more. */
  readonly guard: () => void;
  /** Called when a stack is gone for good. */
  readonly onForgotten?: (key: string) => void;
}

/** What one complete pass found and did. */
export interface PassReport {
  readonly actions: readonly Action[];
}

/** The loop: hints enqueue keys, each key is observed, planned, applied and summed up, and enqueued again. */
export class Controller {
  /** What happens to the stacks, counted. */
  readonly recorder: Recorder;
  readonly #options: ControllerOptions;
  readonly #queue: WorkQueue;
  readonly #operations: Operations;
  readonly #pacing: Pacing;
  readonly #liveness: Liveness;
  readonly #intruders: Intruders;
  readonly #looks: Looks;
  readonly #notifier: Notifier;
  readonly #stop = new AbortController();
  readonly #watches = new Map<string, Disposable>();
  /** Keys whose next pass probes everything anew: those that this controller has not looked at, and those somebody asks about. */
  readonly #refresh = new Set<string>();
  readonly #waiters = new Map<string, { resolve: (report: PassReport) => void; reject: (error: unknown) => void }[]>();
  /** The stacks that are being looked at, and whether something hinted at a change meanwhile. */
  readonly #hintedMeanwhile = new Map<string, boolean>();
  readonly #failedPasses = new Map<string, number>();

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.recorder = new Recorder(() => options.clock.now(), options.scores);
    this.#operations = new Operations({
      clock: options.clock,
      onEnd: (key, others) => {
        if (others === 0) this.#queue.add(key);
        else this.#queue.addAfter(key, Math.max(ENDS_APART, this.#pacing.pause(key)));
      },
    });
    this.#pacing = new Pacing(options.clock, (key) => this.#operations.inFlight(key).length > 0);
    this.#liveness = new Liveness({
      ...options,
      onGone: (key) => {
        this.#queue.add(key);
      },
    });
    this.#intruders = new Intruders(options.processes);
    this.#looks = createLooks(options, options.clock);
    this.#notifier = new Notifier(options);
    this.#queue = new WorkQueue({ clock: options.clock, concurrency: CONCURRENCY, handle: (key) => this.#handle(key) });
  }

  /** Takes up accepted stacks, by key. */
  start(keys: readonly string[]): void {
    for (const key of keys) {
      const stack = this.#options.store.get(key);
      if (stack) this.#adopt(stack);
    }
  }

  /** What the monitoring sources of a stack said last, by its uid. */
  readings(uid: string): Readings {
    return this.#looks.readings(uid);
  }

  get queueDepth(): number {
    return this.#queue.depth;
  }

  /** A hint that something about the stack changed. */
  hint(key: string): void {
    // What failed as a whole is tried again at its own pace, whatever happens.
    if (this.#failedPasses.has(key)) return;
    if (this.#hintedMeanwhile.has(key)) this.#hintedMeanwhile.set(key, true);
    else this.#queue.addAfter(key, this.#pacing.pause(key));
  }

  /** The same, for those who know a stack by its uid. */
  hintByUid(uid: string): void {
    const stack = this.#options.store.list().find((candidate) => candidate.uid === uid);
    if (stack) this.hint(keyOf(stack));
  }

  /** Takes a stack over and starts to make it true. */
  async accept(
    resource: Omit<QbtcStack, 'status'>,
    secrets: Readonly<Record<string, string>>,
  ): Promise<{ stack: AcceptedStack; changed: boolean }> {
    const result = await this.#options.store.accept(resource, secrets);
    // Its probes may have changed.
    if (result.changed) this.#refresh.add(keyOf(result.stack));
    this.#adopt(result.stack);
    return result;
  }

  /** Changes what people ask of a stack, see `StackStore.ask`. */
  async ask(key: string, wish: Parameters<StackStore['ask']>[1]): Promise<void> {
    await this.#options.store.ask(key, wish);
    this.#queue.add(key);
  }

  /** Waits for one complete pass that begins after this call and observes everything anew. */
  reconcileNow(key: string): Promise<PassReport> {
    if (!this.#options.store.get(key)) return Promise.reject(this.#options.store.absence(key));
    return new Promise((resolve, reject) => {
      const waiters = this.#waiters.get(key) ?? [];
      this.#waiters.set(key, [...waiters, { resolve, reject }]);
      this.#refresh.add(key);
      this.#queue.add(key);
    });
  }

  /** Does nothing more, and says of every stack why. What is left is to close it. */
  giveUp(error: unknown): void {
    this.#stop.abort(error);
    this.#options.log.error({ err: error }, 'the controller gives up');
    for (const key of this.#options.store.keys()) this.#tell(key, error);
  }

  /** Ends the loop. What runs goes on running. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const watch of this.#watches.values()) watch[Symbol.dispose]();
    this.#watches.clear();
    this.#liveness[Symbol.dispose]();
    this.#looks[Symbol.dispose]();
    await this.#queue.close();
    await this.#operations.close();
    await this.#notifier.close();
    for (const waiter of [...this.#waiters.values()].flat())
      waiter.reject(new QbtcError('the controller stops', { code: 'Stopping' }));
    this.#waiters.clear();
  }

  #adopt(stack: AcceptedStack): void {
    const key = keyOf(stack);
    if (!this.#watches.has(key)) {
      const ref = desiredOf(stack, this.#options.installation, EMPTY_MEMORY).stack;
      const changed = (): void => {
        this.hint(key);
      };
      const { runtimes, frontDoors } = this.#options;
      const watches = [
        ...Object.values(runtimes).map((runtime) => runtime.watch(ref, changed)),
        frontDoors.watch(changed),
      ];
      this.#watches.set(key, {
        [Symbol.dispose]: () => {
          for (const watch of watches) watch[Symbol.dispose]();
        },
      });
      this.#refresh.add(key);
    }
    this.#queue.add(key);
  }

  async #handle(key: string): Promise<void> {
    const waiters = this.#waiters.get(key) ?? [];
    this.#waiters.delete(key);
    const refresh = this.#refresh.delete(key);
    this.#hintedMeanwhile.set(key, false);
    try {
      const report = await this.#pass(key, { refresh, asked: waiters.length > 0 });
      this.#failedPasses.delete(key);
      for (const { resolve } of waiters) resolve(report);
    } catch (error) {
      if (refresh) this.#refresh.add(key);
      for (const { reject } of waiters) reject(error);
      if (this.#stop.signal.aborted) return;
      this.#passFailed(key, error);
    } finally {
      const isHinted = this.#hintedMeanwhile.get(key) ?? false;
      this.#hintedMeanwhile.delete(key);
      if (isHinted) this.hint(key);
    }
  }

  /** Says so wherever people look, and tries again with growing pauses. */
  #passFailed(key: string, error: unknown): void {
    const failures = (this.#failedPasses.get(key) ?? 0) + 1;
    this.#failedPasses.set(key, failures);
    const uid = this.#options.store.get(key)?.uid;
    if (uid !== undefined) this.recorder.failed(uid, adviceOf(error));
    this.#options.log.error({ stack: key, err: error }, 'a pass failed');
    this.#tell(key, error);
    this.#queue.addAfter(key, backoff(PASS_BACKOFF, key, failures + 1));
  }

  /** Events and status tell why nothing is known to be true any more. */
  #tell(key: string, error: unknown): void {
    const { store, events, clock } = this.#options;
    const why = { reason: error instanceof QbtcError ? error.code : 'PassFailed', message: adviceOf(error) };
    events.record({ stack: key, type: 'Warning', target: 'stack', ...why });
    const stack = store.get(key);
    if (stack) store.presumeStatus(key, unverified(store.status(key), stack.generation, why, clock.now()));
  }

  async #pass(key: string, look: Pick<Look, 'refresh' | 'asked'>): Promise<PassReport> {
    const stack = this.#options.store.get(key);
    if (!stack) return { actions: [] };
    const { clock } = this.#options;
    const begunAt = clock.now();
    const { actions, again, lookTook } = await runPass(stack, {
      ...this.#options,
      operations: this.#operations,
      liveness: this.#liveness,
      notifier: this.#notifier,
      intruders: this.#intruders,
      signal: this.#stop.signal,
      look,
      looks: this.#looks,
      recorder: this.recorder,
      changed: () => {
        this.hint(key);
      },
      forget: () => this.#forget(key, stack.uid),
    });
    this.#pacing.looked(key, lookTook);
    const due = Math.max(this.#pacing.pause(key), Math.min(again, RESYNC));
    if (this.#options.store.get(key)) {
      this.recorder.took(stack.uid, (clock.now() - begunAt) / 1000);
      this.#queue.addAfter(key, due);
    }
    return { actions };
  }

  async #forget(key: string, uid: string): Promise<void> {
    await this.#options.store.forget(key);
    this.#options.prober.set(uid, []);
    this.#looks.forget(uid);
    this.recorder.forget(uid);
    this.#watches.get(key)?.[Symbol.dispose]();
    this.#watches.delete(key);
    this.#liveness.forget(key);
    this.#notifier.forget(key);
    this.#pacing.forget(key);
    this.#options.onForgotten?.(key);
  }
}
