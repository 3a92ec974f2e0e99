import type { Clock } from '../api/clock.ts';
import type { Action, Operation } from '../api/plan.ts';
import { apply, type Execute, type Outcome } from './apply.ts';

/** How long a pass waits for the effects that it began, in milliseconds; most end within a few. */
const GRACE = 20;

export interface OperationsOptions {
  readonly clock: Clock;
  /**
   * Called when an effect ended after its pass.
   *
   * @param others how many of the stack are still under way
   */
  readonly onEnd: (key: string, others: number) => void;
}

/**
 * The effects that are under way. What takes longer than a pass waits for goes on as an operation: it is in flight, so it is not
 * planned again, and its end is a hint. So one slow effect delays no other (I20).
 */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #inFlight = new Map<string, Map<string, { operation: Operation; ended: Promise<void> }>>();
  readonly #ended = new Map<string, Outcome[]>();

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  /** The actions of a stack that have begun and not ended. */
  inFlight(key: string): readonly Operation[] {
    return [...(this.#inFlight.get(key)?.values() ?? [])].map(({ operation }) => operation);
  }

  /** The outcomes of operations that ended since the last call. */
  takeEnded(key: string): readonly Outcome[] {
    const ended = this.#ended.get(key) ?? [];
    this.#ended.delete(key);
    return ended;
  }

  /** Begins actions and returns the outcomes of those that ended in time. */
  async begin(
    key: string,
    actions: readonly Action[],
    execute: Execute,
    signal: AbortSignal,
  ): Promise<readonly Outcome[]> {
    const inTime: Outcome[] = [];
    let isLate = false;
    const inFlight = this.#inFlight.get(key) ?? new Map<string, { operation: Operation; ended: Promise<void> }>();
    this.#inFlight.set(key, inFlight);
    const progress = ({ id }: Action, text: string): void => {
      const entry = inFlight.get(id);
      if (entry) entry.operation = { ...entry.operation, progress: text };
    };
    const ends = apply(actions, execute, signal, progress).map(async (outcome) => {
      const ended = await outcome;
      inFlight.delete(ended.action.id);
      if (!isLate) inTime.push(ended);
      else {
        this.#ended.set(key, [...(this.#ended.get(key) ?? []), ended]);
        this.#options.onEnd(key, inFlight.size);
      }
    });
    const startedAt = this.#options.clock.now();
    for (const [index, { id, type, target }] of actions.entries()) {
      inFlight.set(id, { operation: { id, type, target, startedAt }, ended: ends[index] ?? Promise.resolve() });
    }
    await this.#patience(Promise.all(ends));
    isLate = true;
    return inTime;
  }

  /** Waits for everything that is under way. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#inFlight.values()].flatMap((operations) => [...operations.values()].map(({ ended }) => ended)),
    );
  }

  #patience(all: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(GRACE, resolve);
      void all.then(() => {
        timer[Symbol.dispose]();
        resolve();
      });
    });
  }
}
