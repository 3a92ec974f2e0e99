import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Instance, Runtime, StackRef } from '../../../../controller/api/runtime.ts';
import { unknownLaunch } from '../../../../controller/runtimes/process/launch-record.ts';
import { createProcessLogs } from '../../../../controller/runtimes/process/logs.ts';
import { instanceId } from '../../../../controller/runtimes/process/names.ts';
import { createProcessRuntime } from '../../../../controller/runtimes/process/runtime.ts';
import type { EffectHook } from '../../../fakes/effects.ts';
import { createSimulatedClock, type SimulatedClock } from '../../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../../fakes/simulated-files.ts';
import { createSimulatedProcesses, SimulatedMachine, type ShimStep } from '../../../fakes/simulated-processes.ts';
import { desiredFrom } from '../../../support/world.ts';

const STACK: StackRef = { installation: 'i', namespace: 'default', name: 'shop', uid: 'u' };
const LAUNCH = { ...unknownLaunch('api', 0), revision: 'r1', command: ['serve'] };
const ID = instanceId(STACK, LAUNCH);
const FOLDER = `/state/u/instances/${ID}`;
/** The process runtime asks nothing of it. */
const SPEC = desiredFrom('services: []').spec;
const LIVE = new AbortController().signal;

let clock: SimulatedClock;
let disk: SimulatedDisk;
let machine: SimulatedMachine;
let runtime: Runtime;
/** How many commands of the instance ran at most at the same time, and how often one began. */
let most: number;
let begun: number;
let delays: Partial<Record<ShimStep, number>>;

function controller(effect?: EffectHook): Runtime {
  const files = createSimulatedFiles(disk, effect);
  const logs = createProcessLogs({ files, clock, directory: '/state' });
  const system = {
    stat: async (path: string) => ({ isFile: () => path !== '/', isDirectory: () => path === '/' }),
    access: async () => undefined,
  };
  const processes = createSimulatedProcesses(machine, effect);
  return createProcessRuntime({ files, processes, clock, logs, directory: '/state', environment: {}, system });
}

beforeEach(() => {
  clock = createSimulatedClock();
  disk = new SimulatedDisk({ clock });
  delays = {};
  most = begun = 0;
  const running = new Set<number>();
  machine = new SimulatedMachine({
    clock,
    disk,
    delay: (step) => delays[step] ?? 1,
    program: () => (context) => {
      begun++;
      for (const pid of running) if (!machine.processes.has(pid)) running.delete(pid);
      running.add(context.pid);
      most = Math.max(most, running.size);
    },
  });
  runtime = controller();
});

const observe = async (from = runtime): Promise<readonly Instance[]> => {
  const observation = await from.observe(STACK, SPEC, LIVE);
  if (!observation.known) throw new Error(observation.reason);
  return observation.value.instances;
};
const one = async (from = runtime): Promise<Instance> => (await observe(from))[0]!;
const running = async (): Promise<Instance> => {
  await runtime.start(STACK, LAUNCH, {}, LIVE);
  await clock.advance(100);
  const instance = await one();
  expect(instance.state).toBe('Running');
  return instance;
};
/** Ends processes with nobody left to record it. */
const vanish = (): void => {
  for (const process of [...machine.processes.values()])
    if (process.argv[0] === '/bin/sh') machine.signal(process.pid, 'SIGKILL');
  for (const { pid } of machine.marked('u/')) machine.signal(pid, 'SIGKILL');
};

describe('identity', () => {
  it.each(['another start time', 'the same start time'])(
    'never takes a process that got the pid, with %s, for its own',
    async (which) => {
      const { pid } = await running();
      const { startTime } = machine.processes.get(pid!)!;
      vanish();
      machine.start(() => undefined, { pid: pid!, env: { QBTC_MARKER: 'somebody/else' } });
      const stranger = machine.processes.get(pid!)!;
      expect(stranger.startTime).not.toBe(startTime);
      if (which === 'the same start time') machine.processes.set(pid!, { ...stranger, startTime });
      const next = controller();
      expect(await one(next)).toMatchObject({ state: 'Exited', exit: { code: undefined }, pid: undefined });
      await next.stop(STACK, ID, 'SIGTERM', LIVE);
      await next.kill(STACK, ID, LIVE);
      expect(machine.processes.has(pid!)).toBe(true);
    },
  );

  it('stays with a program that overwrites its environment with its title', async () => {
    const { pid } = await running();
    machine.processes.get(pid!)!.unreadable = true;
    expect(await one()).toMatchObject({ state: 'Running', pid });
    await runtime.stop(STACK, ID, 'SIGTERM', LIVE);
    await clock.advance(100);
    expect(await one()).toMatchObject({ state: 'Exited', exit: { code: 143 } });
  });

  it('counts everything from before a reboot as ended, once and for all', async () => {
    await running();
    machine.reboot();
    machine.start(() => undefined, { pid: 101 });
    const { exit } = await one(controller());
    expect(exit).toMatchObject({ code: undefined });
    await clock.advance(5000);
    expect((await one(controller())).exit).toEqual(exit);
    await runtime.restart(STACK, ID, LIVE);
    await clock.advance(100);
    expect(await one()).toMatchObject({ state: 'Running', run: 2 });
  });
});

describe('a shim that was killed', () => {
  it('leaves its command running and observed, but its exit status unknown', async () => {
    const { pid } = await running();
    for (const process of [...machine.processes.values()])
      if (process.argv[0] === '/bin/sh') machine.signal(process.pid, 'SIGKILL');
    expect(await one(controller())).toMatchObject({ state: 'Running', pid });
    machine.signal(pid!, 'SIGKILL');
    expect(await one()).toMatchObject({ state: 'Exited', exit: { code: undefined } });
  });

  it('between its claim and the command leaves a run that has ended, not one that is awaited for ever', async () => {
    delays.pid = Infinity;
    await runtime.start(STACK, LAUNCH, {}, LIVE);
    await clock.advance(100);
    expect((await one()).state).toBe('Pending');
    vanish();
    expect(await one()).toMatchObject({ state: 'Exited', startedAt: undefined });
  });
});

describe('a slow shim', () => {
  it('finds its run taken when the controller has given up on it, and starts nothing', async () => {
    delays.claim = 20_000;
    await runtime.start(STACK, LAUNCH, {}, LIVE);
    await clock.advance(5000);
    expect((await one()).state).toBe('Pending');
    await clock.advance(6000);
    expect((await one()).state).toBe('Exited');
    delays = {};
    await runtime.restart(STACK, ID, LIVE);
    await clock.advance(60_000);
    expect(begun).toBe(1);
    expect(await one()).toMatchObject({ state: 'Running', run: 2 });
  });

  it('is told by the stop request that its command shall not begin', async () => {
    delays.pid = 500;
    await runtime.start(STACK, LAUNCH, {}, LIVE);
    await clock.advance(100);
    await runtime.stop(STACK, ID, 'SIGTERM', LIVE);
    expect((await one()).state).toBe('Stopping');
    await clock.advance(1000);
    expect(await one()).toMatchObject({ state: 'Exited', exit: { code: 143 } });
    expect(begun).toBe(0);
  });

  it('is still running for a moment when its command has ended and the status is being written', async () => {
    delays.exit = 500;
    const { pid } = await running();
    machine.signal(pid!, 'SIGKILL');
    expect(await one()).toMatchObject({ state: 'Running', pid: undefined });
    await clock.advance(500);
    expect(await one()).toMatchObject({ state: 'Exited', exit: { code: 137 } });
  });

  it('does not hold up the end of an instance when it hangs', async () => {
    delays.exit = Infinity;
    const { pid } = await running();
    let hints = 0;
    using _ = runtime.watch(STACK, () => hints++);
    machine.signal(pid!, 'SIGKILL');
    await one();
    await clock.advance(2000);
    expect(hints).toBeGreaterThan(0);
    expect(await one()).toMatchObject({ state: 'Exited', exit: { code: undefined } });
  });
});

describe('two requests at the same time', () => {
  it('begin a command once', async () => {
    await Promise.all([runtime.start(STACK, LAUNCH, {}, LIVE), runtime.start(STACK, LAUNCH, {}, LIVE)]);
    await clock.advance(100);
    machine.signal((await one()).pid!, 'SIGKILL');
    await clock.advance(100);
    await Promise.all([runtime.restart(STACK, ID, LIVE), runtime.restart(STACK, ID, LIVE)]);
    await clock.advance(100);
    expect(begun).toBe(2);
    expect(await one()).toMatchObject({ state: 'Running', run: 2 });
  });
});

describe('what an interrupted write of the first record leaves', () => {
  it('is no instance: it is started as if nothing had been, and hinders no removal', async () => {
    disk.makeFolder(FOLDER);
    disk.write(`${FOLDER}/launch.json.12345678.tmp`, '{"ver');
    expect(await observe()).toEqual([]);
    await running();
    await runtime.kill(STACK, ID, LIVE);
    await clock.advance(100);
    await runtime.remove(STACK, ID, LIVE);
    disk.makeFolder(FOLDER);
    disk.write(`${FOLDER}/launch.json.12345678.tmp`, '{"ver');
    await runtime.purge(STACK, LIVE);
    expect(disk.list('/state/u')).toEqual([]);
  });
});

describe('stopping', () => {
  it('sends the signal again when the controller ended between the record and the signal', async () => {
    await running();
    const dying = controller((name, run) =>
      name.startsWith('signal') ? new Promise<never>(() => undefined) : Promise.resolve(run()),
    );
    void dying.stop(STACK, ID, 'SIGTERM', LIVE);
    await clock.advance(1000);
    const next = controller();
    expect(await one(next)).toMatchObject({ state: 'Running', stoppingSince: undefined });
    await next.stop(STACK, ID, 'SIGTERM', LIVE);
    await clock.advance(100);
    const { state, stoppingSince } = await one(next);
    expect(state).toBe('Exited');
    expect(stoppingSince).toBeLessThan(clock.now() - 1000);
  });

  it('refuses a signal that does not exist', async () => {
    await running();
    await expect(runtime.stop(STACK, ID, 'SIGNONE', LIVE)).rejects.toMatchObject({ code: 'SignalUnknown' });
  });
});

describe('strays', () => {
  it('are looked for among all that started later, and those that cannot be read are named', async () => {
    const { pid } = await running();
    const before = machine.start(() => undefined, { argv: ['agent'] });
    const younger = machine.start(() => undefined, { argv: ['sandbox'] });
    machine.processes.get(younger)!.unreadable = true;
    await clock.advance(100);
    machine.signal(pid!, 'SIGKILL');
    await clock.advance(100);
    const instance = await one();
    expect(instance).toMatchObject({ state: 'Exited', strays: [], unreadable: [younger] });
    await runtime.kill(STACK, ID, LIVE);
    expect(machine.processes.has(younger) && machine.processes.has(before)).toBe(true);
  });

  it('do not include the children of a command that is stopping', async () => {
    const { pid } = await running();
    const main = machine.processes.get(pid!)!;
    main.handlers.set('SIGTERM', () => undefined);
    const child = machine.context(main, undefined).fork((context) => {
      context.on('SIGTERM', () => undefined);
    });
    const daemon = machine.context(main, undefined).fork(() => undefined, { session: true });
    await runtime.stop(STACK, ID, 'SIGTERM', LIVE);
    expect(await one()).toMatchObject({ state: 'Stopping', strays: [daemon] });
    await runtime.kill(STACK, ID, LIVE);
    await clock.advance(100);
    expect([pid!, child, daemon].filter((each) => machine.processes.has(each))).toEqual([]);
  });
});

describe('a lost state directory', () => {
  it('does not hide what runs: it is recognised by its marker, and can be ended', async () => {
    const { pid } = await running();
    disk.remove('/state');
    const next = controller();
    expect(await one(next)).toMatchObject({
      id: ID,
      state: 'Running',
      pid,
      service: 'api',
      slot: 0,
      revision: 'damaged',
      problem: expect.any(String),
    });
    await expect(next.purge(STACK, LIVE)).rejects.toMatchObject({ code: 'ProcessesRemain' });
    await next.stop(STACK, ID, 'SIGTERM', LIVE);
    await clock.advance(5000);
    expect((await one(next)).state).toBe('Exited');
    await next.remove(STACK, ID, LIVE);
    await next.purge(STACK, LIVE);
    expect(await observe(next)).toEqual([]);
  });

  it('is an unknown state, and nothing is done about it, while records go that were there a moment ago', async () => {
    const { pid } = await running();
    disk.remove(FOLDER);
    const reason = expect.stringContaining(`records have gone: ${FOLDER}`);
    expect(await runtime.observe(STACK, SPEC, LIVE)).toMatchObject({ known: false, reason });
    expect(disk.stat(FOLDER)).toBeUndefined();
    expect(machine.processes.has(pid!)).toBe(true);

    let hints = 0;
    using _watch = runtime.watch(STACK, () => hints++);
    await runtime.observe(STACK, SPEC, LIVE);
    await clock.advance(2000);
    expect(hints).toBeGreaterThan(0);
    expect(await runtime.observe(STACK, SPEC, LIVE)).toMatchObject({ known: true });
  });
});

describe('a disk that fails', () => {
  it('starts nothing that it could not record', async () => {
    disk.fault = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    await expect(runtime.start(STACK, LAUNCH, {}, LIVE)).rejects.toMatchObject({ code: 'ENOSPC' });
    await clock.advance(60_000);
    expect(begun).toBe(0);
    disk.fault = () => undefined;
    await runtime.start(STACK, LAUNCH, {}, LIVE);
    await clock.advance(100);
    expect((await one()).state).toBe('Running');
    expect(begun).toBe(1);
  });

  it.each(['pid', 'claim'])('that has no room for the %s of a run lets it end', async (file) => {
    disk.fault = (operation, path) => (operation === 'write' && path.endsWith(`/${file}`) ? 'ENOSPC' : undefined);
    await runtime.start(STACK, LAUNCH, {}, LIVE);
    await clock.advance(60_000);
    expect((await one()).state).toBe('Exited');
    expect(begun).toBe(0);
  });

  it('leaves everything running when no status can be written', async () => {
    const { pid } = await running();
    disk.fault = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    expect(await one()).toMatchObject({ state: 'Running', pid });
    machine.signal(pid!, 'SIGKILL');
    await clock.advance(100);
    expect(await one()).toMatchObject({ state: 'Exited', exit: { code: undefined } });
  });

  it('is an unknown state, not an empty one, when the list of instances cannot be read', async () => {
    await running();
    disk.fault = (operation) => (operation === 'list' ? 'EIO' : undefined);
    expect(await controller().observe(STACK, SPEC, LIVE)).toMatchObject({
      known: false,
      reason: expect.stringContaining('EIO'),
    });
  });

  it('shows the others when one record cannot be read', async () => {
    await running();
    await runtime.start(STACK, { ...LAUNCH, slot: 1 }, {}, LIVE);
    await clock.advance(100);
    disk.fault = (operation, path) => (operation === 'read' && path === `${FOLDER}/launch.json` ? 'EIO' : undefined);
    const all = await observe(controller());
    expect(all.map(({ state }) => state)).toEqual(['Running', 'Running']);
    expect(all.find(({ id }) => id === ID)?.problem).toContain(`${FOLDER}/launch.json`);
    expect(all.find(({ id }) => id !== ID)?.problem).toBeUndefined();
  });
});

describe('a controller that dies', () => {
  const DEAD = new Promise<never>(() => undefined);
  type Mode = 'before' | 'after';
  /** Dies at the nth effect; from then on nothing that it does has an effect. */
  const dyingAt = (n: number, mode: Mode): { hook: EffectHook; died: Promise<true> } => {
    let count = 0;
    let die: (died: true) => void;
    const died = new Promise<true>((resolve) => (die = resolve));
    const hook: EffectHook = async (_name, run) => {
      if (count++ < n) return run();
      if (count === n + 1 && mode === 'after') run();
      die(true);
      return DEAD;
    };
    return { hook, died };
  };
  /** Lets a controller bring the instance up; every pass decides by what it observes, as the planner does. */
  const up = async (from: Runtime): Promise<true> => {
    for (let pass = 0; pass < 100; pass++) {
      const [instance] = await observe(from);
      if (!instance) await from.start(STACK, LAUNCH, { SECRET: 'x' }, LIVE);
      else if (instance.state === 'Running' && instance.pid !== undefined) return true;
      else if (instance.state === 'Exited') await from.restart(STACK, ID, LIVE);
      await clock.advance(200);
    }
    throw new Error('it did not come up');
  };
  const down = async (from: Runtime): Promise<true> => {
    for (let pass = 0; pass < 100; pass++) {
      const [instance] = await observe(from);
      if (!instance) {
        await from.purge(STACK, LIVE);
        return true;
      }
      if (instance.state === 'Exited' && instance.strays.length === 0) await from.remove(STACK, ID, LIVE);
      else if (instance.state === 'Running') await from.stop(STACK, ID, 'SIGTERM', LIVE);
      else await from.kill(STACK, ID, LIVE);
      await clock.advance(200);
    }
    throw new Error('it did not go down');
  };
  const cases = Array.from({ length: 18 }, (_, n) =>
    (['before', 'after'] as const).map((mode) => ({ n, mode })),
  ).flat();

  it.each(cases)('$mode effect $n of a start neither loses nor doubles the command', async ({ n, mode }) => {
    const { hook, died } = dyingAt(n, mode);
    await Promise.race([up(controller(hook)), died]);
    await up(controller());
    await clock.advance(60_000);
    expect(most).toBe(1);
    expect(machine.marked('u/')).toHaveLength(1);
    expect(await one(controller())).toMatchObject({ state: 'Running' });
  });

  it.each(cases)('$mode effect $n of a restart neither loses nor doubles the command', async ({ n, mode }) => {
    const { pid } = await running();
    machine.signal(pid!, 'SIGKILL');
    await clock.advance(100);
    const { hook, died } = dyingAt(n, mode);
    await Promise.race([up(controller(hook)), died]);
    await up(controller());
    await clock.advance(60_000);
    expect(most).toBe(1);
    expect(machine.marked('u/')).toHaveLength(1);
  });

  it.each(cases)('$mode effect $n of a removal leaves nothing in the end', async ({ n, mode }) => {
    const { pid } = await running();
    machine.processes.get(pid!)!.handlers.set('SIGTERM', () => undefined);
    const { hook, died } = dyingAt(n, mode);
    await Promise.race([down(controller(hook)), died]);
    await down(controller());
    await clock.advance(60_000);
    expect([...machine.processes.values()]).toEqual([]);
    expect(disk.list('/state/u')).toEqual([]);
  });
});
