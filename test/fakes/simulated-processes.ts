import { constants } from 'node:os';
import type { Clock } from '../../controller/api/clock.ts';
import { known, unknown } from '../../controller/api/observation.ts';
import {
  MARKER,
  type Listener,
  type ProcessInfo,
  type Processes,
  type SpawnRequest,
} from '../../controller/api/processes.ts';
import { SHIM_SUFFIX } from '../../controller/runtimes/process/shim.ts';
import { runEffect, type EffectHook } from './effects.ts';
import type { SimulatedDisk } from './simulated-files.ts';
import { runShim } from './simulated-shim.ts';

/** What a program that runs in a simulated process can do. After its end every call is without effect. */
export interface ProgramContext {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  now(): number;
  /** Calls back after so many milliseconds, unless the process has ended by then. */
  after(ms: number, callback: () => void): void;
  /** Appends a line to its log. */
  log(line: string): void;
  /** Listens on a TCP port; false when somebody does already. */
  listen(port: number, host?: string): boolean;
  /** Replaces the default action of a signal, which is to end with 128 + n. */
  on(signal: NodeJS.Signals, handler: () => void): void;
  exit(code: number): void;
  /** Starts a child with the same environment; with `session` it leaves the group. */
  fork(program: Program, options?: { readonly session?: boolean; readonly argv?: readonly string[] }): number;
}

export type Program = (context: ProgramContext) => void;

/** The moments of a shim's life that can be delayed one by one. */
export type ShimStep = 'claim' | 'pid' | 'exec' | 'exit';

export interface MachineOptions {
  readonly clock: Clock;
  readonly disk: SimulatedDisk;
  /** The program behind a command; undefined when there is none (exit status 127). */
  readonly program: (argv: readonly string[], env: Readonly<Record<string, string>>) => Program | undefined;
  /** Milliseconds that a step takes; Infinity: it never comes. Default: 1. */
  readonly delay?: (step: ShimStep, marker: string) => number;
}

/** One process of the simulated machine. */
export interface SimulatedProcess {
  readonly pid: number;
  readonly startTime: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly handlers: Map<NodeJS.Signals, () => void>;
  readonly listening: { readonly host: string; readonly port: number; readonly inode: string }[];
  /** Its environment cannot be read. */
  unreadable: boolean;
  /** Called once with the exit status. */
  ended: (status: number) => void;
}

/** The process table of a simulated machine, with the programs that run on it. Survives any number of controllers. */
export class SimulatedMachine {
  readonly processes = new Map<number, SimulatedProcess>();
  readonly options: MachineOptions;
  bootId = 'boot-1';
  /** Whether the table of sockets can be read. */
  socketsKnown = true;
  #bootedAt: number;
  #boots = 1;
  #pid = 100;
  #inode = 1000;

  constructor(options: MachineOptions) {
    this.options = options;
    this.#bootedAt = options.clock.now() - 3_600_000;
  }

  /** Starts a process outside of any controller, for example somebody else's holder of a port. */
  start(
    program: Program,
    options: { readonly argv?: readonly string[]; readonly env?: Record<string, string>; readonly pid?: number } = {},
  ): number {
    const process = this.create({ argv: options.argv ?? ['program'], env: options.env ?? {}, cwd: '/' }, options);
    program(this.context(process, undefined));
    return process.pid;
  }

  /** Delivers a signal as the kernel would; nothing happens when there is no such process. */
  signal(pid: number, signal: NodeJS.Signals): void {
    const process = this.processes.get(pid);
    if (!process) return;
    const handler = process.handlers.get(signal);
    if (handler && signal !== 'SIGKILL') handler();
    else if (signal !== 'SIGCONT') this.end(process, 128 + constants.signals[signal]);
  }

  /** Everything that runs ends without a trace; the boot id changes and pids start again. */
  reboot(): void {
    this.processes.clear();
    this.bootId = `boot-${++this.#boots}`;
    this.#bootedAt = this.options.clock.now();
    this.#pid = 100;
  }

  /** Living processes by marker, the shims left out. */
  marked(prefix: string): SimulatedProcess[] {
    return [...this.processes.values()].filter(
      ({ env }) => env[MARKER]?.startsWith(prefix) === true && !env[MARKER].endsWith(SHIM_SUFFIX),
    );
  }

  /** Enters a process into the table. */
  create(
    { argv, env, cwd }: SpawnRequest,
    place: { readonly parent?: number; readonly group?: number; readonly session?: number; readonly pid?: number },
  ): SimulatedProcess {
    const pid = place.pid ?? this.#pid++;
    const startTime = String(Math.floor((this.options.clock.now() - this.#bootedAt) / 10));
    const { parent = 1, group = pid, session = pid } = place;
    const table = { handlers: new Map(), listening: [], unreadable: false, ended: () => undefined };
    const process: SimulatedProcess = { pid, startTime, parent, group, session, argv, env, cwd, ...table };
    this.processes.set(pid, process);
    return process;
  }

  alive(process: SimulatedProcess): boolean {
    return this.processes.get(process.pid) === process;
  }

  end(process: SimulatedProcess, status: number): void {
    if (!this.alive(process)) return;
    this.processes.delete(process.pid);
    process.ended(status);
  }

  /** What the process's program may use; `log` is undefined for a process without one. */
  context(process: SimulatedProcess, log: string | undefined): ProgramContext {
    const { clock, disk } = this.options;
    const { pid, argv, env, cwd } = process;
    return {
      pid,
      argv,
      env,
      cwd,
      now: () => clock.now(),
      after: (ms, callback) => {
        clock.after(ms, () => {
          if (this.alive(process)) callback();
        });
      },
      log: (line) => {
        if (log !== undefined && this.alive(process)) disk.append(log, `${line}\n`);
      },
      listen: (port, host = '127.0.0.1') => {
        if (!this.alive(process) || this.#listens(host, port)) return false;
        process.listening.push({ host, port, inode: String(this.#inode++) });
        return true;
      },
      on: (signal, handler) => void process.handlers.set(signal, handler),
      exit: (code) => {
        this.end(process, code);
      },
      fork: (program, options = {}) => {
        const place =
          options.session === true ? { parent: pid } : { parent: pid, group: process.group, session: process.session };
        const child = this.create({ argv: options.argv ?? argv, env, cwd }, place);
        program(this.context(child, log));
        return child.pid;
      },
    };
  }

  #listens(host: string, port: number): boolean {
    const everywhere = (address: string): boolean => address === '0.0.0.0' || address === '::';
    const clash = (other: { host: string; port: number }): boolean =>
      other.port === port && (other.host === host || everywhere(other.host) || everywhere(host));
    return [...this.processes.values()].some(({ listening }) => listening.some(clash));
  }
}

/** One controller's view of the machine. Spawning and signalling pass the hook; names carry the marker or the pid. */
export function createSimulatedProcesses(machine: SimulatedMachine, effect: EffectHook = runEffect): Processes {
  const infoOf = (process: SimulatedProcess): ProcessInfo => ({
    bootId: machine.bootId,
    pid: process.pid,
    startTime: process.startTime,
    parent: process.parent,
    group: process.group,
    session: process.session,
    marker: process.unreadable ? undefined : process.env[MARKER],
    command: process.argv.join(' '),
  });
  const spawn = (request: SpawnRequest): void => {
    const process = machine.create(request, {});
    if (runShim(machine, process)) return;
    const program = machine.options.program(request.argv, request.env);
    if (!program) {
      machine.end(process, 127);
      throw Object.assign(new Error(`ENOENT: ${request.argv[0] ?? ''}`), { code: 'ENOENT' });
    }
    program(machine.context(process, undefined));
  };

  return {
    bootId: async () => machine.bootId,
    spawn: (request) =>
      effect(`spawn ${request.env[MARKER] ?? request.argv.join(' ')}`, () => {
        spawn(request);
      }),
    inspect: async (pid) => {
      const process = machine.processes.get(pid);
      return process && infoOf(process);
    },
    argv: async (pid) => machine.processes.get(pid)?.argv,
    marked: async (prefix) => {
      const all = [...machine.processes.values()];
      return {
        processes: all.map(infoOf).filter(({ marker }) => marker?.startsWith(prefix)),
        unreadable: all.filter(({ unreadable }) => unreadable).map(infoOf),
      };
    },
    signal: (target, signal, scope) =>
      effect(`signal ${signal} ${scope} ${target.marker ?? String(target.pid)}`, () => {
        const process = machine.processes.get(target.pid);
        if (process?.startTime !== target.startTime || machine.bootId !== target.bootId) return false;
        const group = [...machine.processes.values()].filter((other) => other.group === process.group);
        for (const { pid } of scope === 'group' ? group : [process]) machine.signal(pid, signal);
        return true;
      }),
    listeners: async () => {
      if (!machine.socketsKnown) return unknown('the table of sockets cannot be read');
      return known([...machine.processes.values()].flatMap(({ listening }): Listener[] => listening));
    },
    // What runs in containers is the simulated engine's, and ends with it.
    inContainers: async () => [],
    holders: async (inodes) => {
      const held = [...machine.processes.values()].flatMap((process) =>
        process.listening
          .filter(({ inode }) => inodes.has(inode))
          .map(({ inode }) => [inode, infoOf(process)] as const),
      );
      return new Map(held);
    },
  };
}
