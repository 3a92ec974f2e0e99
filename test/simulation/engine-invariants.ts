import { LABELS } from '../../controller/api/labels.ts';
import { requestFor } from '../contract/engine.ts';
import type { SimulatedContainer } from '../fakes/simulated-container.ts';
import { isRetained } from './describe.ts';
import type { Intent } from './intent.ts';
import type { Fail } from './invariants.ts';
import { INSTALLATION, STATE, uidOf } from './place.ts';
import type { World } from './world.ts';

/** How long after an engine went away something may still be ended that was decided before, in milliseconds. */
const UNAWARE = 10_000;
/** Calls to one target within five seconds: one a second, and what is tried at once. */
const BURST = 7;

const ENDINGS: ReadonlySet<string> = new Set(['stop', 'send', 'remove', 'remove-network', 'remove-volume']);

export interface EngineWatch {
  /** To be called before and after each effect, with its name. */
  readonly before: (name: string) => void;
  readonly after: (name: string) => void;
}

/** Looks at an engine for broken promises: who is touched, what is ended, how often it is asked. */
export function watchEngine(world: World, intents: () => readonly Intent[], fail: Fail): EngineWatch {
  const { engine } = world;
  const strangers = plantContainers(world);
  const retained = new Set<string>();
  const calls = new Map<string, number[]>();
  let goneSince: number | undefined;
  const isOurs = (labels: Readonly<Record<string, string>>): boolean =>
    labels[LABELS.installation] === INSTALLATION.id &&
    intents().some(({ stack }) => labels[LABELS.uid] === uidOf(stack.metadata.name));

  engine.onCall = (call) => {
    const now = world.passed;
    if (engine.power.mode === 'up') goneSince = undefined;
    else goneSince ??= now;
    const [verb = ''] = call.split(' ');
    if (goneSince !== undefined && now - goneSince > UNAWARE && ENDINGS.has(verb))
      fail('I2', `${call} although the engine has not answered for ${now - goneSince} ms`);
    const last = [...(calls.get(call) ?? []), now].slice(-BURST);
    calls.set(call, last);
    if (last.length === BURST && now - (last[0] ?? 0) < 5000)
      fail('I23', `${call} was asked ${BURST} times within 5 s`);
  };

  return {
    before: (name) => {
      const [system, verb = '', target = ''] = name.split(' ');
      const forgotten = /^remove \/state\/stacks\/([^/]+)\/stack\.json$/.exec(name)?.[1];
      if (forgotten !== undefined && isLeft(world, forgotten)) fail('I18', `${name} while something is left of it`);
      if (system !== 'docker') return;
      const container = engine.find(target);
      const network = engine.networks.find(target);
      if (verb === 'remove-network' && network && !isOurs(network.labels)) fail('I1', name);
      if (verb === 'remove-volume' && !isOurs(engine.volumes.get(target) ?? {})) fail('I1', name);
      if (container && verb !== 'create' && !isOurs(container.request.Labels)) fail('I1', name);
      if (container && ENDINGS.has(verb)) checkServing(world, container, name, fail);
    },
    after: (name) => {
      for (const run of world.programs.living()) if (run.container) world.programs.touch(run);
      for (const volume of engine.volumes.keys()) if (isRetained(volume)) retained.add(volume);
      for (const volume of retained) if (!engine.volumes.has(volume)) fail('I15', `${name} removed volume ${volume}`);
      for (const [container, what] of strangers) {
        if (describeStranger(world, container) === what) continue;
        fail('I1', `${name} changed the container ${what}`);
        strangers.delete(container);
      }
    },
  };
}

/** No container is ended while requests are sent to it (I12). */
function checkServing(world: World, container: SimulatedContainer, name: string, fail: Fail): void {
  const run = world.programs.living().find((candidate) => candidate.container === container);
  if (!run || !world.programs.isReady(run)) return;
  const table = world.doors.tableOf(run.marker.split('/')[0] ?? '');
  // An address that another service had before it may still be in the table, as that of the other one.
  const backends = table?.routes.flatMap((route) => route.backends) ?? [];
  const endpoints = backends.filter(({ service }) => service === run.service).flatMap((backend) => backend.endpoints);
  if (endpoints.some((endpoint) => world.programs.isAt(run, endpoint)))
    fail('I12', `${name} while the front door still sends requests there`);
}

/** Whether anything of a stack is left that its deletion has to remove. */
const isLeft = ({ disk, engine }: World, uid: string): boolean =>
  disk.stat(`${STATE}/stacks/${uid}/stack.json`) !== undefined &&
  ([...engine.containers.values()].some(({ request }) => request.Labels[LABELS.uid] === uid) ||
    engine.networks.list().some(({ labels }) => labels[LABELS.uid] === uid));

/** Containers of other people, among them one that looks almost like ours, in a network and with a volume of theirs. */
function plantContainers(world: World): Map<SimulatedContainer, string> {
  const { engine } = world;
  const image = 'someone/else:1';
  engine.addImage(image);
  engine.createNetwork({ name: 'theirs', subnet: undefined, internal: false, labels: {} });
  const almost = { [LABELS.installation]: INSTALLATION.id, [LABELS.uid]: '00000000-0000-4000-8000-000000000000' };
  const planted = [{}, almost].map((Labels, index) => {
    const networks = { theirs: { Aliases: [] } };
    const request = requestFor(image, ['idle'], { networks, rest: { Labels } });
    const Mounts = [{ Type: 'volume' as const, Source: 'theirs-data', Target: '/data', ReadOnly: false }];
    const HostConfig = { ...request.HostConfig, NetworkMode: 'theirs', Mounts };
    const container = engine.create(`theirs-${index}`, { ...request, HostConfig });
    engine.start(container);
    return container;
  });
  return new Map(planted.map((container) => [container, describeStranger(world, container)]));
}

/** What a controller could change about it; an engine that ends or comes back may have ended it. */
function describeStranger({ engine }: World, container: SimulatedContainer): string {
  const { name, restartPolicy, networks, state } = container;
  const isThere = engine.find(container.id) !== undefined;
  const runs = engine.power.epoch > 0 || state === 'running';
  return [name, restartPolicy, isThere, runs, engine.networks.find('theirs') !== undefined, ...networks.keys()].join(
    ' ',
  );
}
