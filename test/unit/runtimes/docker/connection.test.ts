import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ContainerSummary } from '../../../../controller/api/container.ts';
import type { Engine, EngineEvent } from '../../../../controller/api/engine.ts';
import { Connection } from '../../../../controller/runtimes/docker/connection.ts';
import { createSimulatedClock, type SimulatedClock } from '../../../fakes/simulated-clock.ts';

const RUNNING = { id: 'c1', name: 'web', state: 'running', labels: {} } as unknown as ContainerSummary;
const { signal } = new AbortController();

let clock: SimulatedClock;
let asked: string[];
let connection: Connection;
let tell: (event: Partial<EngineEvent>) => Promise<void>;

/** A connection to an engine that tells events when the test says so, and notes which containers it is asked about. */
beforeEach(async () => {
  asked = [];
  clock = createSimulatedClock();
  const told: EngineEvent[] = [];
  let wake = (): void => undefined;
  const engine: Partial<Engine> = {
    container: async (id) => {
      asked.push(id);
      return { ...RUNNING } as never;
    },
    async *events() {
      for (;;) {
        yield* told.splice(0);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
  tell = async (event) => {
    told.push({ action: '', id: RUNNING.id, labels: {}, type: 'container', ...event });
    wake();
    await clock.settle();
  };
  connection = new Connection(engine as Engine, clock);
  connection.follow();
  await clock.settle();
  await tell({ type: 'Connected', id: '' });
  await connection.detail(RUNNING, signal);
  asked = [];
});

afterEach(() => {
  connection[Symbol.dispose]();
});

it('asks no more about a container to which nothing happened', async () => {
  await connection.detail(RUNNING, signal);
  expect(asked).toEqual([]);
});

it.each([
  ['container', 'rename'],
  ['network', 'disconnect'],
] as const)('asks again after an event of its %s: %s', async (type, action) => {
  await tell({ type, action });
  await connection.detail(RUNNING, signal);
  expect(asked).toEqual(['c1']);
});

it('asks an engine that takes a container down nothing about it before it has ended', async () => {
  connection.stopping.set('c1', 0);
  await tell({ type: 'container', action: 'kill' });
  await tell({ type: 'container', action: 'die' });
  await tell({ type: 'network', action: 'disconnect' });
  await connection.detail(RUNNING, signal);
  expect(asked).toEqual([]);
  await connection.detail({ ...RUNNING, state: 'exited' }, signal);
  expect(asked).toEqual(['c1']);
});

it.each([
  ['start', { name: 'theirs' }, 1],
  ['rename', { name: 'away', oldName: '/theirs' }, 1],
  ['start', { name: 'another' }, 0],
])('hints at a container of somebody else that a stack waits for: %s %o', async (action, labels, hints) => {
  let hinted = 0;
  using _watch = connection.watch('uid-1', () => hinted++);
  connection.await('uid-1', ['theirs']);
  await tell({ type: 'container', action, id: 'c2', labels });
  await clock.advance(0);
  expect(hinted).toBe(hints);
});

it('tells those who listen of everybody’s containers that come or go, and of nothing else', async () => {
  const heard: boolean[] = [];
  using _listening = connection.listen((hasBegun) => heard.push(hasBegun));
  for (const action of ['create', 'start', 'rename', 'update', 'health_status: healthy', 'die', 'destroy'])
    await tell({ type: 'container', action, id: 'c9', labels: { name: 'theirs' } });
  await tell({ type: 'image', action: 'pull' });
  await tell({ type: 'network', action: 'connect', id: 'c9' });
  expect(heard).toEqual([true, true, false, false]);
});

it('asks about a container that is listed as created unless nobody has started it', async () => {
  const created = { ...RUNNING, id: 'c2', state: 'created' as const };
  await tell({ action: 'create', id: 'c2', labels: { 'qbtc.dev/stack-uid': 'uid-1' } });
  expect(await connection.detail(created, signal)).toMatchObject({ state: 'created' });
  expect(asked).toEqual([]);
  // An engine whose disk is full cannot note that it runs.
  await tell({ action: 'start', id: 'c2', labels: { 'qbtc.dev/stack-uid': 'uid-1' } });
  expect(await connection.detail(created, signal)).toMatchObject({ state: 'running' });
  expect(asked).toEqual(['c2']);
});

it('asks about a container that it is told to look at closely', async () => {
  connection.forget('c1');
  await connection.detail(RUNNING, signal);
  expect(asked).toEqual(['c1']);
});
