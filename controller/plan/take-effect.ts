import type { Facilities } from '../api/facilities.ts';
import { addressKey, type FrontDoorState, sameAddress } from '../api/front-door.ts';
import type { GatewayObject } from '../api/gateway.ts';
import { known } from '../api/observation.ts';
import { runtimeOf, type Action, type Desired, type FrontDoorObservation, type Observed } from '../api/plan.ts';
import type { Address, Instance, Launch } from '../api/runtime.ts';
import { connectHost } from '../routing/addresses.ts';

/** Longer than any time that a planner waits for, in milliseconds. */
const LONG_AGO = 3_600_000;

/** The world after an effect that went well. */
export function takeEffect(world: Observed, action: Action, desired: Desired, now: number, build: string): Observed {
  switch (action.type) {
    case 'StartInstance': {
      const { launch } = action;
      const id = `${desired.stack.uid}/${launch.service.name}/${launch.slot}/${launch.revision}`;
      return healthy(withInstance(world, startedInstance(id, launch, now)), id);
    }
    case 'AdoptInstance': {
      const { candidate, launch } = action;
      const { imageId, state } = candidate;
      const runs = state === 'running';
      const started = startedInstance(candidate.id, launch, now);
      const instance: Instance = {
        ...started,
        ...(runs ? {} : { state: 'Exited', exit: { code: undefined, signal: undefined, at: now } }),
        adopted: true,
        imageId,
      };
      const candidates = world.candidates?.filter(({ container }) => container.id !== candidate.id) ?? [];
      const adopted = withInstance({ ...world, candidates }, instance);
      return runs ? healthy(adopted, instance.id) : adopted;
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
    case 'ReleaseInstance':
      return change(world, action.instance, () => undefined);
    case 'RepairInstance':
      return change(world, action.instance, ({ deviations: _, ...instance }) => instance);
    case 'CreateNetwork':
    case 'RemoveNetwork':
    case 'CreateVolume':
    case 'RemoveVolume':
    case 'PullImage':
      return { ...world, facilities: supplied(world.facilities ?? NOTHING, action) };
    case 'StartFrontDoor':
    case 'UpgradeFrontDoor':
      return changeFrontDoor(world, action.address, (state) => ({
        ...(state ?? emptyFrontDoor(action.address)),
        build,
      }));
    case 'PushRoutes':
      return changeFrontDoor(world, action.address, (state) => {
        const running = state ?? emptyFrontDoor(action.address);
        const { standIn } = action.table.gateway ?? {};
        return {
          ...running,
          tables: { ...running.tables, [desired.stack.uid]: action.table.hash },
          standIns: standIn ? { [addressKey(standIn)]: '' } : {},
        };
      });
    case 'PermitGateway':
      return changeFrontDoor(world, action.address, (state) => {
        const path = state?.gateways?.[desired.stack.uid];
        if (!state || !path) return state;
        return { ...state, gateways: { ...state.gateways, [desired.stack.uid]: { ...path, permitted: true } } };
      });
    case 'WithdrawRoutes':
      return changeFrontDoor(world, action.address, (state) => {
        if (!state) return undefined;
        const { [desired.stack.uid]: _, ...tables } = state.tables;
        return { ...state, tables };
      });
    case 'StopFrontDoor':
      return changeFrontDoor(world, action.address, () => undefined);
    case 'PutGatewayObject':
    case 'AdoptGatewayObject':
      return changeGateway(world, action.object, [action.object]);
    case 'RemoveGatewayObject':
    case 'ReleaseGatewayObject':
      return changeGateway(world, action.object, []);
    case 'ConfigureGateway':
    case 'Purge':
    case 'ForgetStack':
      return world;
  }
}

function changeGateway(world: Observed, object: GatewayObject, instead: readonly GatewayObject[]): Observed {
  if (!world.gateway?.known) return world;
  const { value } = world.gateway;
  const others = value.objects.filter(({ kind, id }) => kind !== object.kind || id !== object.id);
  return { ...world, gateway: known({ ...value, objects: [...others, ...instead] }) };
}

const NOTHING: Facilities = { networks: [], volumes: [], images: {} };

function supplied(facilities: Facilities, action: Action): Facilities {
  const { networks, volumes, images } = facilities;
  switch (action.type) {
    case 'CreateNetwork': {
      const { name, subnet, internal } = action.network;
      const network = { id: name, name, ours: true, subnets: subnet === undefined ? [] : [subnet], internal };
      return { ...facilities, networks: [...networks, network] };
    }
    case 'RemoveNetwork':
      return { ...facilities, networks: networks.filter(({ name }) => name !== action.network) };
    case 'CreateVolume':
      return { ...facilities, volumes: [...volumes, { name: action.volume.name, ours: true }] };
    case 'RemoveVolume':
      return { ...facilities, volumes: volumes.filter(({ name }) => name !== action.volume) };
    case 'PullImage':
      return { ...facilities, images: { ...images, [action.image]: images[action.image] ?? action.image } };
    default:
      return facilities;
  }
}

/** An instance that has run well for a while; a task that has completed. */
function startedInstance(id: string, launch: Launch, now: number): Instance {
  const { service, slot, revision } = launch;
  const addresses = Object.entries(launch.ports).map(([name, port]): [string, Address] => {
    const listen = service.ports.find((declared) => declared.name === name)?.hostAddress ?? '127.0.0.1';
    return [name, { host: connectHost(listen), port }];
  });
  return {
    id,
    service: service.name,
    slot,
    revision,
    launch,
    state: service.oneShot ? 'Exited' : 'Running',
    run: 1,
    startedAt: now - LONG_AGO,
    stoppingSince: undefined,
    exit: service.oneShot ? { code: 0, signal: undefined, at: now } : undefined,
    ...(service.docker ? { check: { state: 'Healthy', command: [], message: '' } as const } : {}),
    readyLogSeen: service.process?.readyLog === undefined ? undefined : true,
    addresses: Object.fromEntries(addresses),
    pid: undefined,
    strays: [],
    cwd: '/',
    env: {},
  };
}

function withInstance(world: Observed, instance: Instance): Observed {
  const kind = runtimeOf(instance.launch.service);
  const others = world.instances[kind]?.known ? world.instances[kind].value : [];
  return { ...world, instances: { ...world.instances, [kind]: known([...others, instance]) } };
}

const healthy = (world: Observed, id: string): Observed => {
  const { [id]: _, ...intruders } = world.intruders;
  return { ...world, intruders, probes: { ...world.probes, [id]: { health: 'Healthy', lastResult: undefined } } };
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
    const state = edit(frontDoor.state.known ? frontDoor.state.value : undefined);
    return { address, state: known(state), ...(state ? { recorded: true as const } : {}) };
  });
  return { ...world, frontDoors };
}

const emptyFrontDoor = (listening: FrontDoorState['listening']): FrontDoorState => {
  return { pid: 0, build: '', listening, tables: {}, inFlight: {}, requests: {} };
};
