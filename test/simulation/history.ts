import { describe, expected, handOver, takeDown, wanting, type Intent } from './intent.ts';
import { leaks, watchInvariants } from './invariants.ts';
import type { ServiceRun } from './programs.ts';
import { Random } from './random.ts';
import { DEPTH, shop, staysSo, type Versions } from './scenarios.ts';
import { keyOf, uidOf, World, type Fate } from './world.ts';

/** Every stack is looked at this often at the latest, in milliseconds. */
const RESYNC = 30_000;
/** How long a quarantined service of the shop waits for its next try, in milliseconds. */
const WINDOW = 20_000;
const STACKS = { shop: 5000, side: 6000 } as const;
type StackName = keyof typeof STACKS;
/** Faults that last for a while. */
type Lasting = 'full' | 'hanging' | 'doors';
const SERVICES = ['db', 'api', 'web'] as const;
const NAMES = Object.keys(STACKS) as StackName[];

/** One random history of a machine with two stacks: what people and faults do to it, all from one seed. */
export class History {
  readonly world = new World();
  readonly #random: Random;
  readonly #intents = new Map<StackName, Intent>();
  readonly #watch;
  /** Faults that last, and until when. */
  readonly #until: Record<Lasting, number> = { full: 0, hanging: 0, doors: 0 };
  readonly #thieves: number[] = [];
  /** A thief waits for the next service that starts, to be at its port before it. */
  #isAmbushed = false;
  #isCalm = false;

  constructor(seed: number) {
    const random = new Random(seed);
    const { world } = this;
    this.#random = random;
    this.#watch = watchInvariants(world, { intents: () => [...this.#intents.values()], strict: false });
    const { onBegin } = world.programs;
    world.programs.onBegin = (run) => {
      onBegin(run);
      if (this.#isAmbushed && run.port > 0) this.#isAmbushed = !this.#steal(run.port);
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
  }

  /** Plays the history to its end; what went wrong, in words. */
  async play(): Promise<string[]> {
    const { world } = this;
    const random = this.#random;
    await world.boot();
    this.#up('shop');
    for (let step = 6 + random.int(10); step > 0; step--) {
      await world.advance(random.pick([3, 30, 300, 2000, 8000]));
      this.#happening();
    }
    await world.advance(random.pick([0, 100, 5000]));
    this.#calm();
    return [...(await this.#settle()), ...this.#watch.broken];
  }

  /** Faults have stopped, and people ask for something that can be had. */
  #calm(): void {
    const { world } = this;
    const { crashing, stubborn, forking } = world.programs.behaviour;
    for (const set of [crashing, stubborn, forking]) set.clear();
    for (const pid of this.#thieves) world.machine.signal(pid, 'SIGKILL');
    world.machine.socketsKnown = true;
    this.#isAmbushed = false;
    this.#isCalm = true;
    world.note('faults stop');
    for (const [name, intent] of this.#intents) {
      if (intent.deleted) continue;
      const stack = shop({ ...this.#versions(), replicas: 1 + this.#random.int(3) }, name, STACKS[name]);
      this.#want(name, wanting(stack, { restarts: intent.restarts }));
      handOver(world, this.#intent(name).stack);
      world.order(`start all of ${name}`, (controller) => controller.ask(keyOf(name), { stopped: [] }));
    }
  }

  /** A revision that failed because of the faults is not tried again until somebody asks for it. */
  #tryAgain(): void {
    for (const name of this.#intents.keys()) {
      if (!describe(this.world, name).some((line) => line.endsWith('RolloutReverted'))) continue;
      for (const service of ['db', 'migrate', 'api', 'web']) this.#restart(name, service);
    }
  }

  async #settle(): Promise<string[]> {
    const { world } = this;
    const faults: string[] = [];
    const intents = [...this.#intents];
    const isThere = (): boolean => world.isHeard && differs().length === 0;
    const differs = (): [StackName, Intent][] =>
      intents.filter(([name, intent]) => describe(world, name).join('\n') !== expected(intent).join('\n'));
    const limit = (DEPTH + 2) * RESYNC + WINDOW;
    if (!(await world.until(isThere, limit))) this.#tryAgain();
    if (!(await world.until(isThere, limit))) {
      for (const [name, intent] of differs()) {
        faults.push(`I16: wanted\n${expected(intent).join('\n')}\nfound\n${describe(world, name).join('\n')}`);
      }
      return faults;
    }
    // A quarantined service has to prove itself before its budget is given back; lost records are looked for every 30 s.
    await world.advance(WINDOW + RESYNC);
    for (const [name, intent] of intents) faults.push(...(await staysSo(world, expected(intent), name)));
    if (this.#random.chance(0.5)) {
      for (const [name, intent] of intents) {
        takeDown(world, name);
        this.#want(name, { ...intent, deleted: true });
      }
      const isGone = (): boolean => world.isHeard && NAMES.every((name) => describe(world, name).length === 0);
      if (!(await world.until(isGone, (DEPTH + 2) * RESYNC))) {
        faults.push(`I18: left are\n${NAMES.flatMap((name) => describe(world, name)).join('\n')}`);
      }
      if (world.doors.doors.size > 0) faults.push('I18: a front door is left');
    }
    if (world.damaged > 0) faults.push('a crash left a record that cannot be read');
    faults.push(...leaks(world).map((leak) => `I22: ${leak}`), ...this.#excesses());
    return faults;
  }

  /** Starts of one instance beyond one a second (I23). */
  #excesses(): string[] {
    const starts = new Map<string, number[]>();
    for (const line of this.world.history) {
      const [, at, marker] = /^(\d+) spawn (\S+)/.exec(line) ?? [];
      if (marker !== undefined) starts.set(marker, [...(starts.get(marker) ?? []), Number(at)]);
    }
    return [...starts].flatMap(([marker, times]) => {
      const burst = times.findIndex((at, index) => (times[index + 6] ?? Infinity) - at < 5000);
      return burst < 0 ? [] : [`I23: ${marker} was started 7 times within 5 s`];
    });
  }

  #fate(name: string): Fate {
    const random = this.#random;
    if (this.#isCalm) return { kind: 'run' };
    const lot = random.next();
    if (lot < 0.003) return { kind: 'before' };
    if (lot < 0.006) return { kind: 'middle' };
    if (lot < 0.009) return { kind: 'after' };
    if (lot < 0.014) return { kind: 'fail', code: random.pick(['ENOSPC', 'EIO', 'EMFILE']) };
    // A note of an observation; one that is late by more than its deadline could come after the instance is gone.
    const ms = random.pick(name.endsWith('/exit') ? [3, 30, 300] : [3, 30, 300, 7000]);
    if (lot < 0.04) return { kind: 'slow', ms, done: random.pick(['first', 'last'] as const) };
    return name === '' ? { kind: 'before' } : { kind: 'run' };
  }

  #lasts(fault: Lasting): boolean {
    return !this.#isCalm && this.world.clock.now() < this.#until[fault];
  }

  #last(fault: Lasting): void {
    const ms = this.#random.pick([50, 1000, 8000]);
    this.#until[fault] = this.world.clock.now() + ms;
    this.world.note(`${fault} for ${ms} ms`);
  }

  #happening(): void {
    const { world } = this;
    const random = this.#random;
    const { behaviour } = world.programs;
    const service = random.pick(SERVICES);
    const name = random.pick([...this.#intents.keys()]);
    const run = this.#someRun();
    const toggle = (set: Set<string>, what: string, member: string): void => {
      if (!set.delete(member)) set.add(member);
      world.note(`${member} ${set.has(member) ? 'begins' : 'ceases'} to be ${what}`);
    };
    const happenings: (() => void)[] = [
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
        toggle(behaviour.crashing, 'crashing', random.pick([service, 'migrate']));
      },
      () => {
        toggle(behaviour.stubborn, 'stubborn', service);
      },
      () => {
        toggle(behaviour.forking, 'forking', service);
      },
      () => void this.#steal(STACKS[name] + random.int(3)),
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
      () => {
        this.#up(name);
      },
      () => {
        this.#up(random.pick(NAMES));
      },
      () => {
        this.#hold(name, service);
      },
      () => {
        this.#restart(name, service);
      },
      () => {
        takeDown(world, name);
        this.#want(name, { ...this.#intent(name), deleted: true });
      },
    ];
    random.pick(happenings)();
  }

  #someRun(): ServiceRun | undefined {
    const living = this.world.programs.living();
    return living.length > 0 ? this.#random.pick(living) : undefined;
  }

  #signal(run: ServiceRun | undefined, signal: NodeJS.Signals): void {
    if (!run) return;
    this.world.note(`somebody sends ${signal} to ${run.service}[${run.slot}]`);
    this.world.machine.signal(run.pid, signal);
  }

  #hang(run: ServiceRun | undefined): void {
    // What hangs goes on accepting connections, which is all that is asked of web.
    if (!run || run.service === 'migrate' || run.service === 'web') return;
    this.world.note(`${run.service}[${run.slot}] hangs`);
    run.hung = true;
  }

  #killShim(run: ServiceRun | undefined): void {
    const parent = run && this.world.machine.processes.get(run.pid)?.parent;
    if (!run || parent === undefined) return;
    this.world.note(`the shim of ${run.service}[${run.slot}] is killed`);
    this.world.machine.signal(parent, 'SIGKILL');
  }

  /** False when somebody listens there already. */
  #steal(port: number): boolean {
    const pid = this.world.machine.start(
      (context) => {
        if (!context.listen(port)) context.exit(1);
      },
      { argv: ['thief'] },
    );
    if (!this.world.machine.processes.has(pid)) return false;
    this.world.note(`a thief takes port ${port}`);
    this.#thieves.push(pid);
    return true;
  }

  #reboot(): void {
    this.world.note('the machine is rebooted');
    this.world.kill();
    this.world.machine.reboot();
    this.#watch.replant();
  }

  #versions(): Versions {
    const version = (): string => this.#random.pick(['v1', 'v2', 'v3']);
    return { db: version(), migrate: version(), api: version(), web: version() };
  }

  #up(name: StackName): void {
    const random = this.#random;
    const versions = { ...this.#versions(), replicas: random.int(4) };
    const spoilt = random.chance(0.2) ? { [random.pick(['api', 'web'])]: random.pick(['bad', 'crash']) } : {};
    const before = this.#intents.get(name);
    const kept = before && !before.deleted ? before : undefined;
    const stack = shop({ ...versions, ...spoilt }, name, STACKS[name]);
    this.#want(name, wanting(stack, kept ? { stopped: kept.stopped, restarts: kept.restarts } : {}));
    handOver(this.world, stack);
  }

  #hold(name: StackName, service: string): void {
    const { stopped, deleted, ...rest } = this.#intent(name);
    if (deleted) return;
    const others = stopped.filter((other) => other !== service);
    const held = others.length < stopped.length ? others : [...others, service];
    this.#want(name, { ...rest, deleted, stopped: held });
    this.world.order(`hold ${held.join(' ')}`, (controller) => controller.ask(keyOf(name), { stopped: held }));
  }

  #restart(name: StackName, service: string): void {
    const intent = this.#intent(name);
    if (intent.deleted) return;
    const restarts = { ...intent.restarts, [service]: (intent.restarts[service] ?? 0) + 1 };
    this.#want(name, { ...intent, restarts });
    this.world.order(`restart ${service} of ${name}`, (controller) => controller.ask(keyOf(name), { restarts }));
  }

  #intent(name: StackName): Intent {
    return this.#intents.get(name) ?? wanting(shop({}, name, STACKS[name]), { deleted: true });
  }

  #want(name: StackName, intent: Intent): void {
    this.#intents.set(name, intent);
    this.world.note(`wanted of ${name} (${uidOf(name)}): ${JSON.stringify(expected(intent))}`);
  }
}
