import type { FrontDoorState } from '../api/front-door.ts';
import type { Memory } from '../api/memory.ts';
import { known } from '../api/observation.ts';
import { runtimeOf, type Action, type Desired, type FrontDoorObservation, type Observed } from '../api/plan.ts';
import type { Instance } from '../api/runtime.ts';
import { connectHost } from './view.ts';
import { sameAddress } from './front-door.ts';
import { plan } from './plan.ts';

/** More passes than any stack needs: a rollout takes about five for each replica. */
const MAX_PASSES = 10_000;

export interface Forecast {
  /** Everything that would be done, in order; what a later action waits for is in its `dependsOn`. */
  readonly actions: readonly Action[];
  /** What would be in the way. */
  readonly problems: readonly string[];
}

/**
 * What the loop would do from here, if every effect succeeded at once and everything that is started got healthy: the planner
 * itself, run again and again on the world that its actions would make.
 */
export function forecast(desired: Desired, observed: Observed, memory: Memory, now: number, build: string): Forecast {
  const actions: Action[] = [];
  let world = observed;
  let remembered = memory;
  let time = now;
  let previous: readonly Action[] = [];
  const problems = new Set<string>();
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const result = plan(desired, world, remembered, time, build);
    if (pass === 0) for (const text of problemsOf(result.plan)) problems.add(text);
    remembered = result.memory;
    const fresh = result.plan.actions;
    if (fresh.length === 0) {
      const wakeAt = result.plan.wakeAt;
      if (wakeAt === undefined || wakeAt <= time || problemsOf(result.plan).length > 0) break;
      time = wakeAt;
      if (pass > actions.length * 2 + 50) break;
      continue;
    }
    append(actions, fresh, previous);
    previous = fresh;
    if (fresh.some(({ type }) => type === 'ForgetStack')) break;
    for (const action of fresh) world = takeEffect(world, action, desired, time, build);
  }
  return { actions, problems: [...problems] };
}

/**
 * Adds the actions of one pass: they wait for those of the pass before. What would be done several times (routes are pushed as
 * replicas get healthy one after another) is listed once, where it is done last.
 */
function append(actions: Action[], fresh: readonly Action[], previous: readonly Action[]): void {
  const again = new Set(fresh.map(({ id }) => id));
  const before = actions.filter(({ id }) => !again.has(id));
  const kept = before.map((action) => ({ ...action, dependsOn: action.dependsOn.filter((id) => !again.has(id)) }));
  const after = previous.map(({ id }) => id).filter((id) => !again.has(id));
  actions.splice(
    0,
    actions.length,
    ...kept,
    ...fresh.map((action) => ({ ...action, dependsOn: [...new Set([...action.dependsOn, ...after])] })),
  );
}

const problemsOf = ({ services, problems }: ReturnType<typeof plan>['plan']): string[] => [
  ...services.filter(({ phase }) => phase === 'Blocked').map(({ name, message }) => `service ${name}: ${message}`),
  ...problems.map(({ target, message }) => `${target}: ${message}`),
];

/** The world after an effect that went well. */
function takeEffect(world: Observed, action: Action, desired: Desired, now: number, build: string): Observed {
  switch (action.type) {
    case 'StartInstance': {
      const { launch } = action;
      const id = `${desired.stack.uid}/${launch.service.name}/${launch.slot}/${launch.revision}`;
      const addresses = Object.entries(launch.ports).map(([name, port]) => {
        const host = launch.service.ports.find((declared) => declared.name === name)?.hostAddress ?? '127.0.0.1';
        return [name, { host: connectHost(host), port }];
      });
      const instance: Instance = {
        id,
        service: launch.service.name,
        slot: launch.slot,
        revision: launch.revision,
        launch,
        state: launch.service.oneShot ? 'Exited' : 'Running',
        run: 1,
        startedAt: now - 3_600_000,
        stoppingSince: undefined,
        exit: launch.service.oneShot ? { code: 0, signal: undefined, at: now } : undefined,
        readyLogSeen: launch.service.process?.readyLog === undefined ? undefined : true,
        addresses: Object.fromEntries(addresses),
        pid: undefined,
        strays: [],
        cwd: '/',
        env: {},
      };
      const kind = runtimeOf(launch.service);
      const others = world.instances[kind]?.known ? world.instances[kind].value : [];
      return healthy({ ...world, instances: { ...world.instances, [kind]: known([...others, instance]) } }, id);
    }
    case 'RestartInstance':
      return healthy(
        change(world, action.instance, (instance) => {
          const { oneShot } = instance.launch.service;
          const exit = oneShot ? { code: 0, signal: undefined, at: now } : undefined;
          return {
            ...instance,
            state: oneShot ? 'Exited' : 'Running',
            run: instance.run + 1,
            exit,
            stoppingSince: undefined,
            strays: [],
          };
        }),
        action.instance,
      );
    case 'StopInstance':
      return change(world, action.instance, (instance) => {
        return { ...instance, state: 'Exited', stoppingSince: now, exit: { code: 0, signal: undefined, at: now } };
      });
    case 'KillInstance':
      return change(world, action.instance, (instance) => ({
        ...instance,
        state: 'Exited',
        strays: [],
        exit: { code: 137, signal: 'SIGKILL', at: now },
      }));
    case 'RemoveInstance':
      return change(world, action.instance, () => undefined);
    case 'StartFrontDoor':
    case 'UpgradeFrontDoor':
      return changeFrontDoor(world, action.address, (state) => ({
        ...(state ?? emptyFrontDoor(action.address)),
        build,
      }));
    case 'PushRoutes':
      return changeFrontDoor(world, action.address, (state) => {
        const running = state ?? emptyFrontDoor(action.address);
        return { ...running, tables: { ...running.tables, [desired.stack.uid]: action.table.hash } };
      });
    case 'WithdrawRoutes':
      return changeFrontDoor(world, action.address, (state) => {
        if (!state) return undefined;
        const { [desired.stack.uid]: _, ...tables } = state.tables;
        return { ...state, tables };
      });
    case 'StopFrontDoor':
      return changeFrontDoor(world, action.address, () => undefined);
    case 'Purge':
    case 'ForgetStack':
      return world;
  }
}

const healthy = (world: Observed, id: string): Observed => {
  return { ...world, probes: { ...world.probes, [id]: { health: 'Healthy', lastResult: undefined } } };
};

function change(world: Observed, id: string, edit: (instance: Instance) => Instance | undefined): Observed {
  const instances = Object.fromEntries(
    Object.entries(world.instances).map(([kind, found]) => {
      if (!found.known) return [kind, found];
      return [kind, known(found.value.flatMap((instance) => (instance.id === id ? (edit(instance) ?? []) : instance)))];
    }),
  );
  return { ...world, instances };
}

function changeFrontDoor(
  world: Observed,
  address: FrontDoorState['listening'],
  edit: (state: FrontDoorState | undefined) => FrontDoorState | undefined,
): Observed {
  const present = world.frontDoors.some((frontDoor) => sameAddress(frontDoor.address, address));
  const all: readonly FrontDoorObservation[] = present
    ? world.frontDoors
    : [...world.frontDoors, { address, state: known(undefined) }];
  const frontDoors = all.map((frontDoor) => {
    if (!sameAddress(frontDoor.address, address)) return frontDoor;
    return { address, state: known(edit(frontDoor.state.known ? frontDoor.state.value : undefined)) };
  });
  return { ...world, frontDoors };
}

const emptyFrontDoor = (listening: FrontDoorState['listening']): FrontDoorState => {
  return { pid: 0, build: '', listening, tables: {}, inFlight: {}, requests: {} };
};
