import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY_MEMORY, type Memory } from '../../controller/api/memory.ts';
import { known, unknown } from '../../controller/api/observation.ts';
import { runtimeOf, type Action, type Desired, type Observed, type Plan } from '../../controller/api/plan.ts';
import type { Address, Instance } from '../../controller/api/runtime.ts';
import { forecast } from '../../controller/plan/forecast.ts';
import { plan } from '../../controller/plan/plan.ts';
import { hostPorts } from '../../controller/spec/host-ports.ts';
import { BUILD, NOW } from '../support/world.ts';
import { pair } from './arbitrary.ts';

/** Random pairs for each property; `fast-check` prints the seed and the smallest failing pair. */
const RUNS = { numRuns: 500 };

const planned = (wanted: Desired, world: Observed, memory: Memory = EMPTY_MEMORY, now = NOW): Plan =>
  plan(wanted, world, memory, now, BUILD).plan;
const instancesOf = ({ instances }: Observed): readonly Instance[] =>
  Object.values(instances).flatMap((found) => (found.known ? found.value : []));
const isHurt = ({ deviations = [], check }: Instance): boolean =>
  check?.state === 'Unhealthy' || deviations.some(({ hurts }) => hurts);
const ends = ({ type }: Action): boolean => ['StopInstance', 'KillInstance', 'RemoveInstance', 'Purge'].includes(type);
const instanceOf = (action: Action): string | undefined => ('instance' in action ? action.instance : undefined);

/** Holds for every pair; the memory is one that the planner itself has made of an earlier look. */
function forAll(property: (wanted: Desired, world: Observed, memory: Memory) => void): void {
  fc.assert(
    fc.property(pair, fc.boolean(), ({ wanted, world }, seenBefore) => {
      const memory = seenBefore
        ? plan({ ...wanted, deleting: false }, world, EMPTY_MEMORY, NOW - 1000, BUILD).memory
        : EMPTY_MEMORY;
      property(wanted, world, memory);
    }),
    RUNS,
  );
}

describe('the plan for any wish on any machine', () => {
  it('names only instances of the stack that were observed (I1)', () => {
    forAll((wanted, world, memory) => {
      const ids = new Set(instancesOf(world).map(({ id }) => id));
      for (const action of planned(wanted, world, memory).actions) {
        const id = instanceOf(action);
        if (id !== undefined) expect(ids.has(id)).toBe(true);
      }
    });
  });

  it('ends nothing of a runtime that did not answer, whatever else is known (I2)', () => {
    forAll((wanted, world, memory) => {
      for (const kind of ['process', 'docker'] as const) {
        const { facilities: _, ...without } = world;
        const instances = { ...world.instances, [kind]: unknown('no answer') };
        const silent: Observed = { ...(kind === 'docker' ? without : world), instances, probes: {} };
        const carried = new Set(
          instancesOf(world).flatMap(({ id, launch }) => (runtimeOf(launch.service) === kind ? [id] : [])),
        );
        const { actions } = planned(wanted, silent, memory);
        const about = actions.filter((action) => carried.has(instanceOf(action) ?? ''));
        const started = actions.filter(
          (action) => action.type === 'StartInstance' && runtimeOf(action.launch.service) === kind,
        );
        expect([...about, ...started]).toEqual([]);
        expect(actions.filter(({ type }) => type === 'Purge' || type === 'ForgetStack')).toEqual([]);
        if (kind === 'docker') expect(actions.filter(({ type }) => /Network|Volume|Image/.test(type))).toEqual([]);
      }
    });
  });

  it('takes no routes from a front door that did not answer, and stops none (I2)', () => {
    forAll((wanted, world, memory) => {
      const frontDoors = world.frontDoors.map(({ address }) => ({ address, state: unknown('silent') }));
      const types = planned(wanted, { ...world, frontDoors }, memory).actions.map(({ type }) => type);
      for (const type of ['StopFrontDoor', 'WithdrawRoutes', 'ForgetStack', 'StartFrontDoor'] as const) {
        expect(types).not.toContain(type);
      }
    });
  });

  it('sends requests to one instance of a slot at most, and to healthy ones only (I4, I6)', () => {
    forAll((wanted, world, memory) => {
      const at = ({ host, port }: Address): string => `${host}:${port}`;
      const byAddress = new Map(
        instancesOf(world).flatMap((each) => (each.addresses.http ? [[at(each.addresses.http), each]] : [])),
      );
      for (const { endpoints } of planned(wanted, world, memory).table?.routes.flatMap(({ backends }) => backends) ??
        []) {
        const served = endpoints.map((endpoint) => byAddress.get(at(endpoint)));
        expect(served.every((each) => each?.state === 'Running' && !isHurt(each))).toBe(true);
        const slots = served.map((each) => each?.slot);
        expect(new Set(slots).size).toBe(slots.length);
      }
    });
  });

  it('with StartFirst ends no serving instance before another one serves in its slot (I4)', () => {
    forAll((wanted, world, memory) => {
      if (wanted.deleting) return;
      const isHealthy = (each: Instance): boolean =>
        each.state === 'Running' &&
        each.check?.state !== 'Starting' &&
        world.probes[each.id]?.health === 'Healthy' &&
        !isHurt(each);
      const all = instancesOf(world);
      for (const action of planned(wanted, world, memory).actions) {
        const ended = all.find(({ id }) => id === instanceOf(action));
        const service = wanted.spec.services.find(({ name }) => name === ended?.service);
        if (!ended || !service || !ends(action) || !isHealthy(ended) || ended.launch.service.oneShot) continue;
        const wantsIt = !wanted.stopped.includes(service.name) && ended.slot < service.replicas;
        if (service.update.order !== 'StartFirst' || service.oneShot || !wantsIt) continue;
        const others = all.filter(
          (other) => other.service === ended.service && other.slot === ended.slot && other !== ended,
        );
        expect(others.some(isHealthy)).toBe(true);
      }
    });
  });

  it('starts no second instance of what runs, and with StopFirst none beside another (I4)', () => {
    forAll((wanted, world, memory) => {
      const all = instancesOf(world);
      for (const action of planned(wanted, world, memory).actions) {
        if (action.type !== 'StartInstance') continue;
        const { service, slot, revision } = action.launch;
        const inSlot = all.filter((each) => each.service === service.name && each.slot === slot);
        expect(inSlot.some((each) => each.revision === revision)).toBe(false);
        const alive = inSlot.filter(({ state, strays }) => state !== 'Exited' || strays.length > 0);
        if (service.update.order === 'StopFirst') expect(alive).toEqual([]);
      }
    });
  });

  it('starts nothing whose dependencies do not hold (I5)', () => {
    forAll((wanted, world, memory) => {
      const all = instancesOf(world);
      for (const action of planned(wanted, world, memory).actions) {
        const restarted = all.find(({ id }) => action.type === 'RestartInstance' && id === action.instance);
        const service = action.type === 'StartInstance' ? action.launch.service.name : restarted?.service;
        const declared = wanted.spec.services.find(({ name }) => name === service);
        for (const { name, condition } of declared?.dependsOn ?? []) {
          const found = all.filter((each) => each.service === name);
          const holds = (each: Instance): boolean => {
            if (condition === 'Completed') return each.state === 'Exited' && each.exit?.code === 0;
            if (condition === 'Started') return each.state === 'Running' || each.launch.service.oneShot;
            if (each.launch.service.oneShot) return each.exit?.code === 0;
            return each.state === 'Running' && world.probes[each.id]?.health === 'Healthy';
          };
          expect(
            found.some((each) => holds(each) || memory.durable.services[name]?.healthy[each.id] === each.run),
          ).toBe(true);
        }
      }
    });
  });

  it('gives no port to an instance that anybody listens on, nor one port twice (I8)', () => {
    forAll((wanted, world, memory) => {
      const given = planned(wanted, world, memory).actions.flatMap((action) =>
        action.type === 'StartInstance'
          ? [...hostPorts(action.launch.service, action.launch.ports).values()].map(({ port }) => port)
          : [],
      );
      expect(new Set(given).size).toBe(given.length);
      const listening = world.listening.known ? world.listening.value.map(({ port }) => port) : [];
      expect(given.filter((port) => listening.includes(port))).toEqual([]);
    });
  });

  it('ends nothing of a stack that goes with the policy Orphan, and forgets none with something left (I15)', () => {
    forAll((wanted, world, memory) => {
      const deleting = { ...wanted, deleting: true };
      const { actions } = planned(deleting, world, memory);
      const types = actions.map(({ type }) => type);
      if (wanted.spec.deletionPolicy === 'Orphan') expect(actions.filter(ends)).toEqual([]);
      else if (instancesOf(world).length > 0) expect(types).not.toContain('ForgetStack');
      for (const started of ['StartInstance', 'RestartInstance', 'StartFrontDoor', 'PushRoutes'] as const) {
        expect(types).not.toContain(started);
      }
    });
  });

  it('removes no network or volume of others, no volume that is to stay, and no network that is in use (I1, I15)', () => {
    forAll((wanted, world, memory) => {
      const { actions } = planned(wanted, world, memory);
      const { networks = [], volumes = [] } = world.facilities ?? {};
      const used = instancesOf(world).flatMap(({ launch }) => (launch.networks ?? []).map(({ name }) => name));
      for (const action of actions) {
        if (action.type === 'RemoveNetwork') {
          expect(networks).toContainEqual(expect.objectContaining({ name: action.network, ours: true }));
          expect(used).not.toContain(action.network);
        }
        if (action.type === 'RemoveVolume') {
          expect(wanted.deleting).toBe(true);
          expect([action.volume, volumes.find(({ name }) => name === action.volume)?.ours]).toEqual(['cache', true]);
        }
      }
    });
  });

  it('can be carried out: ids are unique, and what waits for one another makes no circle', () => {
    forAll((wanted, world, memory) => {
      const { actions } = planned(wanted, world, memory);
      const ids = actions.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expectAcyclic(actions);
    });
  });

  it('depends on nothing but what it is given, and asks for no look in the past (I17, I23)', () => {
    forAll((wanted, world, memory) => {
      const [first, second] = [plan(wanted, world, memory, NOW, BUILD), plan(wanted, world, memory, NOW, BUILD)];
      expect(second).toEqual(first);
      const again = plan(wanted, world, first.memory, NOW, BUILD);
      if (first.plan.actions.length > 0 || JSON.stringify(again.memory) !== JSON.stringify(first.memory)) return;
      if (again.plan.actions.length === 0 && again.plan.wakeAt !== undefined)
        expect(again.plan.wakeAt).toBeGreaterThan(NOW);
    });
  });
});

describe('the forecast for any wish on any machine', () => {
  it('ends, and what it lists makes no circle', () => {
    forAll((wanted, world, memory) => {
      const { actions } = forecast(wanted, world, memory, NOW, BUILD);
      expectAcyclic(actions);
    });
  });

  it('once carried out leaves nothing to do: the second plan is empty (I17)', () => {
    forAll((wanted) => {
      const empty: Observed = {
        instances: { process: known([]), docker: known([]) },
        facilities: { networks: [], volumes: [], images: {} },
        probes: {},
        listening: known([]),
        holders: [],
        intruders: {},
        frontDoors: [],
        claims: { ports: [], frontDoors: [], routes: [] },
        operations: [],
      };
      const { actions, problems } = forecast(wanted, empty, EMPTY_MEMORY, NOW, BUILD);
      const held = new Set(wanted.stopped);
      const starts = actions.filter(({ type }) => type === 'StartInstance').map(({ target }) => target);
      expect(new Set(starts).size).toBe(starts.length);
      if (wanted.deleting) return;
      const waits = (name: string, path: readonly string[] = []): boolean => {
        const service = wanted.spec.services.find((each) => each.name === name);
        if (!service || path.includes(name)) return false;
        const isIdle = held.has(name) || service.replicas === 0;
        return isIdle || service.dependsOn.some((dependency) => waits(dependency.name, [...path, name]));
      };
      const wantedStarts = wanted.spec.services.flatMap(({ name, replicas }) =>
        waits(name) ? [] : Array.from({ length: replicas }, (_, slot) => `service/${name}[${slot}]`),
      );
      expect(starts.toSorted()).toEqual(wantedStarts.toSorted());
      // Whoever waits for what is not to run is named.
      const inTheWay = problems.map((text) => /^service (\S+): waits for /.exec(text)?.[1] ?? text);
      expect(inTheWay.filter((name) => !waits(name))).toEqual([]);
    });
  });
});

function expectAcyclic(actions: readonly Action[]): void {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    expect(path).not.toContain(id);
    if (done.has(id)) return;
    for (const dependency of byId.get(id)?.dependsOn ?? []) visit(dependency, [...path, id]);
    done.add(id);
  };
  for (const { id } of actions) visit(id, []);
}
