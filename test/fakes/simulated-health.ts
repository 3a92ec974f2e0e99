import type { HealthcheckRequest } from '../../controller/api/container-request.ts';
import type { ContainerHost, SimulatedContainer } from './simulated-container.ts';

const NANOSECONDS = 1_000_000;
/** The engine's defaults. */
const INTERVAL = 30_000;
const RETRIES = 3;

/** The health check of one container, as the engine runs it: the first one interval after the start. */
export class SimulatedHealth {
  readonly test: readonly string[];
  status: 'starting' | 'healthy' | 'unhealthy' = 'starting';
  exitCode: number | undefined;
  readonly #container: SimulatedContainer;
  readonly #host: ContainerHost;
  readonly #interval: number;
  readonly #startPeriod: number;
  readonly #retries: number;
  #failures = 0;
  #timer: Disposable | undefined;

  constructor(
    container: SimulatedContainer,
    host: ContainerHost,
    { Test = [], Interval = 0, StartPeriod = 0, Retries = 0 }: HealthcheckRequest,
  ) {
    this.#container = container;
    this.#host = host;
    this.test = Test;
    this.#interval = Interval > 0 ? Interval / NANOSECONDS : INTERVAL;
    this.#startPeriod = StartPeriod / NANOSECONDS;
    this.#retries = Retries > 0 ? Retries : RETRIES;
  }

  begin(): void {
    this.status = 'starting';
    this.#failures = 0;
    this.#schedule();
  }

  /** An engine calls a container that it pauses unhealthy, and tells nobody. */
  pause(): void {
    this.status = 'unhealthy';
  }

  /** Whether so many checks in a row have failed as it takes. */
  get hasFailed(): boolean {
    return this.#failures >= this.#retries;
  }

  end(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  #schedule(): void {
    this.end();
    this.#timer = this.#host.clock.after(this.#interval, () => {
      if (this.#container.state === 'running') this.#check();
      this.#schedule();
    });
  }

  #check(): void {
    const [kind, ...words] = this.test;
    const { code } = this.#host.run(this.#container, kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words);
    this.exitCode = code;
    const before = this.status;
    if (code === 0) {
      this.#failures = 0;
      this.status = 'healthy';
    } else {
      const isStarting =
        before === 'starting' && this.#host.clock.now() - (this.#container.startedAt ?? 0) < this.#startPeriod;
      if (!isStarting && ++this.#failures >= this.#retries) this.status = 'unhealthy';
    }
    if (this.status !== before) this.#host.changed(this.#container, `health_status: ${this.status}`);
  }
}
