import type { Clock } from '../../controller/api/clock.ts';
import type { SimulatedContainer } from './simulated-container.ts';
import type { SimulatedEvents } from './simulated-events.ts';

export interface PowerOptions {
  readonly clock: Clock;
  readonly containers: ReadonlyMap<string, SimulatedContainer>;
  readonly events: SimulatedEvents;
  readonly start: (container: SimulatedContainer) => void;
}

/** Milliseconds that a container has to end when its engine does. */
const GRACE = 10_000;
/** The exit code of what ran when its machine went down. */
const LOST = 255;

/** Whether an engine runs, and what it does to its containers when it goes and comes. */
export class SimulatedPower {
  /** `absent`: nobody answers at its address; `hanging`: it takes calls and answers none. */
  #mode: 'up' | 'absent' | 'hanging' = 'up';
  /** Counts how often connections were cut off. */
  epoch = 0;
  readonly #options: PowerOptions;
  #whenAwake: (() => void)[] = [];

  constructor(options: PowerOptions) {
    this.#options = options;
  }

  get mode(): 'up' | 'absent' | 'hanging' {
    return this.#mode;
  }

  /** SIGTERM: what runs is asked to end and, after 10 s, made to; whoever is connected is cut off. */
  stop(): void {
    this.#goAway();
    this.#endAll();
  }

  /** SIGKILL: what runs goes on. */
  kill(): void {
    this.#goAway();
  }

  /** The machine goes down: what runs ends without a trace. */
  crash(): void {
    this.#goAway();
    for (const container of this.#living()) container.end(LOST, { isFinal: true });
  }

  /** After one of the others. Whatever it finds running it ends; then it answers, and starts what has a policy to be restarted always. */
  boot(): void {
    if (this.#mode !== 'absent') return;
    const { epoch } = this;
    this.#endAll();
    const answer = (): void => {
      if (this.epoch !== epoch) return;
      this.#become('up');
      for (const container of this.#options.containers.values())
        if (container.restartPolicy === 'always' && container.state === 'exited') this.#options.start(container);
    };
    const living = this.#living();
    let left = living.length;
    if (left === 0) answer();
    for (const container of living)
      container.whenEnded(() => {
        if (--left === 0) this.#options.clock.after(0, answer);
      });
  }

  /** SIGSTOP. */
  hang(): void {
    if (this.#mode === 'up') this.#become('hanging');
  }

  /** SIGCONT: it answers what it was asked meanwhile. */
  thaw(): void {
    if (this.#mode === 'hanging') this.#become('up');
  }

  /** Cuts off whoever is connected, and goes on. */
  cutOff(): void {
    this.epoch++;
    this.#options.events.end();
  }

  /** Resolves once it does not hang. */
  awake(): Promise<void> {
    return this.#mode === 'hanging' ? new Promise((resolve) => this.#whenAwake.push(resolve)) : Promise.resolve();
  }

  #become(mode: 'up' | 'absent' | 'hanging'): void {
    this.#mode = mode;
    this.#options.events.hold(mode === 'hanging');
    if (mode !== 'hanging') for (const wake of this.#whenAwake.splice(0)) wake();
  }

  #goAway(): void {
    this.cutOff();
    this.#become('absent');
    for (const container of this.#options.containers.values())
      if (container.state === 'restarting') container.cancelRestart();
  }

  #endAll(): void {
    for (const container of this.#living()) {
      container.signal(container.request.StopSignal as NodeJS.Signals);
      const { startedAt } = container;
      this.#options.clock.after(GRACE, () => {
        if (container.startedAt === startedAt) container.end(137, { isFinal: true });
      });
    }
  }

  #living(): SimulatedContainer[] {
    return [...this.#options.containers.values()].filter(({ isAlive }) => isAlive);
  }
}
