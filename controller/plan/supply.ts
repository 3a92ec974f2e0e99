import type { Facilities, NetworkNeed, VolumeNeed } from '../api/facilities.ts';
import type { DockerSpec, Service } from '../api/generated/resource.ts';
import type { Memory } from '../api/memory.ts';
import type { Action, Desired, Observed, Problem } from '../api/plan.ts';
import { membershipsOf } from '../spec/networks.ts';
import type { DecisionContext, Hindrance } from './decision.ts';

/** For how long an image that was pulled counts as the newest there is, in milliseconds: as long as it takes to begin with it. */
const FRESH = 60_000;
/** How often a pull that is under way is looked at, for its progress; milliseconds. */
const PULL_POLL = 1000;

export interface SupplyContext extends Pick<DecisionContext, 'now' | 'inFlight' | 'failure'> {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly memory: Memory;
  /** The networks that the stack wants. */
  readonly networks: readonly NetworkNeed[];
}

/**
 * What the containers of a stack need beside themselves. Networks and volumes are made in the same plan that starts what needs them;
 * an image is pulled first, and its service is started once it was seen to be there.
 */
export class Supply {
  readonly #context: SupplyContext;
  readonly #facilities: Facilities | undefined;
  readonly #missing = new Map<string, Action>();
  readonly #pulls = new Map<string, Action>();
  readonly #volumes: readonly VolumeNeed[];

  constructor(context: SupplyContext) {
    this.#context = context;
    this.#facilities = context.observed.facilities;
    this.#volumes = context.desired.spec.docker?.volumes ?? [];
    if (!this.#facilities) return;
    const { networks, volumes } = this.#facilities;
    for (const network of context.networks)
      if (!networks.some(({ name }) => name === network.name))
        this.#missing.set(key('network', network.name), create(network));
    for (const volume of this.#volumes)
      if (!volumes.some(({ name }) => name === volume.name))
        this.#missing.set(key('volume', volume.name), createVolume(volume));
    const { spec, strategy } = context.desired;
    for (const { name, docker } of spec.services) {
      // Whoever asks for the fallback asks for nothing of APISIX.
      const isUnwanted = spec.strategy === 'Fallback' && name in strategy.skipped;
      if (docker && !isUnwanted) this.#fetch(docker);
    }
  }

  /** Ids of the actions of this plan that must have succeeded before an instance of the service is created, started or repaired. */
  before(service: Service): string[] {
    return needsOf(service, this.#context.networks).flatMap((need) => this.#missing.get(need)?.id ?? []);
  }

  /** Why no instance of the service can be created now; asks for what it lacks. */
  lack(service: Service): Hindrance | undefined {
    const { docker } = service;
    if (!docker) return undefined;
    const { image, pullPolicy } = docker;
    const isHere = this.#facilities?.images[image] !== undefined;
    if (pullPolicy === 'Never' && !isHere) {
      const message = `the image ${image} is not here, and pullPolicy is Never; build or load it`;
      return { phase: 'Blocked', reason: 'ImageMissing', message };
    }
    const stale = pullPolicy === 'Always' && !this.#isFresh(image);
    if (stale) this.#pull(image, 'it is pulled before every start');
    return (
      (stale || !isHere ? this.#waitFor(pullId(image), `its image ${image} to be pulled`) : undefined) ??
      this.#held(service)
    );
  }

  /** Waiting for what of its networks and volumes is not there yet; undefined when all are. */
  beingMade(service: Service): Hindrance | undefined {
    const [missing] = needsOf(service, this.#context.networks).filter((need) => this.#missing.has(need));
    if (missing === undefined) return undefined;
    return { phase: 'Waiting', reason: 'Creating', message: `waits for ${missing.replace('/', ' ')} to be created` };
  }

  /** The id of the image that a reference means; undefined when it is not here. */
  imageId(reference: string): string | undefined {
    return this.#facilities?.images[reference];
  }

  get actions(): readonly Action[] {
    return [...this.#missing.values(), ...this.#pulls.values(), ...this.#leftovers()];
  }

  get problems(): readonly Problem[] {
    return this.#context.networks.flatMap((wanted) => {
      const found = this.#facilities?.networks.find(({ name }) => name === wanted.name);
      const differs = found && difference(wanted, found);
      if (differs === undefined) return [];
      const message = `network ${wanted.name} ${differs}; remove it (\`docker network rm\`) or change the declaration`;
      return [{ reason: 'NetworkDiffers', target: `network/${wanted.name}`, message }];
    });
  }

  get wakeAt(): number | undefined {
    const pulling = [...this.#context.inFlight].some((id) => id.startsWith(pullId('')));
    return pulling ? this.#context.now + PULL_POLL : undefined;
  }

  /** Pulls what is not here, before anything waits for it; what is always to be the newest also when somebody asks for a look. */
  #fetch({ image, pullPolicy }: DockerSpec): void {
    if (pullPolicy === 'Never') return;
    if (this.#facilities?.images[image] === undefined) this.#pull(image, 'it is not here');
    else if (pullPolicy === 'Always' && this.#context.observed.asked) this.#pull(image, 'there may be a newer one');
  }

  #pull(image: string, cause: string): void {
    if (this.#pulls.has(image)) return;
    const target = `image/${image}`;
    this.#pulls.set(image, { type: 'PullImage', image, id: pullId(image), target, cause, dependsOn: [] });
  }

  #isFresh(image: string): boolean {
    const pulledAt = this.#context.memory.volatile.pulled?.[image];
    return pulledAt !== undefined && this.#context.now - pulledAt < FRESH;
  }

  /** The first thing that the service needs and that could not be made. */
  #held(service: Service): Hindrance | undefined {
    for (const id of this.before(service)) {
      const failure = this.#context.failure(id);
      if (failure) return { phase: 'Backoff', reason: failure.code, message: failure.message };
    }
    return undefined;
  }

  #waitFor(id: string, what: string): Hindrance {
    const failure = this.#context.failure(id);
    if (failure) return { phase: 'Backoff', reason: failure.code, message: failure.message };
    return { phase: 'Waiting', reason: 'Pulling', message: `waits for ${what}` };
  }

  /** Networks that were made for the stack and that nothing of it wants or uses any more. Volumes stay (I15). */
  #leftovers(): Action[] {
    const { networks, observed } = this.#context;
    const used = new Set(networks.map(({ name }) => name));
    for (const found of Object.values(observed.instances))
      for (const { launch } of found.known ? found.value : [])
        for (const { name } of launch.networks ?? []) used.add(name);
    const left = this.#facilities?.networks.filter(({ name, ours }) => ours && !used.has(name)) ?? [];
    return left.map(({ name }) => removeNetwork(name, 'the stack does not declare it any more'));
  }
}

/** What a deletion removes once nothing uses it any more: networks of the stack, and volumes that are to go with it. */
export function removals({ spec }: Desired, { facilities }: Observed, cause: string): Action[] {
  if (!facilities) return [];
  const reclaimed = new Set(spec.docker?.volumes.filter(({ reclaim }) => reclaim === 'Delete').map(({ name }) => name));
  const volumes = facilities.volumes.filter(({ name, ours }) => ours && reclaimed.has(name));
  return [
    ...facilities.networks.filter(({ ours }) => ours).map(({ name }) => removeNetwork(name, cause)),
    ...volumes.map(({ name }): Action => {
      const target = `volume/${name}`;
      return { type: 'RemoveVolume', volume: name, id: `volume/remove/${name}`, target, cause, dependsOn: [] };
    }),
  ];
}

function needsOf(service: Service, networks: readonly NetworkNeed[]): string[] {
  const volumes = service.docker?.volumes.flatMap(({ volume }) => volume ?? []) ?? [];
  return [
    ...membershipsOf(service, networks).map(({ name }) => key('network', name)),
    ...volumes.map((name) => key('volume', name)),
  ];
}

function difference(wanted: NetworkNeed, found: Facilities['networks'][number]): string | undefined {
  if (wanted.subnet !== undefined && !found.subnets.includes(wanted.subnet))
    return `has the subnet ${found.subnets.join(', ') || 'of another driver'} instead of ${wanted.subnet}`;
  if (wanted.internal !== found.internal)
    return wanted.internal ? 'has a way to the outside' : 'has no way to the outside';
  return undefined;
}

const key = (kind: 'network' | 'volume', name: string): string => `${kind}/${name}`;
const pullId = (image: string): string => `image/pull/${image}`;
const CAUSE = 'it does not exist';

const create = (network: NetworkNeed): Action => {
  const target = key('network', network.name);
  return { type: 'CreateNetwork', network, id: `network/create/${network.name}`, target, cause: CAUSE, dependsOn: [] };
};

const createVolume = (volume: VolumeNeed): Action => {
  const target = key('volume', volume.name);
  return { type: 'CreateVolume', volume, id: `volume/create/${volume.name}`, target, cause: CAUSE, dependsOn: [] };
};

const removeNetwork = (name: string, cause: string): Action => {
  return {
    type: 'RemoveNetwork',
    network: name,
    id: `network/remove/${name}`,
    target: key('network', name),
    cause,
    dependsOn: [],
  };
};
