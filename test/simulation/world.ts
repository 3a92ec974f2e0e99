import type { Clock } from '../../controller/api/clock.ts';
import type { Files } from '../../controller/api/files.ts';
import type { FrontDoors } from '../../controller/api/front-door.ts';
import type { Runtime } from '../../controller/api/runtime.ts';
import { createProber } from '../../controller/observe/prober.ts';
import { Controller } from '../../controller/reconcile/controller.ts';
import { createProcessLogs } from '../../controller/runtimes/process/logs.ts';
import { createProcessRuntime } from '../../controller/runtimes/process/runtime.ts';
import { openInstallation, stackUid } from '../../controller/state/installation.ts';
import { StackStore } from '../../controller/state/store.ts';
import { EventLog } from '../../controller/telemetry/events.ts';
import type { Logger } from '../../controller/telemetry/log.ts';
import { createSimulatedClock } from '../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../fakes/simulated-files.ts';
import { createSimulatedFrontDoors, SimulatedFrontDoorHost } from '../fakes/simulated-front-doors.ts';
import { createSimulatedProcesses, SimulatedMachine, type ShimStep } from '../fakes/simulated-processes.ts';
import { Life } from './life.ts';
import { Programs } from './programs.ts';

export const STATE = '/state';
const BUILD = 'simulated';
/** Planted where a user would put a secret; must turn up nowhere else (I22). */
export const SECRET = 'planted-s3cret';
const INSTALLATION = { id: '6f0e7c1a-5a8e-4a52-9d0a-0d7b1f1c2e3f', key: '00'.repeat(32) };

export const uidOf = (name: string): string => stackUid(INSTALLATION, 'default', name);
export const keyOf = (name: string): string => `default/${name}`;

/** What befalls one effect. */
export type Fate =
  | { readonly kind: 'run' }
  /** The controller dies: before the effect, in its middle (done, the answer lost), or after its answer. */
  | { readonly kind: 'before' | 'middle' | 'after' }
  | { readonly kind: 'fail'; readonly code: string }
  /** It takes so many milliseconds; done at their beginning or at their end. */
  | { readonly kind: 'slow'; readonly ms: number; readonly done: 'first' | 'last' };

export interface WorldHooks {
  /** Called before each effect, with its number from 0. */
  fate: (index: number, name: string) => Fate;
  /** Looks for broken promises. */
  beforeEffect: (name: string) => void;
  afterEffect: (name: string) => void;
  onWrite: (path: string, text: string, mode: number | undefined) => void;
}

/** More timers than ever are due at one moment of time. */
const BUSY = 2000;

interface Running {
  readonly life: Life;
  readonly controller: Controller;
  readonly close: () => Promise<void>;
}

/** One simulated machine with its disk, its processes and front doors, and one controller after another on it. */
export class World {
  readonly #simulated = createSimulatedClock();
  /** What the wall clock is ahead of the time that passed; milliseconds. */
  #ahead = 0;
  readonly clock: Clock = {
    now: () => this.#simulated.now() + this.#ahead,
    after: (delay, callback) => this.#simulated.after(delay, callback),
  };
  readonly programs = new Programs(this.#simulated);
  readonly disk: SimulatedDisk;
  readonly machine: SimulatedMachine;
  readonly doors: SimulatedFrontDoorHost;
  readonly hooks: WorldHooks = {
    fate: () => ({ kind: 'run' }),
    beforeEffect: () => undefined,
    afterEffect: () => undefined,
    onWrite: () => undefined,
  };
  /** Everything that happened, in order. */
  readonly history: string[] = [];
  /** Everything that was logged, as text. */
  readonly logged: string[] = [];
  /** Milliseconds until a dead controller is followed by the next one. */
  succession: () => number = () => 200;
  shimDelay: (step: ShimStep) => number = () => 1;
  hints: () => readonly number[] = () => [0];
  /** Whether looking at the processes of a stack hangs now. */
  observeHangs: () => boolean = () => false;
  effects = 0;
  passes = 0;
  /** Passes that tried to change something. */
  readonly acting = new Set<number>();
  /** How many passes there were before the controller that is at work. */
  passesAtBoot = 0;
  /** Records that a controller could not read when it started. */
  damaged = 0;
  #busy = { since: 0, steps: 0 };
  #running: Running | undefined;
  #orders: Promise<void> = Promise.resolve();
  #openOrders = 0;

  constructor() {
    const { clock } = this;
    this.disk = new SimulatedDisk({ clock, hints: () => this.hints() });
    this.machine = new SimulatedMachine({
      clock,
      disk: this.disk,
      program: this.programs.program,
      delay: (step) => this.shimDelay(step),
    });
    this.programs.attach(this.machine);
    this.doors = new SimulatedFrontDoorHost(this.machine, INSTALLATION.id);
    this.doors.hints = () => this.hints();
    this.disk.makeFolder(STATE);
    this.disk.write(`${STATE}/installation.json`, JSON.stringify(INSTALLATION));
  }

  /** Time that passed, whatever the wall clock says; milliseconds. */
  get passed(): number {
    return this.#simulated.now();
  }

  get controller(): Controller | undefined {
    return this.#running?.controller;
  }

  /** Whether everything that people asked for has been taken over. */
  get isHeard(): boolean {
    return this.#openOrders === 0;
  }

  note(text: string): void {
    this.history.push(`${this.#simulated.now() % 86_400_000} ${text}`);
  }

  async advance(ms: number): Promise<void> {
    const end = this.#simulated.now() + ms;
    await this.until(() => false, ms);
    await this.#simulated.advance(end - this.#simulated.now());
  }

  /** Moves on from timer to timer until the condition holds; false when it does not within so many milliseconds. */
  async until(condition: () => boolean, limit: number): Promise<boolean> {
    const end = this.#simulated.now() + limit;
    await this.#simulated.settle();
    for (let looked = { at: -Infinity, length: -1 }; ;) {
      const at = this.#simulated.now();
      if (at >= looked.at + 10 || this.history.length > looked.length) {
        if (condition()) return true;
        looked = { at, length: this.history.length };
      }
      const next = this.#simulated.next();
      if (next === undefined || next > end) return false;
      this.#countSteps(next);
      await this.#simulated.step();
    }
  }

  /** A loop that keeps itself busy would never let the time go on. */
  #countSteps(at: number): void {
    if (at > this.#busy.since) this.#busy = { since: at, steps: 0 };
    if (++this.#busy.steps > BUSY) throw new Error(`the time stands still:\n${this.history.slice(-30).join('\n')}`);
  }

  jump(ms: number): void {
    this.#ahead += ms;
    this.note(`the clock jumps by ${ms}`);
  }

  /** Starts a controller on what the disk holds. */
  async boot(): Promise<void> {
    if (this.#running) return;
    const life = new Life(() => {
      this.#running = undefined;
      this.note('the controller dies');
      this.clock.after(this.succession(), () => void this.boot());
    });
    this.passesAtBoot = this.passes;
    this.note('a controller starts');
    const running = await this.#assemble(life);
    if (!life.isOver) this.#running = running;
  }

  /** Kills the controller between two effects. */
  kill(): void {
    this.#running?.life.end();
  }

  /** Ends the controller as SIGTERM does, and starts the next one. */
  async replace(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    this.note('the controller is replaced');
    await running.close();
    if (running.life.isOver) return;
    running.life.retire();
    await this.boot();
  }

  /** Asks for something as a person at the command line does: again and again until it was taken over. */
  order(what: string, carryOut: (controller: Controller) => Promise<unknown>): void {
    this.#openOrders++;
    const insist = async (): Promise<void> => {
      for (;;) {
        const running = this.#running;
        const answer = running
          ? await Promise.race([
              carryOut(running.controller).then(
                () => 'done' as const,
                () => 'refused' as const,
              ),
              running.life.death,
            ])
          : 'dead';
        if (answer === 'done') break;
        await new Promise<void>((resolve) => void this.clock.after(500, resolve));
      }
      this.#openOrders--;
      this.note(`heard: ${what}`);
    };
    this.#orders = this.#orders.then(insist);
  }

  async #assemble(life: Life): Promise<Running> {
    const effect = <T>(name: string, run: () => T): Promise<T> => this.#effect(life, name, run);
    const clock: Clock = {
      now: () => this.clock.now(),
      after: (delay, callback) =>
        this.clock.after(delay, () => {
          if (!life.isOver) callback();
        }),
    };
    const files = life.bind(this.#files(effect));
    const processes = life.bind(createSimulatedProcesses(this.machine, effect));
    const frontDoors = life.bind(this.#counted(createSimulatedFrontDoors(this.doors, BUILD, effect)));
    const installation = await openInstallation(files, STATE);
    const store = await StackStore.open({ files, directory: STATE, installation, now: () => clock.now() });
    const damaged = store.damaged.map(({ path }) => path);
    if (damaged.length > 0) this.note(`damaged: ${damaged.join(' ')}`);
    this.damaged += damaged.length;
    const events = new EventLog(() => clock.now());
    events.follow(({ type, reason, target, message }) => {
      if (!life.isOver) this.note(`event ${type} ${reason} ${target}: ${message}`);
    });
    const logs = createProcessLogs({ files, clock, directory: `${STATE}/run` });
    const system = {
      stat: async (path: string) => ({ isFile: () => path !== '/', isDirectory: () => path === '/' }),
      access: async () => undefined,
    };
    const environment = { PATH: '/bin' };
    const parts = { files, processes, clock, logs, directory: `${STATE}/run`, environment, system };
    const process = this.#counted(this.#hanging(createProcessRuntime(parts)));
    const prober = createProber({
      clock,
      runProbe: (target, signal) => life.guard(() => this.programs.runProbe(target, signal)),
      onEdge: (uid) => {
        controller.hintByUid(uid);
      },
    });
    const log = this.#logger();
    const systems = { clock, runtimes: { process }, prober, frontDoors, processes };
    const controller = new Controller({
      ...systems,
      store,
      installation,
      events,
      log,
      build: BUILD,
      guard: () => undefined,
    });
    controller.start(store.keys());
    const close = async (): Promise<void> => {
      await controller.close();
      await prober[Symbol.asyncDispose]();
    };
    return { life, controller, close };
  }

  /** The disk as one controller sees it: what it writes is looked at, and a folder is removed file by file. */
  #files(effect: <T>(name: string, run: () => T) => Promise<T>): Files {
    const files = createSimulatedFiles(this.disk, effect);
    return {
      ...files,
      write: async (path, text, mode) => {
        this.hooks.onWrite(path, text, mode);
        await files.write(path, text, mode);
      },
      remove: async (path) => {
        if (this.disk.stat(path)?.folder === true) {
          for (const name of this.disk.list(path)) await this.#files(effect).remove(`${path}/${name}`);
        }
        await files.remove(path);
      },
    };
  }

  #hanging(runtime: Runtime): Runtime {
    const observe: Runtime['observe'] = (stack, spec, signal) =>
      this.observeHangs() ? new Promise(() => undefined) : runtime.observe(stack, spec, signal);
    return new Proxy(runtime, {
      get: (target, name, receiver): unknown => {
        const member: unknown = Reflect.get(target, name, receiver);
        if (name === 'observe') return observe;
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }

  /** Counts looks and attempts at changes, to tell how many passes were needed. */
  #counted<T extends Runtime | FrontDoors>(system: T): T {
    return new Proxy(system, {
      get: (target, name, receiver): unknown => {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        if (name === 'observe' && 'purge' in target) this.passes++;
        else if (!['observe', 'list', 'watch'].includes(String(name))) this.acting.add(this.passes);
        return member.bind(target) as unknown;
      },
    });
  }

  #logger(): Logger {
    const write = (...args: unknown[]): void => {
      const text = args.map((value) => JSON.stringify(value, errorsAsText)).join(' ');
      this.logged.push(text);
      this.note(`log ${text}`);
    };
    return { info: write, warn: write, error: write, debug: write };
  }

  async #effect<T>(life: Life, name: string, run: () => T): Promise<T> {
    if (!life.acts()) return new Promise(() => undefined);
    const fate = this.hooks.fate(this.effects, name);
    this.effects++;
    const suffix = fate.kind === 'run' ? '' : ` (${fate.kind}${fate.kind === 'fail' ? ` ${fate.code}` : ''})`;
    this.note(`${name}${suffix}`);
    const happen = (): T => {
      this.hooks.beforeEffect(name);
      const answer = run();
      this.hooks.afterEffect(name);
      return answer;
    };
    const pause = (ms: number): Promise<void> => new Promise((resolve) => void this.clock.after(ms, resolve));
    switch (fate.kind) {
      case 'run':
        return happen();
      case 'before':
        life.end();
        return new Promise(() => undefined);
      case 'middle':
        happen();
        life.end();
        return new Promise(() => undefined);
      case 'after': {
        const answer = happen();
        life.doom();
        return answer;
      }
      case 'fail':
        throw Object.assign(new Error(`${fate.code}: ${name}`), { code: fate.code });
      case 'slow': {
        if (fate.done === 'first') {
          const answer = happen();
          await pause(fate.ms);
          return answer;
        }
        await pause(fate.ms);
        return life.isOver ? new Promise(() => undefined) : happen();
      }
    }
  }
}

const errorsAsText = (_: string, value: unknown): unknown => (value instanceof Error ? value.stack : value);
