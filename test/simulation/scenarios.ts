import { containersOf, forceRemove, pause, removeNetwork, setRestartPolicy } from './acts.ts';
import { expected, handOver, takeDown, wanting, type Intent } from './intent.ts';
import type { Scenario } from './play.ts';
import type { ServiceRun } from './programs.ts';
import { DEPTH, shop, yard } from './stacks.ts';
import { uidOf } from './place.ts';
import type { World } from './world.ts';

const runOf = (world: World, stack: string, service: string): ServiceRun => {
  const run = world.programs
    .living()
    .find((candidate) => candidate.service === service && candidate.marker.startsWith(uidOf(stack)));
  if (!run) throw new Error(`no ${service} of ${stack} runs`);
  return run;
};

/** Somebody does something to a service of a stack that is up, which is put right. */
const drift = (name: string, intent: Intent, happen: Scenario['happen']): Scenario => {
  return { name, before: intent, intent, happen, passes: DEPTH + 2, tasks: 0 };
};

const signalled = (name: string, intent: Intent, service: string, signal: NodeJS.Signals): Scenario =>
  drift(name, intent, (world) => {
    world.programs.signal(runOf(world, intent.stack.metadata.name, service), signal);
  });

const rollout = (name: string, before: Intent | undefined, intent: Intent, passes: number): Scenario => {
  const happen = (world: World): void => {
    handOver(world, intent.stack);
  };
  return { name, before, intent, happen, passes, tasks: before ? 0 : 1 };
};

const reverted = (name: string, before: Intent, intent: Intent, passes: number): Scenario => {
  const stack = before.stack.metadata.name;
  const end = expected(before).map((line) =>
    line === `${stack} is Ready` ? `${stack} is not Ready: RolloutReverted` : line,
  );
  return { ...rollout(name, before, intent, passes), end };
};

const down = (name: string, before: Intent, passes: number): Scenario => {
  const happen = (world: World): void => {
    takeDown(world, before.stack.metadata.name);
  };
  return { name, before, intent: { ...before, deleted: true }, happen, passes, tasks: 0 };
};

const SHOP = wanting(shop());
const YARD = wanting(yard());

export const SCENARIOS: readonly Scenario[] = [
  rollout('up', undefined, SHOP, DEPTH + 2),
  signalled('a killed service', SHOP, 'api', 'SIGKILL'),
  signalled('a service that was stopped by hand', SHOP, 'db', 'SIGTERM'),
  rollout('a rollout that starts first', SHOP, wanting(shop({ api: 'v2' })), 12),
  rollout('a rollout that stops first', SHOP, wanting(shop({ web: 'v2' })), 7),
  reverted('a rollout that fails', SHOP, wanting(shop({ api: 'bad' })), 12),
  down('down', SHOP, 14),

  // Its image is pulled first, which takes two more.
  rollout('up with containers', undefined, YARD, DEPTH + 4),
  drift('containers that were killed, removed and paused', YARD, (world) => {
    world.programs.signal(runOf(world, 'yard', 'db'), 'SIGKILL');
    const [one, two] = containersOf(world, 'yard', 'web');
    if (one) forceRemove(world, one);
    if (two) pause(world, two);
  }),
  drift(
    'a removed network, and containers that were renamed, killed and told to restart by themselves',
    YARD,
    (world) => {
      removeNetwork(world, 'yard-net');
      const [db] = containersOf(world, 'yard', 'db');
      if (db) world.engine.rename(db, 'mine');
      const [one, two] = containersOf(world, 'yard', 'web');
      if (one) setRestartPolicy(world, one, 'always');
      two?.signal('SIGKILL');
    },
  ),
  rollout('a rollout of containers that starts first', YARD, wanting(yard({ web: 'v2' })), 12),
  rollout('a rollout of a container that stops first', YARD, wanting(yard({ db: 'v2' })), 7),
  reverted('a rollout of containers that fails', YARD, wanting(yard({ web: 'bad' })), 12),
  down('down with containers', YARD, 14),
];
