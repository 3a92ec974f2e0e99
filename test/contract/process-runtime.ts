import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Service } from '../../controller/api/generated/resource.ts';
import type { Processes } from '../../controller/api/processes.ts';
import type { Instance, Launch, Runtime, StackRef } from '../../controller/api/runtime.ts';
import type { ProcessLogs } from '../../controller/runtimes/process/logs.ts';
import type { Program } from '../fakes/simulated-processes.ts';
import { desiredFrom } from '../support/world.ts';

/** What the contract needs of a machine, real or simulated. */
export interface World {
  readonly directory: string;
  /** A controller; every call is a new one over the same machine. */
  controller(change?: (processes: Processes) => Processes): { runtime: Runtime; logs: ProcessLogs };
  /** A signal from outside. */
  signal(pid: number, signal: NodeJS.Signals): void;
  /** Replaces a file of the state directory by this text. */
  overwrite(path: string, text: string): Promise<void>;
  /** Lets time pass until the condition holds; rejects after a deadline. */
  until<T>(look: () => Promise<T | undefined>): Promise<T>;
  /** Ends everything. */
  dispose(): Promise<void>;
}

/** Each behaviour as a real shell script and as a simulated program. */
export const BEHAVIOURS = {
  serve: {
    script: 'echo started; exec sleep 600',
    program: (context) => {
      context.log('started');
    },
  },
  leave: {
    script: 'echo done; exit 7',
    program: (context) => {
      context.log('done');
      context.exit(7);
    },
  },
  complete: {
    script: 'exit 0',
    program: (context) => {
      context.exit(0);
    },
  },
  ready: {
    script: 'sleep 0.1; echo now listening; exec sleep 600',
    program: (context) => {
      context.after(100, () => {
        context.log('now listening');
      });
    },
  },
  stubborn: {
    script: 'trap "echo refused" TERM; echo armed; while :; do sleep 0.05; done 2>/dev/null',
    program: (context) => {
      context.log('armed');
      context.on('SIGTERM', () => {
        context.log('refused');
      });
    },
  },
  graceful: {
    script: 'trap "echo bye; exit 3" TERM; echo armed; while :; do sleep 0.05; done 2>/dev/null',
    program: (context) => {
      context.log('armed');
      context.on('SIGTERM', () => {
        context.log('bye');
        context.exit(3);
      });
    },
  },
  scatter: {
    script: '(setsid sleep 600 >/dev/null 2>&1 &) ; sleep 0.1; exit 4',
    program: (context) => {
      context.fork(() => undefined, { session: true });
      context.after(100, () => {
        context.exit(4);
      });
    },
  },
} satisfies Record<string, { script: string; program: Program }>;

const STACK: StackRef = {
  installation: 'i',
  namespace: 'default',
  name: 'shop',
  uid: '11111111-2222-5333-8444-555555555555',
};
/** The process runtime asks nothing of it. */
const SPEC = desiredFrom('services: []').spec;
const LIVE = new AbortController().signal;

export function launch(
  behaviour: keyof typeof BEHAVIOURS,
  change: Partial<Launch> & { readyLog?: string } = {},
): Launch {
  const { readyLog, ...rest } = change;
  const command = ['/bin/sh', '-c', BEHAVIOURS[behaviour].script];
  const service: Service = {
    name: 'api',
    critical: false,
    adopt: false,
    oneShot: false,
    replicas: 1,
    dependsOn: [],
    process: {
      command,
      workingDir: '/',
      env: [],
      stopSignal: 'SIGTERM',
      stopTimeoutSeconds: 10,
      ...(readyLog === undefined ? {} : { readyLog }),
    },
    ports: [{ name: 'http', port: 3001, hostAddress: '0.0.0.0', range: '20000-29999' }],
    update: { drainSeconds: 10, autoRevert: true },
    alternatives: [],
  };
  return { service, slot: 0, revision: 'r1', ports: { http: 3001 }, command, env: { A: '1' }, ...rest };
}

/** What a process runtime promises. Run against real processes and against the simulation, which therefore may stand for them. */
export function describeProcessRuntime(name: string, createWorld: () => Promise<World>): void {
  describe(name, () => {
    let world: World;
    let runtime: Runtime;
    let logs: ProcessLogs;

    beforeEach(async () => {
      world = await createWorld();
      ({ runtime, logs } = world.controller());
    });
    afterEach(() => world.dispose());

    const observe = async (from = runtime): Promise<Instance[]> => {
      const observation = await from.observe(STACK, SPEC, LIVE);
      if (!observation.known) throw new Error(observation.reason);
      return [...observation.value.instances];
    };
    const only = async (from = runtime): Promise<Instance> => {
      const instances = await observe(from);
      expect(instances).toHaveLength(1);
      return instances[0]!;
    };
    const inState = (state: Instance['state'], from = runtime, run = 1): Promise<Instance> =>
      world.until(async () => {
        const found = (await observe(from))[0];
        return found?.state === state && found.run >= run && (state !== 'Running' || found.pid !== undefined)
          ? found
          : undefined;
      });
    const lines = async (): Promise<string[]> => {
      const all: string[] = [];
      for await (const { line } of logs.read({ uid: STACK.uid, service: 'api', tail: 0, follow: false }, LIVE))
        all.push(line);
      return all;
    };
    const logged = (wanted: string, times = 1): Promise<true> =>
      world.until(async () => ((await lines()).filter((line) => line === wanted).length >= times ? true : undefined));

    it('shows a started instance as it was launched', async () => {
      expect(await observe()).toEqual([]);
      await runtime.start(STACK, launch('serve'), { SECRET: 's3' }, LIVE);
      const instance = await inState('Running');
      expect(instance).toMatchObject({ service: 'api', slot: 0, revision: 'r1', run: 1, strays: [] });
      expect(instance.id).toMatch(/^qbtc-shop-api-0-[0-9a-f]{8}$/);
      expect(instance.addresses).toEqual({ http: { host: '127.0.0.1', port: 3001 } });
      expect(instance.env).toMatchObject({ A: '1', SECRET: 's3' });
      expect(instance.launch).toEqual(launch('serve'));
      expect(instance.startedAt).toBeGreaterThan(0);
      await logged('started');
    });

    it('starts nothing twice when it is asked twice', async () => {
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      const { pid } = await inState('Running');
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      await runtime.restart(STACK, (await only()).id, LIVE);
      await logged('started');
      expect(await only()).toMatchObject({ pid, run: 1 });
      expect(await lines()).toEqual(['started']);
    });

    it('keeps the exit status of a command that ended by itself', async () => {
      await runtime.start(STACK, launch('leave'), {}, LIVE);
      const instance = await inState('Exited');
      expect(instance.exit).toMatchObject({ code: 7, signal: undefined });
      expect(instance.pid).toBeUndefined();
      expect(await lines()).toEqual(['done']);
    });

    it('tells which signal ended a command', async () => {
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      world.signal((await inState('Running')).pid!, 'SIGKILL');
      expect((await inState('Exited')).exit).toMatchObject({ code: 137, signal: 'SIGKILL' });
    });

    it('starts an ended instance again as another run, and keeps its log', async () => {
      await runtime.start(STACK, launch('leave'), {}, LIVE);
      const { id } = await inState('Exited');
      await runtime.restart(STACK, id, LIVE);
      expect(await inState('Exited', runtime, 2)).toMatchObject({ id, run: 2, exit: { code: 7 } });
      expect(await lines()).toEqual(['done', 'done']);
    });

    it('goes on with what runs after the controller was replaced', async () => {
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      const before = await inState('Running');
      const next = world.controller().runtime;
      expect(await only(next)).toEqual(before);
      world.signal(before.pid!, 'SIGTERM');
      expect((await inState('Exited', next)).exit).toMatchObject({ code: 143, signal: 'SIGTERM' });
    });

    it('knows how a command ended while no controller ran', async () => {
      await runtime.start(STACK, launch('leave'), {}, LIVE);
      await logged('done');
      expect((await inState('Exited', world.controller().runtime)).exit).toMatchObject({ code: 7 });
    });

    it('lets a command end gracefully and says since when it was asked', async () => {
      await runtime.start(STACK, launch('graceful'), {}, LIVE);
      const { id } = await inState('Running');
      await logged('armed');
      await runtime.stop(STACK, id, 'SIGTERM', LIVE);
      const instance = await inState('Exited');
      expect(instance.exit).toMatchObject({ code: 3 });
      expect(instance.stoppingSince).toBeGreaterThan(0);
      expect(await lines()).toEqual(['armed', 'bye']);
    });

    it('asks only once, and kills what does not listen', async () => {
      await runtime.start(STACK, launch('stubborn'), {}, LIVE);
      const { id } = await inState('Running');
      await logged('armed');
      await runtime.stop(STACK, id, 'SIGTERM', LIVE);
      await logged('refused');
      await runtime.stop(STACK, id, 'SIGTERM', LIVE);
      expect(await only()).toMatchObject({ state: 'Stopping' });
      await runtime.kill(STACK, id, LIVE);
      expect((await inState('Exited')).exit).toMatchObject({ code: 137 });
      expect(await lines()).toEqual(['armed', 'refused']);
    });

    it('finds a process that left the group, ends it, and only then removes the instance', async () => {
      await runtime.start(STACK, launch('scatter'), {}, LIVE);
      const instance = await inState('Exited');
      expect(instance.exit).toMatchObject({ code: 4 });
      expect(instance.strays).toHaveLength(1);
      await expect(runtime.remove(STACK, instance.id, LIVE)).rejects.toMatchObject({ code: 'InstanceRuns' });
      await runtime.kill(STACK, instance.id, LIVE);
      await world.until(async () => ((await only()).strays.length === 0 ? true : undefined));
      await runtime.remove(STACK, instance.id, LIVE);
      expect(await observe()).toEqual([]);
    });

    it('removes no instance that runs, and purges no stack that has instances', async () => {
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      const { id } = await inState('Running');
      await expect(runtime.remove(STACK, id, LIVE)).rejects.toMatchObject({ code: 'InstanceRuns' });
      await expect(runtime.purge(STACK, LIVE)).rejects.toMatchObject({ code: 'InstancesRemain' });
      await runtime.kill(STACK, id, LIVE);
      await inState('Exited');
      await runtime.remove(STACK, id, LIVE);
      await runtime.purge(STACK, LIVE);
      await runtime.purge(STACK, LIVE);
      expect(await observe()).toEqual([]);
      expect(await lines()).toEqual([]);
    });

    it('sees the ready line of this run, not one of an earlier run', async () => {
      await runtime.start(STACK, launch('ready', { readyLog: 'listening$' }), {}, LIVE);
      const { id, readyLogSeen } = await inState('Running');
      expect(readyLogSeen).toBe(false);
      await world.until(async () => (await only()).readyLogSeen);
      expect((await only(world.controller().runtime)).readyLogSeen).toBe(true);
      await runtime.kill(STACK, id, LIVE);
      await inState('Exited');
      await runtime.restart(STACK, id, LIVE);
      expect((await inState('Running', runtime, 2)).readyLogSeen).toBe(false);
      await world.until(async () => (await only()).readyLogSeen);
    });

    it('tells its watchers of the start and the end of a command', async () => {
      let hints = 0;
      using _ = runtime.watch(STACK, () => hints++);
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      const { pid } = await inState('Running');
      await world.until(async () => hints > 0 || undefined);
      const before = hints;
      world.signal(pid!, 'SIGKILL');
      await world.until(async () => hints > before || undefined);
      expect(await inState('Exited')).toBeDefined();
    });

    it('takes a run that was recorded but never begun for ended, and can start it again', async () => {
      const lost = (processes: Processes): Processes => ({ ...processes, spawn: () => Promise.resolve() });
      await world.controller(lost).runtime.start(STACK, launch('serve'), {}, LIVE);
      expect(await only()).toMatchObject({ state: 'Pending', run: 1 });
      const { id, exit, startedAt } = await inState('Exited');
      expect(exit).toMatchObject({ code: undefined });
      expect(startedAt).toBeUndefined();
      await runtime.restart(STACK, id, LIVE);
      expect(await inState('Running')).toMatchObject({ run: 2 });
      await logged('started');
    });

    it('says that a start failed, and then starts nothing', async () => {
      const failing = (processes: Processes): Processes => ({
        ...processes,
        spawn: () => Promise.reject(new Error('no memory')),
      });
      await expect(world.controller(failing).runtime.start(STACK, launch('serve'), {}, LIVE)).rejects.toThrow(
        'no memory',
      );
      expect(await only()).toMatchObject({ state: 'Exited', run: 1, startedAt: undefined });
    });

    it('shows an instance with a damaged record beside the others, and can end and replace it', async () => {
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      await inState('Running');
      await runtime.start(STACK, launch('serve', { slot: 1 }), {}, LIVE);
      const [first, second] = await world.until(async () => {
        const all = await observe();
        return all.length === 2 && all.every(({ state, pid }) => state === 'Running' && pid) ? all : undefined;
      });
      await world.overwrite(`${world.directory}/${STACK.uid}/instances/${first!.id}/launch.json`, '{"version":1,"la');
      const next = world.controller().runtime;
      const [damaged, whole] = await observe(next);
      expect(whole).toEqual(second);
      expect(damaged).toMatchObject({
        id: first!.id,
        state: 'Running',
        pid: first!.pid,
        service: 'api',
        slot: 0,
        revision: 'damaged',
      });
      expect(damaged!.problem).toContain('launch.json');
      await expect(next.restart(STACK, first!.id, LIVE)).rejects.toMatchObject({ code: 'RecordDamaged' });
      // The same launch again mends the record and starts nothing.
      await next.start(STACK, launch('serve'), {}, LIVE);
      expect((await observe(next))[0]).toEqual(first);
    });

    it('recognises a living process by its marker when its pid record is damaged as well', async () => {
      await runtime.start(STACK, launch('serve'), {}, LIVE);
      const { id, pid } = await inState('Running');
      const folder = `${world.directory}/${STACK.uid}/instances/${id}`;
      await world.overwrite(`${folder}/launch.json`, '');
      await world.overwrite(`${folder}/run-1/pid`, '??');
      const next = world.controller().runtime;
      expect(await only(next)).toMatchObject({ state: 'Running', pid });
      await next.stop(STACK, id, 'SIGTERM', LIVE);
      await inState('Exited', next);
      await next.remove(STACK, id, LIVE);
      expect(await observe(next)).toEqual([]);
    });

    it('ends without a signal what was stopped before it began', async () => {
      const lost = (processes: Processes): Processes => ({ ...processes, spawn: () => Promise.resolve() });
      await world.controller(lost).runtime.start(STACK, launch('serve'), {}, LIVE);
      const { id } = await only();
      await runtime.stop(STACK, id, 'SIGTERM', LIVE);
      expect(await only()).toMatchObject({ state: 'Exited', exit: { code: undefined } });
    });
  });
}
