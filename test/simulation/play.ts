import { describe } from './describe.ts';
import type { Fate } from './fate.ts';
import { expected, handOver, type Intent } from './intent.ts';
import { leaks, watchInvariants } from './invariants.ts';
import { keyOf, uidOf } from './place.ts';
import { World } from './world.ts';

export interface Scenario {
  readonly name: string;
  /** What is wanted first, of one stack; no controller dies until it is so. */
  readonly before: Intent | undefined;
  /** What is wanted in the end. */
  readonly intent: Intent;
  /** The end state when it is another than what is wanted. */
  readonly end?: readonly string[];
  /** What happens then. */
  readonly happen: (world: World) => void;
  /** Passes with actions that the end may take, when no controller dies. */
  readonly passes: number;
  /** How often the task of the stack may begin to run. */
  readonly tasks: number;
}

/** Steps until a stack is in this state; throws with the difference when it does not come. */
async function reach(world: World, name: string, end: readonly string[], limit = 120_000): Promise<void> {
  const wanted = end.join('\n');
  const isThere = (): boolean => world.isHeard && describe(world, name).join('\n') === wanted;
  if (await world.until(isThere, limit)) return;
  throw new Error(`it did not come to\n${wanted}\nbut to\n${describe(world, name).join('\n')}`);
}

interface Staged {
  readonly world: World;
  readonly broken: string[];
  readonly end: readonly string[];
}

/** A machine on which a scenario is about to happen. */
async function stage(scenario: Scenario): Promise<Staged> {
  const world = new World();
  const { before } = scenario;
  let intent = before ?? scenario.intent;
  const { broken } = watchInvariants(world, { intents: () => [intent], strict: true });
  await world.boot();
  if (before) {
    handOver(world, before.stack);
    await reach(world, before.stack.metadata.name, expected(before));
  }
  await world.advance(10_000);
  intent = scenario.intent;
  return { world, broken, end: scenario.end ?? expected(intent) };
}

const tasksBegun = (world: World, name: string): number =>
  world.programs.runs.filter(({ service, marker }) => service === 'migrate' && marker.startsWith(uidOf(name))).length;

/** What one run of a scenario came to; each fault in words. */
export interface Result {
  readonly effects: number;
  readonly faults: readonly string[];
  readonly world: World;
}

/** Plays a scenario to its end, with this fate for each effect after its beginning, and looks whether it came out right. */
export async function play(
  scenario: Scenario,
  fate: (index: number, effect: string) => Fate = () => ({ kind: 'run' }),
): Promise<Result> {
  const { world, broken, end } = await stage(scenario);
  const { name: stack } = scenario.intent.stack.metadata;
  const first = world.effects;
  const tasks = tasksBegun(world, stack);
  world.passesAtBoot = world.passes;
  world.hooks.fate = (index, name) => fate(index - first, name);
  scenario.happen(world);
  const faults: string[] = [];
  try {
    await reach(world, stack, end);
    const effects = world.effects - first;
    world.hooks.fate = () => ({ kind: 'run' });
    const acting = [...world.acting].filter((pass) => pass > world.passesAtBoot).length;
    if (acting > scenario.passes) faults.push(`I16: it took ${acting} passes`);
    faults.push(...(await staysSo(world, stack, end)));
    const begun = tasksBegun(world, stack) - tasks;
    if (begun !== scenario.tasks) faults.push(`a task ran ${begun} times`);
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
export async function staysSo(world: World, name: string, end: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  // Until then each probe has answered a controller that has just begun.
  await world.advance(2500);
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
