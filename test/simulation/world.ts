import type { Clock } from '../../controller/api/clock.ts';
import type { Controller } from '../../controller/reconcile/controller.ts';
import { SimulatedApisix } from './apisix.ts';
import { createSimulatedClock } from '../fakes/simulated-clock.ts';
import { SimulatedEngineHost } from '../fakes/simulated-engine-host.ts';
import { SimulatedDisk } from '../fakes/simulated-files.ts';
import { SimulatedFrontDoorHost } from '../fakes/simulated-front-doors.ts';
import { SimulatedMachine, type ShimStep } from '../fakes/simulated-processes.ts';
import { assemble, type Running } from './assembly.ts';
import { meetFate, type Fate } from './fate.ts';
import { Life, never } from './life.ts';
import { INSTALLATION, STATE } from './place.ts';
import { Programs } from './programs.ts';
import { publishImages } from './stacks.ts';

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

/** One simulated machine with its disk, its processes, front doors and container engine, and one controller after another on it. */
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
  readonly engine: SimulatedEngineHost;
  /** An APISIX that others use, too. */
  readonly apisix = new SimulatedApisix();
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
  /** Milliseconds until an event of the container engine is heard. */
  eventDelay: () => number = () => 0;
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
    this.engine = new SimulatedEngineHost({
      clock,
      program: this.programs.containerProgram,
      exec: this.programs.exec,
      listen: (address, port) => this.#proxy(address, port),
    });
    this.engine.events.delay = () => this.eventDelay();
    publishImages(this.engine);
    this.programs.attach(this.machine, this.engine);
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
    const running = await assemble(this, life, (name, run) => this.#effect(life, name, run));
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

  /** The process that listens on a port of this machine for a container. */
  #proxy(address: string, port: number): Disposable | undefined {
    const { machine } = this;
    const pid = machine.start(
      (context) => {
        if (!context.listen(port, address)) context.exit(1);
      },
      { argv: ['docker-proxy', String(port)] },
    );
    const process = machine.processes.get(pid);
    return (
      process && {
        [Symbol.dispose]: () => {
          machine.end(process, 0);
        },
      }
    );
  }

  async #effect<T>(life: Life, name: string, run: () => T): Promise<T> {
    if (!life.acts()) return never();
    const fate = this.hooks.fate(this.effects, name);
    this.effects++;
    const suffix = fate.kind === 'run' ? '' : ` (${fate.kind}${'code' in fate ? ` ${fate.code}` : ''})`;
    this.note(`${name}${suffix}`);
    const happen = (): T => {
      this.hooks.beforeEffect(name);
      const answer = run();
      this.hooks.afterEffect(name);
      return answer;
    };
    return meetFate(fate, name, { life, clock: this.clock, happen });
  }
}
