import { constants } from 'node:os';
import type { Clock } from '../../controller/api/clock.ts';

/** What a program that runs in a simulated container can do. After its end every call is without effect. */
export interface ContainerContext {
  readonly id: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Paths that exist, for health checks of the form `test -e PATH`. Lost when the container is removed, not when it ends. */
  readonly files: Set<string>;
  now(): number;
  /** Calls back after so many milliseconds, unless it has ended by then; a pause delays it. */
  after(ms: number, callback: () => void): void;
  log(line: string, stream?: 'stdout' | 'stderr'): void;
  /** Handles a signal. Without a handler a first process ignores it; below an init it ends with 128 + n. */
  on(signal: NodeJS.Signals, handler: () => void): void;
  exit(code: number): void;
  /** It is killed for taking too much memory. */
  exhaustMemory(): void;
}

export type ContainerProgram = (context: ContainerContext) => void;

/** What a run needs of the container that it is of. */
export interface RunHost extends Pick<ContainerContext, 'id' | 'argv' | 'env' | 'files'> {
  readonly clock: Clock;
  /** A first process that is an init ends at signals that nobody handles. */
  readonly hasInit: boolean;
  readonly isPaused: () => boolean;
  readonly log: (line: string, stream: 'stdout' | 'stderr') => void;
  readonly end: (code: number, options?: { readonly oomKilled: boolean }) => void;
}

/** One run of a container's program. */
export class SimulatedRun {
  readonly #host: RunHost;
  readonly #handlers = new Map<NodeJS.Signals, () => void>();
  #delayed: (() => void)[] = [];
  #isOver = false;

  constructor(host: RunHost) {
    this.#host = host;
  }

  /** Delivers a signal, which to a paused container comes late. */
  signal(name: NodeJS.Signals): void {
    this.#whenAwake(() => {
      const handler = this.#handlers.get(name);
      if (handler) handler();
      else if (this.#host.hasInit) this.#host.end(128 + constants.signals[name]);
    });
  }

  /** After a pause: what was due in it comes now. */
  wake(): void {
    for (const callback of this.#delayed.splice(0)) if (!this.#isOver) callback();
  }

  over(): void {
    this.#isOver = true;
    this.#delayed = [];
  }

  get context(): ContainerContext {
    const { id, argv, env, files, clock, log, end } = this.#host;
    return {
      id,
      argv,
      env,
      files,
      now: () => clock.now(),
      after: (ms, callback) => {
        clock.after(ms, () => {
          this.#whenAwake(callback);
        });
      },
      log: (text, stream = 'stdout') => {
        if (!this.#isOver) log(text, stream);
      },
      on: (signal, handler) => {
        if (!this.#isOver) this.#handlers.set(signal, handler);
      },
      exit: (code) => {
        if (!this.#isOver) end(code);
      },
      exhaustMemory: () => {
        if (!this.#isOver) end(137, { oomKilled: true });
      },
    };
  }

  #whenAwake(callback: () => void): void {
    if (this.#isOver) return;
    if (this.#host.isPaused()) this.#delayed.push(callback);
    else callback();
  }
}
