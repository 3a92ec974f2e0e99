import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import { stackFrom } from '../support/world.ts';
import { describe, expected, handOver, takeDown, wanting, type Intent } from './intent.ts';
import { leaks, watchInvariants } from './invariants.ts';
import { World, keyOf, uidOf } from './world.ts';

/** Versions of the services of the shop. */
export interface Versions {
  readonly db?: string;
  readonly migrate?: string;
  readonly api?: string;
  readonly web?: string;
  readonly replicas?: number;
}

/** How many services depend on one another in a row. */
export const DEPTH = 4;

/** A database, a task, a service with replicas that starts first, one that stops first and has a bare probe, routes to both. */
export function shop(versions: Versions = {}, name = 'shop', base = 5000): QbtcStack {
  const { db = 'v1', migrate = 'v1', api = 'v1', web = 'v1', replicas = 2 } = versions;
  const patience = 'intervalSeconds: 1, timeoutSeconds: 1, failureThreshold: 2, startupGraceSeconds: 3';
  const probe = `{${patience}, http: {path: /, port: http}}`;
  return stackFrom(
    `
healing: {restarts: {max: 3, windowSeconds: 20}, backoff: {initialSeconds: 1, maxSeconds: 4}}
gateway: {frontDoor: {host: 127.0.0.1, port: 9079}}
services:
  - name: db
    process: {command: [serve, db, ${db}, '{{slot}}', '{{port.http}}'], workingDir: /, stopTimeoutSeconds: 2}
    ports: [{name: http, port: ${base}}]
    probe: ${probe}
    update: {order: StopFirst, drainSeconds: 1}
  - name: migrate
    oneShot: true
    dependsOn: [{name: db, condition: Healthy}]
    process: {command: [task, migrate, ${migrate}, '{{slot}}'], workingDir: /}
  - name: api
    replicas: ${replicas}
    dependsOn: [{name: db, condition: Healthy}, {name: migrate, condition: Completed}]
    process:
      command: [serve, api, ${api}, '{{slot}}', '{{port.http}}']
      workingDir: /
      stopTimeoutSeconds: 2
      env: [{name: TOKEN, valueFrom: {env: TOKEN}}]
    ports: [{name: http, port: ${base + 1}, range: ${base + 10}-${base + 19}}]
    probe: ${probe}
    update: {order: StartFirst, drainSeconds: 1}
  - name: web
    dependsOn: [{name: api, condition: Healthy}]
    process: {command: [serve, web, ${web}, '{{slot}}', '{{port.http}}'], workingDir: /, stopTimeoutSeconds: 2}
    ports: [{name: http, port: ${base + 2}, range: ${base + 20}-${base + 29}}]
    probe: {${patience}, tcp: {port: http}}
    update: {order: StopFirst, drainSeconds: 1}
routes:
  - {name: api, paths: [{type: Prefix, value: /${name}/api}], backends: [{service: api, port: http}]}
  - {name: web, paths: [{type: Prefix, value: /${name}}], backends: [{service: web, port: http}]}
`,
    name,
  );
}

export interface Scenario {
  readonly name: string;
  /** What is wanted in the end. */
  readonly intent: Intent;
  /** The end state when it is another than what is wanted. */
  readonly end?: readonly string[];
  /** Brings the machine to where the scenario begins; no controller dies during it. */
  readonly begin: (world: World) => Promise<void>;
  /** What happens then. */
  readonly happen: (world: World) => void;
  /** Passes with actions that the end may take, when no controller dies. */
  readonly passes: number;
  /** How often each task may begin to run. */
  readonly tasks: number;
}

const V1 = wanting(shop());
const up = async (world: World): Promise<void> => {
  handOver(world, V1.stack);
  await reach(world, expected(V1));
};

/** Steps until the shop is in this state and stays so for a moment; throws with the difference when it does not come. */
async function reach(world: World, end: readonly string[], limit = 120_000, name = 'shop'): Promise<void> {
  const wanted = end.join('\n');
  const isThere = (): boolean => world.isHeard && describe(world, name).join('\n') === wanted;
  if (await world.until(isThere, limit)) return;
  throw new Error(`it did not come to\n${wanted}\nbut to\n${describe(world, name).join('\n')}`);
}

const kill = (service: string) => (world: World) => {
  const run = world.programs.living().find((candidate) => candidate.service === service);
  if (run) world.machine.signal(run.pid, 'SIGKILL');
};

const API_V2 = wanting(shop({ api: 'v2' }));
const WEB_V2 = wanting(shop({ web: 'v2' }));
const BAD = wanting(shop({ api: 'bad' }));

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'up',
    intent: V1,
    begin: async () => undefined,
    happen: (world) => {
      handOver(world, V1.stack);
    },
    passes: DEPTH + 2,
    tasks: 1,
  },
  { name: 'a killed service', intent: V1, begin: up, happen: kill('api'), passes: DEPTH + 2, tasks: 0 },
  {
    name: 'a service that was stopped by hand',
    intent: V1,
    begin: up,
    happen: (world) => {
      const run = world.programs.living().find(({ service }) => service === 'db');
      if (run) world.machine.signal(run.pid, 'SIGTERM');
    },
    passes: DEPTH + 2,
    tasks: 0,
  },
  {
    name: 'a rollout that starts first',
    intent: API_V2,
    begin: up,
    happen: (world) => {
      handOver(world, API_V2.stack);
    },
    passes: 12,
    tasks: 0,
  },
  {
    name: 'a rollout that stops first',
    intent: WEB_V2,
    begin: up,
    happen: (world) => {
      handOver(world, WEB_V2.stack);
    },
    passes: 7,
    tasks: 0,
  },
  {
    name: 'a rollout that fails',
    intent: BAD,
    end: expected(V1).map((line) => (line === 'shop is Ready' ? 'shop is not Ready: RolloutReverted' : line)),
    begin: up,
    happen: (world) => {
      handOver(world, BAD.stack);
    },
    passes: 12,
    tasks: 0,
  },
  {
    name: 'down',
    intent: { ...V1, deleted: true },
    begin: up,
    happen: (world) => {
      takeDown(world, 'shop');
    },
    passes: 14,
    tasks: 0,
  },
];

export interface Staged {
  readonly world: World;
  readonly broken: string[];
  readonly end: readonly string[];
}

/** A machine on which a scenario is about to happen. */
async function stage(scenario: Scenario): Promise<Staged> {
  const world = new World();
  let intent = V1;
  const { broken } = watchInvariants(world, { intents: () => [intent], strict: true });
  await world.boot();
  await scenario.begin(world);
  await world.advance(10_000);
  intent = scenario.intent;
  return { world, broken, end: scenario.end ?? expected(intent) };
}

const tasksBegun = (world: World): number =>
  world.programs.runs.filter(({ service, marker }) => service === 'migrate' && marker.startsWith(uidOf('shop'))).length;

/** What one run of a scenario came to; each fault in words. */
export interface Result {
  readonly effects: number;
  readonly faults: readonly string[];
  readonly world: World;
}

/** Plays a scenario to its end, with this fate for each effect after its beginning, and looks whether it came out right. */
export async function play(
  scenario: Scenario,
  fate: World['hooks']['fate'] = () => ({ kind: 'run' }),
): Promise<Result> {
  const { world, broken, end } = await stage(scenario);
  const first = world.effects;
  const tasks = tasksBegun(world);
  world.passesAtBoot = world.passes;
  world.hooks.fate = (index, name) => fate(index - first, name);
  scenario.happen(world);
  const faults: string[] = [];
  try {
    await reach(world, end);
    const effects = world.effects - first;
    world.hooks.fate = () => ({ kind: 'run' });
    const acting = [...world.acting].filter((pass) => pass > world.passesAtBoot).length;
    if (acting > scenario.passes) faults.push(`I16: it took ${acting} passes`);
    faults.push(...(await staysSo(world, end)));
    if (tasksBegun(world) - tasks !== scenario.tasks) faults.push(`a task ran ${tasksBegun(world) - tasks} times`);
    faults.push(...lostExits(world));
    if (world.damaged > 0) faults.push('a crash left a record that cannot be read');
    if (leaks(world).length > 0) faults.push(`I22: ${leaks(world).join('\n')}`);
    return { effects, faults: [...broken, ...faults], world };
  } catch (error) {
    return { effects: world.effects - first, faults: [...broken, ...faults, String(error)], world };
  }
}

/** Runs whose exit status the controller had to call lost, apart from those whose record it was removing. */
function lostExits({ history }: World): string[] {
  return history.flatMap((line, index) => {
    const [, run] = / write (\S+)\/exit$/.exec(line) ?? [];
    const isRemoved = history.slice(0, index).some((earlier) => earlier.includes(` remove ${run ?? ''}/`));
    return run === undefined || isRemoved ? [] : [`the exit status of ${run} was lost`];
  });
}

/** The steady state is reached: nothing is written, nothing changes, and a fresh look plans nothing (I17). */
export async function staysSo(world: World, end: readonly string[], name = 'shop'): Promise<string[]> {
  const faults: string[] = [];
  await world.advance(1000);
  const effects = world.effects;
  await world.advance(70_000);
  if (world.effects > effects) faults.push(`I17: the steady state writes: ${world.history.slice(-10).join('\n')}`);
  const state = describe(world, name).join('\n');
  if (state !== end.join('\n')) faults.push(`I16: it did not stay so:\n${state}`);
  if (world.controller && end.length > 0) {
    let planned: string[] | undefined;
    void world.controller.reconcileNow(keyOf(name)).then(({ actions }) => {
      planned = actions.map(({ id }) => id);
    });
    await world.advance(5000);
    if (planned?.length !== 0) faults.push(`I17: a fresh look plans ${planned?.join(' ') ?? 'never'}`);
  }
  return faults;
}
