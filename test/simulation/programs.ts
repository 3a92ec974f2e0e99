import type { Clock } from '../../controller/api/clock.ts';
import { MARKER } from '../../controller/api/processes.ts';
import type { ProbeResult, RunProbe } from '../../controller/api/probe.ts';
import type { Program, SimulatedMachine, SimulatedProcess } from '../fakes/simulated-processes.ts';

/** One run of a simulated service. Its command is `serve|task NAME VERSION SLOT [PORT]`. */
export interface ServiceRun {
  readonly pid: number;
  readonly process: SimulatedProcess | undefined;
  readonly marker: string;
  readonly service: string;
  readonly version: string;
  readonly slot: number;
  readonly port: number;
  readonly begunAt: number;
  /** When it began to answer its probe with success; undefined while it does not. */
  readySince: number | undefined;
  /** When it last answered, or could have answered, its probe with success. */
  readyUntil: number;
  /** It accepts connections, and answers nothing. */
  hung: boolean;
  /** Exit code of a task that ran to its end. */
  code: number | undefined;
}

/** What the programs of a history do; changed by its faults. */
export interface Behaviour {
  /** Milliseconds. */
  startup: (service: string) => number;
  shutdown: (service: string) => number;
  /** Services that end soon after every start. */
  readonly crashing: Set<string>;
  /** Services that ignore SIGTERM. */
  readonly stubborn: Set<string>;
  /** Services that leave a child behind, in a session of its own. */
  readonly forking: Set<string>;
}

/** The programs that run on the simulated machine, and what their probes find. */
export class Programs {
  readonly runs: ServiceRun[] = [];
  readonly behaviour: Behaviour = {
    startup: () => 40,
    shutdown: () => 20,
    crashing: new Set(),
    stubborn: new Set(),
    forking: new Set(),
  };
  readonly #clock: Clock;
  #machine: SimulatedMachine | undefined;
  /** Called when a command begins. */
  onBegin: (run: ServiceRun) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  attach(machine: SimulatedMachine): void {
    this.#machine = machine;
  }

  /** Runs whose main process lives. */
  living(): ServiceRun[] {
    const processes = this.#machine?.processes;
    return this.runs.filter(({ pid, process }) => process !== undefined && processes?.get(pid) === process);
  }

  isReady(run: ServiceRun): boolean {
    return run.readySince !== undefined && !run.hung && this.living().includes(run);
  }

  readonly program = (argv: readonly string[]): Program | undefined => {
    const [kind, service = '', version = '', slot = '0', port = '0'] = argv;
    if (kind !== 'serve' && kind !== 'task') return undefined;
    return (context) => {
      const run: ServiceRun = {
        pid: context.pid,
        process: this.#machine?.processes.get(context.pid),
        marker: context.env[MARKER] ?? '',
        service,
        version,
        slot: Number(slot),
        port: Number(port),
        begunAt: context.now(),
        readySince: undefined,
        readyUntil: -Infinity,
        hung: false,
        code: undefined,
      };
      this.runs.push(run);
      this.onBegin(run);
      try {
        context.log(`${service} ${version} begins`);
      } catch {
        // A full disk costs the line.
      }
      const { behaviour } = this;
      if (kind === 'task') {
        context.after(behaviour.startup(service), () => {
          run.code = behaviour.crashing.has(service) ? 3 : 0;
          context.exit(run.code);
        });
        return;
      }
      if (behaviour.forking.has(service)) context.fork(() => undefined, { session: true, argv: ['daemon'] });
      context.on('SIGTERM', () => {
        if (behaviour.stubborn.has(service) || run.hung) return;
        this.#unready(run);
        context.after(behaviour.shutdown(service), () => {
          context.exit(0);
        });
      });
      context.after(behaviour.startup(service), () => {
        if (behaviour.crashing.has(service) || version.startsWith('crash')) context.exit(3);
        else if (!context.listen(run.port)) context.exit(98);
        else if (!version.startsWith('bad')) run.readySince = context.now();
      });
    };
  };

  /**
   * Whoever listens answers: a service of ours if it is ready, anybody else to a bare connection only, and while it can be found
   * out who that is.
   */
  readonly runProbe: RunProbe = (target, signal) => {
    const { probe, addresses } = target;
    const name = probe.http?.port ?? probe.tcp?.port ?? Object.keys(addresses)[0] ?? '';
    const port = addresses[name]?.port;
    const holder = [...(this.#machine?.processes.values() ?? [])].find(({ listening }) =>
      listening.some((socket) => socket.port === port),
    );
    const run = holder && this.runs.findLast(({ process }) => process === holder);
    if (!holder) return this.#answer(1, fail('connection refused'), signal);
    const isTaken = probe.tcp !== undefined && this.#machine?.socketsKnown === true;
    if (!run) return this.#answer(1, isTaken ? PASS : fail('GET / was answered with 404'), signal);
    if (run.hung && !probe.tcp) {
      const message = `no answer within ${probe.timeoutSeconds} s`;
      return this.#answer(probe.timeoutSeconds * 1000, fail(message), signal);
    }
    if (run.readySince === undefined && !probe.tcp) return this.#answer(1, fail('GET / was answered with 503'), signal);
    run.readyUntil = this.#clock.now();
    return this.#answer(1, PASS, signal);
  };

  #unready(run: ServiceRun): void {
    if (run.readySince !== undefined) run.readyUntil = this.#clock.now();
    run.readySince = undefined;
  }

  #answer(after: number, result: ProbeResult, signal: AbortSignal): Promise<ProbeResult> {
    return new Promise((resolve) => {
      const end = (given: ProbeResult): void => {
        timer[Symbol.dispose]();
        signal.removeEventListener('abort', callOff);
        resolve(given);
      };
      const callOff = (): void => {
        end(fail('called off'));
      };
      const timer = this.#clock.after(after, () => {
        end(result);
      });
      signal.addEventListener('abort', callOff);
    });
  }
}

const PASS: ProbeResult = { ok: true, latency: 1, message: '' };
const fail = (message: string): ProbeResult => ({ ok: false, latency: 1, message });
