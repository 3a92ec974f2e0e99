import { beforeEach, describe, expect, it } from '@jest/globals';
import { EMPTY_MEMORY, EMPTY_SERVICE_MEMORY, type Memory } from '../../../controller/api/memory.ts';
import { StackStore } from '../../../controller/state/store.ts';
import type { EffectHook } from '../../fakes/effects.ts';
import { createSimulatedClock, type SimulatedClock } from '../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../fakes/simulated-files.ts';
import { stackFrom } from '../../support/world.ts';

const INSTALLATION = { id: '6f0e7c1a-5a8e-4a52-9d0a-0d7b1f1c2e3f', key: '00' };
const API = (version: string, name = 'demo') =>
  stackFrom(`services: [{name: api, process: {command: [serve, ${version}]}}]`, name);
const KEY = 'default/demo';

let clock: SimulatedClock;
let disk: SimulatedDisk;
let store: StackStore;

const open = (effect?: EffectHook): Promise<StackStore> =>
  StackStore.open({
    files: createSimulatedFiles(disk, effect),
    directory: '/state',
    installation: INSTALLATION,
    now: () => clock.now(),
  });

beforeEach(async () => {
  clock = createSimulatedClock();
  disk = new SimulatedDisk({ clock });
  disk.makeFolder('/state');
  store = await open();
});

describe('accepting a stack', () => {
  it('raises the generation when the spec or a secret changes and only then', async () => {
    const first = await store.accept(API('v1'), {});
    expect(first).toMatchObject({ changed: true, stack: { generation: 1, createdAt: clock.now() } });
    expect(await store.accept(API('v1'), {})).toMatchObject({ changed: false, stack: { generation: 1 } });
    expect(await store.accept(API('v1'), { 'env:TOKEN': 'x' })).toMatchObject({
      changed: true,
      stack: { generation: 2 },
    });
    await clock.advance(1000);
    const second = await store.accept(API('v2'), {});
    expect(second.stack).toMatchObject({ generation: 3, uid: first.stack.uid, createdAt: first.stack.createdAt });
  });

  it('gives a stack the same uid again after it was forgotten, so that what it left is found', async () => {
    const { stack } = await store.accept(API('v1'), {});
    await store.forget(KEY);
    expect(store.keys()).toEqual([]);
    expect((await store.accept(API('v1'), {})).stack.uid).toBe(stack.uid);
    expect((await store.accept(API('v1', 'other'), {})).stack.uid).not.toBe(stack.uid);
  });

  it('is refused while the stack is being deleted', async () => {
    await store.accept(API('v1'), {});
    await store.ask(KEY, { deleting: true });
    await expect(store.accept(API('v2'), {})).rejects.toMatchObject({ code: 'Conflict' });
  });

  it('keeps what people asked for, but forgets services that are gone', async () => {
    await store.accept(API('v1'), {});
    await store.ask(KEY, { stopped: ['api'], restarts: { api: 2 } });
    expect((await store.accept(API('v2'), {})).stack).toMatchObject({ stopped: ['api'], restarts: { api: 2 } });
    const renamed = stackFrom('services: [{name: web, process: {command: [serve]}}]');
    expect((await store.accept(renamed, {})).stack.stopped).toEqual([]);
  });

  it('that the disk refuses changes nothing', async () => {
    await store.accept(API('v1'), {});
    disk.fault = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    await expect(store.accept(API('v2'), {})).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(store.ask(KEY, { deleting: true })).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(store.get(KEY)).toMatchObject({ generation: 1, deleting: false });
    disk.fault = () => undefined;
    expect((await open()).get(KEY)).toEqual(store.get(KEY));
  });
});

it('asking something of a stack that is not there says so', async () => {
  await expect(store.ask(KEY, { deleting: true })).rejects.toMatchObject({ code: 'NotFound' });
});

describe('after a restart', () => {
  it('everything that must be is remembered, and nothing else', async () => {
    await store.accept(API('v1'), { 'env:TOKEN': 'x' });
    const memory: Memory = {
      durable: { services: { api: { ...EMPTY_SERVICE_MEMORY, budgets: { 0: { restarts: [5] } } } } },
      volatile: { ...EMPTY_MEMORY.volatile, failures: { 'start/api/0': { count: 1, at: 1, code: 'X', message: '' } } },
    };
    await store.saveMemory(KEY, memory);
    await store.saveStatus(KEY, { conditions: [] });
    const next = await open();
    expect(next.get(KEY)).toEqual(store.get(KEY));
    expect(next.status(KEY)).toEqual({ conditions: [] });
    expect(next.memory(KEY)).toEqual({ durable: memory.durable, volatile: EMPTY_MEMORY.volatile });
  });

  it.each(['', '{', '{"uid":1}', '[]'])(
    'a damaged record (%j) hides no other stack, and is kept apart',
    async (text) => {
      const { stack } = await store.accept(API('v1'), {});
      await store.accept(API('v1', 'other'), {});
      const path = `/state/stacks/${stack.uid}/stack.json`;
      disk.write(path, text);
      const next = await open();
      expect(next.keys()).toEqual(['default/other']);
      expect(next.damaged).toEqual([{ path, uid: stack.uid }]);
      expect(disk.read(path)?.toString()).toBe(text);
    },
  );

  it('a damaged memory or status costs no more than itself', async () => {
    const { stack } = await store.accept(API('v1'), {});
    disk.write(`/state/stacks/${stack.uid}/memory.json`, 'x');
    disk.write(`/state/stacks/${stack.uid}/status.json`, 'x');
    const next = await open();
    expect(next.get(KEY)).toEqual(stack);
    expect(next.memory(KEY)).toEqual(EMPTY_MEMORY);
    expect(next.status(KEY)).toBeUndefined();
  });
});

describe('a crash in the middle', () => {
  /** Lets the first `count` effects happen and no further one. */
  const dying = (count: number): EffectHook => {
    let left = count;
    return async (_name, run) => (left-- > 0 ? run() : new Promise(() => undefined));
  };

  it('of the first acceptance leaves no damaged record, and no file with secrets', async () => {
    void (await open(dying(1))).accept(API('v1'), { 'env:TOKEN': 'planted' });
    await clock.settle();
    expect(JSON.stringify(disk.snapshot())).toContain('planted');
    const next = await open();
    expect([next.damaged, next.keys()]).toEqual([[], []]);
    expect(JSON.stringify(disk.snapshot())).not.toContain('planted');
    expect(disk.list('/state/stacks')).toEqual([]);
  });

  it.each([0, 1, 2, 3])(
    'of forgetting a stack, after %d removals, lets the deletion be finished later',
    async (count) => {
      await store.accept(API('v1'), {});
      await store.ask(KEY, { deleting: true });
      await store.saveMemory(KEY, { ...EMPTY_MEMORY, durable: { services: { api: EMPTY_SERVICE_MEMORY } } });
      await store.saveStatus(KEY, { conditions: [] });
      void (await open(dying(count))).forget(KEY);
      await clock.settle();
      const next = await open();
      expect(next.damaged).toEqual([]);
      if (count < 3) expect(next.get(KEY)).toMatchObject({ deleting: true });
      await next.forget(KEY);
      expect(disk.list('/state/stacks')).toEqual([]);
    },
  );
});

describe('writing', () => {
  it('happens only when something durable changed', async () => {
    await store.accept(API('v1'), {});
    const before = disk.snapshot();
    await clock.advance(1000);
    const volatile = { ...EMPTY_MEMORY.volatile, drains: { a: 1 } };
    await store.saveMemory(KEY, { ...EMPTY_MEMORY, volatile });
    expect(disk.snapshot()).toEqual(before);
    expect(store.memory(KEY).volatile).toEqual(volatile);
    expect(await store.saveStatus(KEY, { conditions: [] })).toBe(true);
    expect(await store.saveStatus(KEY, { conditions: [] })).toBe(false);
  });

  it('that fails is tried again at the next occasion', async () => {
    await store.accept(API('v1'), {});
    const memory: Memory = { ...EMPTY_MEMORY, durable: { services: { api: EMPTY_SERVICE_MEMORY } } };
    disk.fault = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    await expect(store.saveMemory(KEY, memory)).rejects.toMatchObject({ code: 'ENOSPC' });
    disk.fault = () => undefined;
    await store.saveMemory(KEY, memory);
    expect((await open()).memory(KEY).durable).toEqual(memory.durable);
  });

  it('about a stack that is gone does not bring it back', async () => {
    await store.accept(API('v1'), {});
    await store.forget(KEY);
    await store.saveMemory(KEY, { ...EMPTY_MEMORY, durable: { services: { api: EMPTY_SERVICE_MEMORY } } });
    expect(await store.saveStatus(KEY, { conditions: [] })).toBe(false);
    expect(disk.list('/state/stacks')).toEqual([]);
  });

  it('of two requests at the same time loses neither', async () => {
    await store.accept(API('v1'), {});
    await Promise.all([store.ask(KEY, { stopped: ['api'] }), store.ask(KEY, { restarts: { api: 1 } })]);
    expect(store.get(KEY)).toMatchObject({ stopped: ['api'], restarts: { api: 1 } });
    expect((await open()).get(KEY)).toEqual(store.get(KEY));
  });
});

describe('forgetting a stack', () => {
  it('that is still being looked at leaves no status of it behind', async () => {
    const { stack } = await store.accept(API('v1'), {});
    const forgotten = store.forget(KEY);
    expect(await store.saveStatus(KEY, { conditions: [] })).toBe(false);
    await forgotten;
    expect(disk.stat(`/state/stacks/${stack.uid}`)).toBeUndefined();
  });

  it('whose empty folder cannot be removed is done nevertheless, and the folder goes at the next start', async () => {
    const { stack } = await store.accept(API('v1'), {});
    const folder = `/state/stacks/${stack.uid}`;
    disk.fault = (operation, path) => (operation === 'remove' && path === folder ? 'EBUSY' : undefined);
    await store.forget(KEY);
    expect(store.keys()).toEqual([]);
    expect((await open()).damaged).toEqual([]);
    disk.fault = () => undefined;
    await open();
    expect(disk.stat(folder)).toBeUndefined();
  });
});
