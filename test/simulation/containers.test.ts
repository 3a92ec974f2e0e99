import { describe as suite, expect, it } from '@jest/globals';
import { groupBy } from '../../controller/api/collections.ts';
import { containerNames } from '../../controller/runtimes/docker/names.ts';
import { requestFor } from '../contract/engine.ts';
import { describe } from './describe.ts';
import { expected, handOver, takeDown, wanting } from './intent.ts';
import { watchInvariants } from './invariants.ts';
import { uidOf } from './place.ts';
import { shop, yard } from './stacks.ts';
import { World } from './world.ts';

const YARD = wanting(yard());
const SHOP = wanting(shop());
const MINUTE = 60_000;

interface Staged {
  readonly world: World;
  readonly broken: readonly string[];
}

/** A machine with nothing on it, whose invariants are looked after. */
async function stage(): Promise<Staged> {
  const world = new World();
  const { broken } = watchInvariants(world, { intents: () => [YARD, SHOP], strict: true });
  await world.boot();
  return { world, broken };
}

const isSo = (world: World, intent: typeof YARD) => (): boolean =>
  world.isHeard && describe(world, intent.stack.metadata.name).join('\n') === expected(intent).join('\n');

async function stageYard(): Promise<Staged> {
  const staged = await stage();
  handOver(staged.world, YARD.stack);
  expect(await staged.world.until(isSo(staged.world, YARD), MINUTE)).toBe(true);
  return staged;
}

/** The changes that the engine is asked for from now on. */
function calls({ engine }: World): string[] {
  const all: string[] = [];
  const { onCall } = engine;
  engine.onCall = (call) => {
    onCall(call);
    all.push(call);
  };
  return all;
}

suite('an image that takes long to be pulled', () => {
  it('holds up no other service, nor the end of the stack (I18, I20)', async () => {
    const { world, broken } = await stage();
    world.engine.pullTime = (image) => (image.endsWith(':v2') ? 10 * MINUTE : 1000);
    const slow = wanting(yard({ web: 'v2' }));
    handOver(world, slow.stack);
    const without = (lines: readonly string[]): string =>
      lines.filter((line) => /\/(db|api|migrate)\[/.test(line)).join('\n');
    const others = (): boolean => without(describe(world, 'yard')) === without(expected(slow));
    expect(await world.until(others, MINUTE)).toBe(true);
    takeDown(world, 'yard');
    expect(await world.until(isSo(world, { ...slow, deleted: true }), MINUTE)).toBe(true);
    expect(broken).toEqual([]);
  });
});

suite('an engine that does not answer', () => {
  it.each(['kill', 'hang'] as const)(
    'holds up no process, and nothing is ended because of it (%s; I2, I20)',
    async (way) => {
      const { world, broken } = await stageYard();
      world.engine.power[way]();
      handOver(world, SHOP.stack);
      expect(await world.until(isSo(world, SHOP), MINUTE)).toBe(true);
      const asked = calls(world);
      await world.advance(5 * MINUTE);
      expect(asked).toEqual([]);
      expect(world.programs.living().filter(({ marker }) => marker.startsWith(uidOf('yard')))).toHaveLength(5);
      world.engine.power.thaw();
      world.engine.power.boot();
      expect(await world.until(isSo(world, YARD), 4 * MINUTE)).toBe(true);
      expect(broken).toEqual([]);
    },
  );
});

/** Somebody listens on the port that the database is published at, and nobody can see it. */
function holdPort({ machine }: World): void {
  machine.socketsKnown = false;
  machine.start((context) => void context.listen(7000), { argv: ['somebody'] });
}

/** A container of somebody else has the name that the database's is to have. */
function takeName({ engine }: World): void {
  const [service] = YARD.stack.spec.services;
  if (!service) return;
  const stack = { installation: '', namespace: '', name: 'yard', uid: uidOf('yard') };
  const launch = { service, slot: 0, revision: '', ports: {}, command: [], env: {} };
  engine.addImage('someone/else:2');
  engine.create(containerNames(stack, launch).own, requestFor('someone/else:2', ['idle']));
}

suite('an engine that refuses for good', () => {
  it.each([
    ['pull', ({ engine }: World) => void (engine.pullFault = () => 'toomanyrequests: too many requests')],
    ['start', holdPort],
    ['create', takeName],
  ])('is asked to %s at most once a second (I23)', async (verb, refuse) => {
    const { world, broken } = await stage();
    refuse(world);
    const asked = calls(world);
    handOver(world, YARD.stack);
    await world.advance(5 * MINUTE);
    const again = [...groupBy(asked, (call) => call).values()].filter(([call]) => call?.startsWith(verb));
    const most = Math.max(...again.map(({ length }) => length));
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThan(300);
    expect(broken).toEqual([]);
  });
});
