import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import type { SimulatedContainer } from '../fakes/simulated-container.ts';
import { containersOf, disconnect, forceRemove, pause, removeNetwork, setRestartPolicy } from './acts.ts';
import { describe } from './describe.ts';
import { Faults } from './faults.ts';
import { expected, handOver, takeDown, wanting, type Intent } from './intent.ts';
import { leaks, watchInvariants } from './invariants.ts';
import { staysSo } from './play.ts';
import type { ServiceRun } from './programs.ts';
import { Random } from './random.ts';
import { DEPTH, inApisix, shop, yard, type Versions } from './stacks.ts';
import { keyOf, uidOf } from './place.ts';
import { World } from './world.ts';

/** Every stack is looked at this often at the latest, in milliseconds. */
const RESYNC = 30_000;
/** How long a quarantined service of the shop waits for its next try, in milliseconds. */
const WINDOW = 20_000;
/** Where the ports of each stack begin, and what it is made of. */
const STACKS = { shop: 5000, side: 6000, yard: 7000 } as const;
const MAKERS = { shop, side: (...args: Parameters<typeof shop>) => inApisix(shop(...args)), yard } as const;
type StackName = keyof typeof STACKS;
const SERVICES = ['db', 'api', 'web'] as const;
/** One history in so many has a stack of containers. */
const CONTAINERS = 3;

/** One random history of a machine with two stacks: what people and faults do to it, all from one seed. */
export class History {
  readonly world = new World();
  readonly #random: Random;
  readonly #intents = new Map<StackName, Intent>();
  readonly #names: readonly StackName[];
  readonly #watch;
  readonly #faults: Faults;

  constructor(seed: number) {
    const { world } = this;
    this.#random = new Random(seed);
    this.#names = seed % CONTAINERS === 0 ? ['yard', 'shop'] : ['shop', 'side'];
    this.#watch = watchInvariants(world, { intents: () => [...this.#intents.values()], strict: false });
    this.#faults = new Faults(world, this.#random, () => {
      this.#watch.replant();
    });
  }

  /** Plays the history to its end; what went wrong, in words. */
  async play(): Promise<string[]> {
    const { world } = this;
    const random = this.#random;
    await world.apisix.plant();
    await world.boot();
    this.#up(this.#names[0] ?? 'shop');
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
    this.#faults.calm();
    for (const [name, intent] of this.#intents) {
      if (intent.deleted) continue;
      const stack = this.#make(name, { ...this.#versions(), replicas: 1 + this.#random.int(3) });
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
    for (const [name, intent] of intents) faults.push(...(await staysSo(world, name, expected(intent))));
    if (this.#random.chance(0.5)) {
      for (const [name, intent] of intents) {
        takeDown(world, name);
        this.#want(name, { ...intent, deleted: true });
      }
      const isGone = (): boolean => world.isHeard && this.#names.every((name) => describe(world, name).length === 0);
      if (!(await world.until(isGone, (DEPTH + 2) * RESYNC))) {
        faults.push(`I18: left are\n${this.#names.flatMap((name) => describe(world, name)).join('\n')}`);
      }
      if (world.doors.doors.size > 0) faults.push('I18: a front door is left');
      if (!world.apisix.isGivenBack) faults.push('I11: what was taken over in APISIX is not given back');
    }
    faults.push(...world.apisix.broken());
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

  #happening(): void {
    const { world } = this;
    const random = this.#random;
    const service = random.pick(SERVICES);
    const name = random.pick([...this.#intents.keys()]);
    const people = [
      () => void this.#faults.steal(STACKS[name] + random.int(3)),
      () => {
        this.#up(name);
      },
      () => {
        this.#up(random.pick(this.#names));
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
    const toApisix = this.#names.includes('side') ? [...this.#faults.ofApisix(), ...this.#toApisix()] : [];
    const containers = this.#names.includes('yard') ? [...this.#faults.ofEngine(), ...this.#toContainers()] : [];
    random.pick([...this.#faults.next(service, this.#someRun()), ...people, ...containers, ...toApisix])();
  }

  /** What people do to the objects of a stack in APISIX. */
  #toApisix(): (() => void)[] {
    const { apisix } = this.world;
    const all = apisix.of('side');
    const object = all.length > 0 && apisix.store.state === 'up' ? this.#random.pick(all) : undefined;
    if (!object) return [];
    // A route goes before what it refers to: APISIX refuses anything else.
    const isRoute = object.key.startsWith('/apisix/routes/');
    return (isRoute ? (['change', 'remove'] as const) : (['change'] as const)).map((way) => () => {
      this.world.note(`somebody ${way}s ${object.key}`);
      void apisix.meddle(object.key, way);
    });
  }

  /** What people do to containers behind the controller's back. */
  #toContainers(): (() => void)[] {
    const { world } = this;
    const all = containersOf(world, 'yard');
    const container = all.length > 0 ? this.#random.pick(all) : undefined;
    if (!container) return [];
    const act = (what: string, change: (world: World, to: SimulatedContainer) => void) => () => {
      world.note(`somebody ${what} ${container.name}`);
      change(world, container);
    };
    return [
      act('removes', forceRemove),
      act('pauses', pause),
      act('disconnects', disconnect),
      act('lets restart', (_, to) => {
        setRestartPolicy(world, to, 'always');
      }),
      act('renames', ({ engine }, to) => {
        engine.rename(to, `mine-${engine.nextNumber()}`);
      }),
      act('removes the network of', () => {
        if (world.engine.networks.find('yard-net')) removeNetwork(world, 'yard-net');
      }),
    ];
  }

  #someRun(): ServiceRun | undefined {
    const living = this.world.programs.living();
    return living.length > 0 ? this.#random.pick(living) : undefined;
  }

  #versions(): Versions {
    const version = (): string => this.#random.pick(['v1', 'v2', 'v3']);
    return { db: version(), migrate: version(), api: version(), web: version() };
  }

  #make(name: StackName, versions: Versions): QbtcStack {
    return MAKERS[name](versions, name, STACKS[name]);
  }

  #up(name: StackName): void {
    const random = this.#random;
    const versions = { ...this.#versions(), replicas: random.int(4) };
    const spoilt = random.chance(0.2) ? { [random.pick(['api', 'web'])]: random.pick(['bad', 'crash']) } : {};
    const before = this.#intents.get(name);
    const kept = before && !before.deleted ? before : undefined;
    const stack = this.#make(name, { ...versions, ...spoilt });
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
    return this.#intents.get(name) ?? wanting(this.#make(name, {}), { deleted: true });
  }

  #want(name: StackName, intent: Intent): void {
    this.#intents.set(name, intent);
    this.world.note(`wanted of ${name} (${uidOf(name)}): ${JSON.stringify(expected(intent))}`);
  }
}
