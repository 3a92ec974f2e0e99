import type { Service, StackStatus } from '../../controller/api/generated/resource.ts';
import { describe } from './describe.ts';
import { watchEngine } from './engine-invariants.ts';
import { expected, type Intent } from './intent.ts';
import type { ServiceRun } from './programs.ts';
import { SECRET, STATE, uidOf } from './place.ts';
import type { World } from './world.ts';

/** How old the knowledge may be on which something was decided while faults happen, in milliseconds. */
const STALE = 40_000;

export interface WatchOptions {
  /** Current intents by stack name; what was accepted last counts. */
  readonly intents: () => readonly Intent[];
  /** Nothing but the controller changes the machine: then what was decided must hold to the letter, not only lately. */
  readonly strict: boolean;
}

export interface Watch {
  readonly broken: string[];
  /** To be called after a reboot, which ends strangers, too. */
  readonly replant: () => void;
}

/** Looks after every effect, and whenever a command begins, whether a promise of design §9 is broken; throws if so. */
export function watchInvariants(world: World, { intents, strict }: WatchOptions): Watch {
  const broken: string[] = [];
  world.disk.makeFolder('/home/user');
  world.disk.write('/home/user/notes', 'mine');
  let strangers = plantStrangers(world);
  const fail = (invariant: string, detail: string): void => {
    broken.push(`${invariant}: ${detail}`);
    world.note(`BROKEN ${invariant}: ${detail}`);
  };
  const engine = watchEngine(world, intents, fail);
  const servicesOf = (marker: string): readonly Service[] => {
    const intent = intents().find(({ stack }) => marker.startsWith(`${uidOf(stack.metadata.name)}/`));
    return intent?.stack.spec.services ?? [];
  };
  const since = strict ? 0 : STALE;
  const wasReady = (run: ServiceRun): boolean => world.programs.isReady(run) || run.readyUntil >= world.passed - since;

  world.programs.onBegin = (run) => {
    const others = world.programs.living().filter((other) => other !== run);
    const twin = others.find(({ marker }) => marker === run.marker);
    if (twin) fail('I4', `${run.marker} runs twice`);
    const services = servicesOf(run.marker);
    const service = services.find(({ name }) => name === run.service);
    const uid = run.marker.split('/')[0] ?? '';
    const inSlot = others.filter(
      (other) => other.marker.startsWith(`${uid}/`) && other.service === run.service && other.slot === run.slot,
    );
    const isReplaced = service?.update.order !== 'StartFirst';
    if (service && isReplaced && inSlot.length > 0) fail('I4', `two of ${run.service}[${run.slot}] run`);
    const told = run.container?.env.API;
    if (
      strict &&
      told !== undefined &&
      !others.some(({ service: other, port }) => other === 'api' && told.endsWith(`:${port}`))
    )
      fail('I5', `${run.service}[${run.slot}] is told that the api is at ${told}`);
    // The shim takes a moment from the decision to the command.
    const known = world.programs.runs.filter(({ marker }) => marker.startsWith(`${uid}/`));
    for (const { name, condition } of service?.dependsOn ?? []) {
      const dependency = known.filter((other) => other.service === name);
      const holds =
        condition === 'Completed'
          ? dependency.some(({ code }) => code === 0)
          : dependency.some((other) => (condition === 'Started' ? true : wasReady(other)));
      const declared = services.find((other) => other.name === name);
      if (!holds && !declared?.external) fail('I5', `${run.service} begins before ${name} is ${condition}`);
    }
  };

  world.hooks.beforeEffect = (name) => {
    engine.before(name);
    const [verb, signal, , target = ''] = name.split(' ');
    if (verb !== 'signal') return;
    if (!/^[0-9a-f-]{36}\//.test(target) && !/^\d+$/.test(target)) fail('I7', `${name} goes to somebody else`);
    const run = world.programs.living().find(({ marker }) => marker === target);
    if (!run || signal === undefined) return;
    const table = world.doors.tableOf(target.split('/')[0] ?? '');
    const endpoints = table?.routes.flatMap(({ backends }) => backends.flatMap((each) => each.endpoints)) ?? [];
    if (endpoints.some((endpoint) => world.programs.isAt(run, endpoint)) && world.programs.isReady(run))
      fail('I12', `${name} while the front door still sends requests there`);
  };

  world.hooks.afterEffect = (name) => {
    engine.after(name);
    if (name.startsWith('apisix ')) for (const detail of world.apisix.broken()) fail(detail.slice(0, 3), detail);
    const [, pushed] = /^front-door push \S+ (\S+)/.exec(name) ?? [];
    if (pushed !== undefined) checkTables(world, pushed, wasReady, fail);
    for (const [pid, { startTime }] of strangers) {
      if (world.machine.processes.get(pid)?.startTime !== startTime) fail('I1', `${name} ended the stranger ${pid}`);
    }
    if (world.disk.stat('/home/user/notes') === undefined) fail('I15', `${name} touched a file of somebody else`);
    const [verb, path = ''] = name.split(' ');
    if (verb === 'remove' && !/^\/state\/(run|stacks|originals)\/[0-9a-f-]{36}(\/|$)/.test(path)) fail('I15', name);
  };

  world.hooks.onWrite = (path, text, mode = 0o600) => {
    if (text.includes(SECRET)) {
      const mayHold = path.endsWith('/stack.json') || path.endsWith('/launch.json');
      if (!mayHold || (mode & 0o077) !== 0) fail('I22', `the secret is written to ${path} (${mode.toString(8)})`);
    }
    if (path.endsWith('/memory.json') && text.length > 64 * 1024) fail('I23', `${path} has ${text.length} bytes`);
    if (path.endsWith('/status.json')) checkStatus(world, path, text, intents(), strict, fail);
  };
  return {
    broken,
    replant: () => {
      strangers = plantStrangers(world);
    },
  };
}

/** Processes of other people, among them one that looks almost like ours. */
function plantStrangers(world: World): Map<number, { startTime: string }> {
  const envs: Record<string, string>[] = [
    {},
    { QBTC_MARKER: '00000000-0000-4000-8000-000000000000/qbtc-shop-api-0-x' },
  ];
  const pids = envs.map((env) => world.machine.start(() => undefined, { argv: ['serve', 'api', 'v1', '0', '1'], env }));
  return new Map(pids.map((pid) => [pid, { startTime: world.machine.processes.get(pid)?.startTime ?? '' }]));
}

/** The table of the stack leads to healthy replicas only, and at most once to each slot (I4, I6). */
function checkTables(world: World, uid: string, wasReady: (run: ServiceRun) => boolean, fail: Fail): void {
  for (const door of world.doors.doors.values()) {
    for (const { endpoints, service } of door.tables.get(uid)?.routes.flatMap(({ backends }) => backends) ?? []) {
      const runs = endpoints.map((endpoint) => world.programs.lastAt(uid, service, endpoint));
      const stray = runs.find((run) => !run || !wasReady(run));
      if (runs.includes(undefined) || stray) fail('I6', `the table sends ${service} to one that is not healthy`);
      const slots = runs.map((run) => run?.slot);
      if (new Set(slots).size < slots.length) {
        const served = runs.map(
          (run) => `${run?.slot ?? '?'} ${run?.marker.split('/')[1] ?? '?'} at ${run?.port ?? '?'}`,
        );
        fail('I4', `two replicas of one slot of ${service} serve: ${served.join(', ')}`);
      }
    }
  }
}

/** Ready is said only of what is so, at the generation that was accepted last (I21). */
function checkStatus(
  world: World,
  path: string,
  text: string,
  intents: readonly Intent[],
  strict: boolean,
  fail: Fail,
): void {
  const status = JSON.parse(text) as StackStatus;
  if (!status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')) return;
  const intent = intents.find(({ stack }) => path === `${STATE}/stacks/${uidOf(stack.metadata.name)}/status.json`);
  if (!intent || !world.isHeard) return;
  const kept = world.disk.read(path.replace('status.json', 'stack.json'))?.toString() ?? '{}';
  const { generation } = JSON.parse(kept) as { generation?: number };
  // A pass that began before the last acceptance speaks of the generation that it looked at.
  if (status.observedGeneration !== generation || !strict) return;
  const { name } = intent.stack.metadata;
  const isThis = (line: string): boolean => !line.startsWith(`${name} is `);
  const [found, wanted] = [describe(world, name).filter(isThis), expected(intent).filter(isThis)];
  if (found.join('\n') !== wanted.join('\n')) fail('I21', `Ready, but it is so: ${found.join('; ')}`);
}

export type Fail = (invariant: string, detail: string) => void;

/** Everything that people or programs can see of the controller, searched for the planted secret (I22). */
export function leaks(world: World): string[] {
  const places: string[] = [...world.history, ...world.logged];
  for (const { argv } of world.machine.processes.values()) places.push(argv.join(' '));
  // The environment of a container is the one place of the engine where it belongs.
  for (const { name, argv, request } of world.engine.containers.values())
    places.push([name, ...argv, JSON.stringify(request.Labels)].join(' '));
  for (const [path, text] of Object.entries(world.disk.snapshot())) {
    if (!path.includes('/stack.json') && !path.includes('/launch.json')) places.push(`${path}: ${text}`);
  }
  return places.filter((place) => place.includes(SECRET));
}
