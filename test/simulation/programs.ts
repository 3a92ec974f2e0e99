import type { Clock } from '../../controller/api/clock.ts';
import { LABELS } from '../../controller/api/labels.ts';
import { MARKER } from '../../controller/api/processes.ts';
import type { Address } from '../../controller/api/runtime.ts';
import type { CommandResult } from '../fakes/simulated-command.ts';
import type { SimulatedContainer } from '../fakes/simulated-container.ts';
import type { SimulatedEngineHost } from '../fakes/simulated-engine-host.ts';
import type { Program, SimulatedMachine, SimulatedProcess } from '../fakes/simulated-processes.ts';
import type { ContainerContext, ContainerProgram } from '../fakes/simulated-run.ts';

/** One run of a simulated service. Its command is `serve|task NAME VERSION SLOT [PORT [HOST]]`. */
export interface ServiceRun {
  /** What it runs in, one of the two. */
  readonly process?: SimulatedProcess;
  readonly container?: SimulatedContainer;
  /** Begins with the uid of its stack; the same for every run of one instance. */
  readonly marker: string;
  readonly service: string;
  readonly version: string;
  readonly slot: number;
  readonly port: number;
  /** The addresses of this machine or its own at which it could be reached. */
  readonly hosts: Set<string>;
  readonly begunAt: number;
  isOver: boolean;
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

type Context = Pick<ContainerContext, 'after' | 'log' | 'on' | 'exit' | 'now'>;

/** There while a container is ready, for its health check. */
const READY_FILE = '/ready';

/** The programs that run on the simulated machine, in processes and in containers. */
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
  #engine: SimulatedEngineHost | undefined;
  /** Called when a command begins. */
  onBegin: (run: ServiceRun) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  attach(machine: SimulatedMachine, engine: SimulatedEngineHost): void {
    this.#machine = machine;
    this.#engine = engine;
  }

  /** Runs whose main process lives. */
  living(): ServiceRun[] {
    const processes = this.#machine?.processes;
    return this.runs.filter((run) => !run.isOver && (!run.process || processes?.get(run.process.pid) === run.process));
  }

  isReady(run: ServiceRun): boolean {
    return this.#answers(run) && this.living().includes(run);
  }

  /** Whether a run is reached there now. */
  isAt({ container, port }: ServiceRun, address: Address): boolean {
    const hosts = [...(container?.networks.values() ?? [])].map((network) => network.address);
    return port === address.port && (!container || hosts.includes(address.host));
  }

  /** The run of a stack's service that is reached there, else the one that was last. */
  lastAt(uid: string, service: string, address: Address): ServiceRun | undefined {
    const all = this.runs.filter((run) => run.service === service && run.marker.startsWith(`${uid}/`));
    return (
      all.findLast((run) => !run.isOver && run.container && this.isAt(run, address)) ??
      all.findLast(({ hosts, port }) => port === address.port && hosts.has(address.host))
    );
  }

  /** Sends a signal to a run, as somebody at the command line does. */
  signal({ process, container }: ServiceRun, signal: NodeJS.Signals): void {
    if (process) this.#machine?.signal(process.pid, signal);
    else container?.signal(signal);
  }

  /** It goes on accepting connections, and does nothing any more. */
  hang(run: ServiceRun): void {
    run.hung = true;
    run.container?.files.delete(READY_FILE);
  }

  pause(run: ServiceRun): void {
    this.touch(run);
    run.container?.pause();
  }

  /** Notes that it is ready, and where it is reached: both may be past in a moment. */
  touch(run: ServiceRun): void {
    if (this.isReady(run)) run.readyUntil = this.#clock.now();
    for (const { address } of run.container?.networks.values() ?? []) if (address !== '') run.hosts.add(address);
  }

  readonly program = (argv: readonly string[]): Program | undefined => {
    if (!isService(argv)) return undefined;
    return (context) => {
      const process = this.#machine?.processes.get(context.pid);
      const run = this.#begin(argv, context, {
        marker: context.env[MARKER] ?? '',
        hosts: ['127.0.0.1'],
        ...(process ? { process } : {}),
      });
      if (this.behaviour.forking.has(run.service)) context.fork(() => undefined, { session: true, argv: ['daemon'] });
      this.#behave(argv, context, run, () => context.listen(run.port, argv[5]));
    };
  };

  readonly containerProgram = (argv: readonly string[]): ContainerProgram | undefined => {
    if (argv[0] === 'idle') return () => undefined;
    if (!isService(argv)) return undefined;
    return (context) => {
      const container = this.#engine?.find(context.id);
      const marker = `${container?.request.Labels[LABELS.uid] ?? ''}/${context.id}`;
      context.files.delete(READY_FILE);
      const run = this.#begin(argv, context, {
        marker,
        hosts: [...(container?.published ?? [])].map(({ hostAddress }) => hostAddress),
        ...(container ? { container } : {}),
      });
      this.touch(run);
      container?.whenEnded(() => {
        run.isOver = true;
      });
      this.#behave(argv, context, run, () => {
        if (!run.hung && !run.version.startsWith('bad')) context.files.add(READY_FILE);
        return true;
      });
    };
  };

  /** A health check that passes is an answer, too. */
  readonly exec = (container: SimulatedContainer, [word, ...rest]: readonly string[]): CommandResult | undefined => {
    const run = this.runs.findLast((candidate) => candidate.container === container);
    if (word === 'test' && rest.at(-1) === READY_FILE && run) this.touch(run);
    return undefined;
  };

  /** Whether it would answer if it lived. */
  #answers({ readySince, hung, container }: ServiceRun): boolean {
    return readySince !== undefined && !hung && container?.state !== 'paused';
  }

  #begin(
    [, service = '', version = '', slot = '0', port = '0']: readonly string[],
    context: Context,
    place: Pick<ServiceRun, 'marker' | 'process' | 'container'> & { readonly hosts: readonly string[] },
  ): ServiceRun {
    const run: ServiceRun = {
      ...place,
      service,
      version,
      slot: Number(slot),
      port: Number(port),
      hosts: new Set(place.hosts),
      begunAt: context.now(),
      isOver: false,
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
    return run;
  }

  #behave([kind]: readonly string[], context: Context, run: ServiceRun, listen: () => boolean): void {
    const { behaviour } = this;
    const { service, version } = run;
    if (kind === 'task') {
      context.after(behaviour.startup(service), () => {
        run.code = behaviour.crashing.has(service) ? 3 : 0;
        context.exit(run.code);
      });
      return;
    }
    context.on('SIGTERM', () => {
      if (behaviour.stubborn.has(service) || run.hung) return;
      this.touch(run);
      run.readySince = undefined;
      context.after(behaviour.shutdown(service), () => {
        context.exit(0);
      });
    });
    context.after(behaviour.startup(service), () => {
      if (behaviour.crashing.has(service) || version.startsWith('crash')) context.exit(3);
      else if (!listen()) context.exit(98);
      else if (!version.startsWith('bad')) run.readySince = context.now();
    });
  }
}

const isService = ([kind]: readonly string[]): boolean => kind === 'serve' || kind === 'task';
