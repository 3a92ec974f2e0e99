import type { Fate } from './fate.ts';
import type { ServiceRun } from './programs.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Faults that last for a while. */
type Lasting = 'full' | 'hanging' | 'doors' | 'registry' | 'sluggish' | 'cut' | 'silent';

/** Everything that goes wrong on a machine by itself, at random. */
export class Faults {
  readonly #world: World;
  readonly #random: Random;
  /** Called after the machine was rebooted. */
  readonly #onReboot: () => void;
  /** Faults that last, and until when. */
  readonly #until = new Map<Lasting, number>();
  readonly #thieves: number[] = [];
  /** A thief waits for the next service that starts, to be at its port before it. */
  #isAmbushed = false;
  #isCalm = false;

  constructor(world: World, random: Random, onReboot: () => void) {
    this.#world = world;
    this.#random = random;
    this.#onReboot = onReboot;
    const { onBegin } = world.programs;
    world.programs.onBegin = (run) => {
      onBegin(run);
      if (this.#isAmbushed && run.process && run.port > 0) this.#isAmbushed = !this.steal(run.port);
    };
    world.hooks.fate = (_, name) => this.#fate(name);
    world.succession = () => random.pick([1, 200, 3000]);
    world.shimDelay = () => 1 + random.int(20);
    world.hints = () => (this.#isCalm ? [0] : random.pick([[0], [0], [], [0, 0], [5, 700], [40_000]]));
    world.programs.behaviour.startup = () => 5 + random.int(random.pick([20, 200, 1500]));
    world.programs.behaviour.shutdown = () => 1 + random.int(100);
    world.observeHangs = () => this.#lasts('hanging');
    world.disk.fault = (operation) =>
      this.#lasts('full') && (operation === 'write' || operation === 'append' || operation === 'claim')
        ? 'ENOSPC'
        : undefined;
    world.doors.fault = () => (this.#lasts('doors') ? random.pick(['hang', 'unknown', undefined] as const) : undefined);
    world.apisix.isCut = () => this.#lasts('cut');
    world.apisix.serves = () => !this.#lasts('silent');
    world.doors.dataPlane = () => !this.#lasts('silent');
    world.eventDelay = () => random.pick([0, 0, 5, 300]);
    world.engine.delay = () => (this.#lasts('sluggish') ? random.int(4000) : random.int(3));
    world.engine.pullTime = () => random.pick([50, 2000, 15_000]);
    world.engine.pullFault = () => (this.#lasts('registry') ? 'toomanyrequests: too many requests' : undefined);
  }

  /** Faults stop, and what they have left goes. */
  calm(): void {
    const { programs, machine, engine } = this.#world;
    const { crashing, stubborn, forking } = programs.behaviour;
    for (const set of [crashing, stubborn, forking]) set.clear();
    for (const pid of this.#thieves) machine.signal(pid, 'SIGKILL');
    machine.socketsKnown = true;
    engine.power.boot();
    engine.power.thaw();
    this.#world.apisix.store.state = 'up';
    this.#isAmbushed = false;
    this.#isCalm = true;
    this.#world.note('faults stop');
  }

  /** What can go wrong next, with the service that it befalls. */
  next(service: string, run: ServiceRun | undefined): (() => void)[] {
    const world = this.#world;
    const random = this.#random;
    const { crashing, stubborn, forking } = world.programs.behaviour;
    return [
      () => {
        this.#signal(run, 'SIGKILL');
      },
      () => {
        this.#signal(run, 'SIGTERM');
      },
      () => {
        this.#hang(run);
      },
      () => {
        this.#killShim(run);
      },
      () => {
        this.#toggle(crashing, 'crashing', random.pick([service, 'migrate']));
      },
      () => {
        this.#toggle(stubborn, 'stubborn', service);
      },
      () => {
        this.#toggle(forking, 'forking', service);
      },
      () => {
        world.note('a thief waits for the next start');
        this.#isAmbushed = true;
      },
      () => {
        world.kill();
      },
      () => void world.replace(),
      () => {
        for (const { pid } of world.doors.doors.values()) world.machine.signal(pid, 'SIGKILL');
        world.note('the front door is killed');
      },
      () => {
        world.jump(random.pick([1000, 60_000, 3_600_000]));
      },
      () => {
        this.#last(random.pick(['full', 'hanging', 'doors'] as const));
      },
      () => {
        world.machine.socketsKnown = !world.machine.socketsKnown;
        world.note('the table of sockets comes or goes');
      },
      () => {
        if (random.chance(0.3)) this.#reboot();
      },
    ];
  }

  /** What can go wrong with a container engine. */
  ofEngine(): (() => void)[] {
    const random = this.#random;
    const { note, power } = { note: this.#world.note.bind(this.#world), power: this.#world.engine.power };
    return [
      () => {
        const way = random.pick(['stop', 'kill'] as const);
        note(`the engine ends (${way})`);
        if (power.mode !== 'absent') power[way]();
        this.#bootEngine();
      },
      () => {
        note('the engine hangs');
        power.hang();
        this.#world.clock.after(random.pick([300, 4000, 20_000]), () => {
          power.thaw();
        });
      },
      () => {
        note('the engine cuts off its clients');
        power.cutOff();
      },
      () => {
        this.#last(random.pick(['registry', 'sluggish'] as const));
      },
    ];
  }

  /** What can go wrong with an APISIX: its configuration store, its listings, its data plane. */
  ofApisix(): (() => void)[] {
    const { apisix } = this.#world;
    const random = this.#random;
    return [
      () => {
        const state = random.pick(['down', 'frozen'] as const);
        this.#world.note(`the store of APISIX is ${state}`);
        apisix.store.state = state;
        this.#world.clock.after(random.pick([300, 4000, 20_000]), () => {
          this.#world.note('the store of APISIX is up');
          apisix.store.state = 'up';
        });
      },
      () => {
        this.#last(random.pick(['cut', 'silent'] as const));
      },
    ];
  }

  /** Takes a port; false when somebody listens there already. */
  steal(port: number): boolean {
    const { machine } = this.#world;
    const pid = machine.start(
      (context) => {
        if (!context.listen(port)) context.exit(1);
      },
      { argv: ['thief'] },
    );
    if (!machine.processes.has(pid)) return false;
    this.#world.note(`a thief takes port ${port}`);
    this.#thieves.push(pid);
    return true;
  }

  #fate(name: string): Fate {
    const random = this.#random;
    if (this.#isCalm) return { kind: 'run' };
    const lot = random.next();
    if (lot < 0.003) return { kind: 'before' };
    if (lot < 0.006) return { kind: 'middle' };
    if (lot < 0.009) return { kind: 'after' };
    if (lot < 0.014) {
      if (!/^(docker|apisix) /.test(name)) return { kind: 'fail', code: random.pick(['ENOSPC', 'EIO', 'EMFILE']) };
      return { kind: random.pick(['fail', 'lost'] as const), code: 'ECONNRESET' };
    }
    // A note of an observation; one that is late by more than its deadline could come after the instance is gone.
    const ms = random.pick(name.endsWith('/exit') ? [3, 30, 300] : [3, 30, 300, 7000]);
    if (lot < 0.04) return { kind: 'slow', ms, done: random.pick(['first', 'last'] as const) };
    return name === '' ? { kind: 'before' } : { kind: 'run' };
  }

  #lasts(fault: Lasting): boolean {
    return !this.#isCalm && this.#world.clock.now() < (this.#until.get(fault) ?? 0);
  }

  #last(fault: Lasting): void {
    const ms = this.#random.pick([50, 1000, 8000]);
    this.#until.set(fault, this.#world.clock.now() + ms);
    this.#world.note(`${fault} for ${ms} ms`);
  }

  #toggle(set: Set<string>, what: string, member: string): void {
    if (!set.delete(member)) set.add(member);
    this.#world.note(`${member} ${set.has(member) ? 'begins' : 'ceases'} to be ${what}`);
  }

  #signal(run: ServiceRun | undefined, signal: NodeJS.Signals): void {
    if (!run) return;
    this.#world.note(`somebody sends ${signal} to ${run.service}[${run.slot}]`);
    this.#world.programs.signal(run, signal);
  }

  #hang(run: ServiceRun | undefined): void {
    // What hangs goes on accepting connections, which is all that is asked of a web that is a process.
    if (!run || run.service === 'migrate' || (run.service === 'web' && !run.container)) return;
    this.#world.note(`${run.service}[${run.slot}] hangs`);
    this.#world.programs.hang(run);
  }

  #killShim(run: ServiceRun | undefined): void {
    const parent = run?.process?.parent;
    if (!run || parent === undefined) return;
    this.#world.note(`the shim of ${run.service}[${run.slot}] is killed`);
    this.#world.machine.signal(parent, 'SIGKILL');
  }

  #reboot(): void {
    const world = this.#world;
    world.note('the machine is rebooted');
    world.kill();
    world.engine.power.crash();
    world.machine.reboot();
    this.#bootEngine();
    this.#onReboot();
  }

  #bootEngine(): void {
    this.#world.clock.after(this.#random.pick([50, 2000, 9000]), () => {
      this.#world.engine.power.boot();
    });
  }
}
