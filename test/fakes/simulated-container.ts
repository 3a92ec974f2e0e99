import type { Limits } from '../../controller/api/limits.ts';
import type { Clock } from '../../controller/api/clock.ts';
import type { ContainerRequest, HealthcheckRequest } from '../../controller/api/container-request.ts';
import type { ContainerState } from '../../controller/api/container.ts';
import { messageOf } from '../../controller/api/errors.ts';
import { SimulatedHealth } from './simulated-health.ts';
import { SimulatedRun, type ContainerProgram, type RunHost } from './simulated-run.ts';

export interface SimulatedLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How a container is in one of its networks. */
export interface SimulatedAttachment {
  /** Of the network that it was in first; empty before that. */
  networkId: string;
  aliases: readonly string[];
  /** Empty while it does not run. */
  address: string;
}

/** What a container asks of its engine. */
export interface ContainerHost {
  readonly clock: Clock;
  readonly program: (argv: readonly string[], env: Readonly<Record<string, string>>) => ContainerProgram | undefined;
  /** Runs a health check; gives its exit code and output. */
  readonly run: (
    container: SimulatedContainer,
    argv: readonly string[],
  ) => { readonly code: number; readonly output: string };
  readonly changed: (container: SimulatedContainer, action: string) => void;
  /** Lets it into its networks and gives it its ports, or throws. */
  readonly attach: (container: SimulatedContainer) => void;
  readonly detach: (container: SimulatedContainer) => void;
}

export interface ContainerInit {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  readonly request: ContainerRequest;
  readonly argv: readonly string[];
  readonly healthcheck: HealthcheckRequest | undefined;
}

/** Milliseconds before the engine starts a container again by its policy; doubled each time, as the real one does. */
const FIRST_PAUSE = 100;

/** One container with its program. */
export class SimulatedContainer {
  readonly id: string;
  readonly imageId: string;
  readonly request: ContainerRequest;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files = new Set<string>();
  readonly lines: SimulatedLine[] = [];
  readonly networks = new Map<string, SimulatedAttachment>();
  readonly health: SimulatedHealth | undefined;
  name: string;
  state: ContainerState = 'created';
  restartPolicy: string;
  limits: Limits;
  published: { readonly port: number; readonly hostAddress: string; readonly hostPort: number }[] = [];
  pid = 0;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  exitCode = 0;
  oomKilled = false;
  error = '';
  readonly #host: ContainerHost;
  /** Called once at the end of the present run. */
  #ended: (() => void)[] = [];
  #followers = new Set<() => void>();
  #run: SimulatedRun | undefined;
  #restarts = 0;
  /** Somebody asked for its end, so its policy does not start it again. */
  #stopping = false;

  constructor(host: ContainerHost, { id, name, imageId, request, argv, healthcheck }: ContainerInit) {
    this.#host = host;
    this.id = id;
    this.name = name;
    this.imageId = imageId;
    this.request = request;
    this.argv = argv;
    this.env = Object.fromEntries(
      request.Env.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
    );
    const { RestartPolicy, NanoCpus = 0, Memory = 0, PidsLimit = 0 } = request.HostConfig;
    this.restartPolicy = RestartPolicy.Name;
    this.limits = { cpus: NanoCpus / 1_000_000_000, memory: Memory, pids: PidsLimit };
    this.health =
      healthcheck?.Test && healthcheck.Test[0] !== 'NONE' ? new SimulatedHealth(this, host, healthcheck) : undefined;
  }

  get isAlive(): boolean {
    return this.state === 'running' || this.state === 'paused';
  }

  /** Throws what `attach` throws; undefined when it runs, else why its command cannot. */
  start(pid: number): string | undefined {
    this.#stopping = false;
    this.#host.attach(this);
    const program = this.#host.program(this.argv, this.env);
    if (!program) {
      this.#host.detach(this);
      this.exitCode = 127;
      this.error = `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "${this.argv[0] ?? ''}": stat ${this.argv[0] ?? ''}: no such file or directory: unknown`;
      return this.error;
    }
    const run = new SimulatedRun(this.#surroundings());
    this.#run = run;
    Object.assign(this, {
      state: 'running',
      pid,
      startedAt: this.#host.clock.now(),
      exitCode: 0,
      oomKilled: false,
      error: '',
    });
    this.#host.changed(this, 'start');
    this.health?.begin();
    program(run.context);
    return undefined;
  }

  /** Delivers a signal, which to a paused container comes late unless it is SIGKILL. Its policy does not start it again then. */
  signal(name: NodeJS.Signals): void {
    if (!this.isAlive) return;
    this.#stopping = true;
    if (name === 'SIGKILL') {
      this.end(137);
      return;
    }
    this.#run?.signal(name);
  }

  pause(): void {
    this.state = 'paused';
    this.health?.pause();
    this.#host.changed(this, 'pause');
  }

  unpause(): void {
    this.state = 'running';
    this.#host.changed(this, 'unpause');
    this.#run?.wake();
  }

  /** Ends its run. `isFinal`: its policy does not start it again. */
  end(code: number, { oomKilled = false, isFinal = false } = {}): void {
    if (!this.isAlive) return;
    this.#run?.over();
    this.#host.detach(this);
    Object.assign(this, { state: 'exited', pid: 0, finishedAt: this.#host.clock.now(), exitCode: code, oomKilled });
    this.health?.end();
    if (oomKilled) this.#host.changed(this, 'oom');
    this.#host.changed(this, 'die');
    for (const callback of this.#ended.splice(0)) callback();
    this.#tellFollowers();
    const again =
      this.restartPolicy === 'always' ||
      this.restartPolicy === 'unless-stopped' ||
      (this.restartPolicy.startsWith('on-failure') && code !== 0);
    if (again && !this.#stopping && !isFinal) this.#restart();
  }

  /** No restart by its policy any more, and no program: it is being removed. */
  abandon(): void {
    this.#stopping = true;
    if (this.isAlive) this.end(137, { isFinal: true });
    this.state = 'removing';
    this.#tellFollowers();
  }

  /** Ends what its policy was about to do. */
  cancelRestart(): void {
    this.#stopping = true;
    if (this.state === 'restarting') this.state = 'exited';
  }

  /** Calls back at the end of the present run, at once when there is none. */
  whenEnded(callback: () => void): void {
    if (this.isAlive) this.#ended.push(callback);
    else callback();
  }

  /** Calls back at every new line and at its end. */
  follow(callback: () => void): Disposable {
    this.#followers.add(callback);
    return { [Symbol.dispose]: () => void this.#followers.delete(callback) };
  }

  #restart(): void {
    this.state = 'restarting';
    const pause = Math.min(60_000, FIRST_PAUSE * 2 ** this.#restarts++);
    this.#host.clock.after(pause, () => {
      if (this.state !== 'restarting') return;
      try {
        this.start(10_000 + this.#restarts);
      } catch (error) {
        // Its port or its network is gone: it stays down.
        Object.assign(this, { state: 'exited', error: messageOf(error) });
      }
    });
  }

  #surroundings(): RunHost {
    const { id, argv, env, files } = this;
    const { clock } = this.#host;
    return {
      ...{ id, argv, env, files, clock },
      hasInit: this.request.HostConfig.Init,
      isPaused: () => this.state === 'paused',
      log: (text, stream) => {
        this.lines.push({ stream, text, at: clock.now() });
        this.#tellFollowers();
      },
      end: (code, options) => {
        this.end(code, options);
      },
    };
  }

  #tellFollowers(): void {
    for (const callback of [...this.#followers]) callback();
  }
}
