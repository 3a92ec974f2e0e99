import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Engine } from '../../../controller/api/engine.ts';
import { CONTAINER_BEHAVIOURS, describeEngine, requestFor, type EngineWorld } from '../../contract/engine.ts';
import { createSimulatedClock, type SimulatedClock } from '../../fakes/simulated-clock.ts';
import { createSimulatedEngine } from '../../fakes/simulated-engine.ts';
import type { CommandResult } from '../../fakes/simulated-command.ts';
import { SimulatedEngineHost } from '../../fakes/simulated-engine-host.ts';

const byScript = new Map(Object.values(CONTAINER_BEHAVIOURS).map(({ script, program }) => [script, program]));
const within = (): AbortSignal => new AbortController().signal;

/** The one command of the contract that the simulation does not know by itself. */
const exec = (
  _: unknown,
  [, , line]: readonly string[],
  env: Readonly<Record<string, string>>,
): CommandResult | undefined =>
  line?.startsWith('echo $B') === true ? { code: 5, output: `${env.B ?? ''}\ntwo\n` } : undefined;

let clock: SimulatedClock;
let host: SimulatedEngineHost;
let engine: Engine;
let held: Set<number>;

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const deadline = clock.now() + 60_000; clock.now() < deadline;) {
    const result = await look();
    if (result !== undefined && result !== false) return result;
    await clock.advance(10);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Lets time pass until a call has its answer. */
async function settled<T>(promise: Promise<T>): Promise<T> {
  const progress = { isSettled: false };
  const settle = (): void => {
    progress.isSettled = true;
  };
  promise.then(settle, settle);
  for (const deadline = clock.now() + 120_000; !progress.isSettled && clock.now() < deadline;) await clock.advance(10);
  return promise;
}

/** The engine, for tests that know nothing of simulated time. */
const moving = (system: Engine): Engine =>
  new Proxy(system, {
    get: (target, name, receiver): unknown => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (name !== 'stopContainer' && name !== 'pull') return member;
      return (...args: unknown[]) => settled((member as (...given: unknown[]) => Promise<unknown>)(...args));
    },
  });

beforeEach(() => {
  clock = createSimulatedClock();
  held = new Set();
  host = new SimulatedEngineHost({
    clock,
    program: ([shell, , script]) => (shell === '/bin/sh' ? byScript.get(script ?? '') : undefined),
    exec,
    listen: (_, port) => (held.has(port) ? undefined : { [Symbol.dispose]: () => undefined }),
    exists: (path) => !path.startsWith('/nowhere'),
  });
  engine = createSimulatedEngine(host);
});

function simulatedWorld(): EngineWorld {
  let port = 20_000;
  const credentials = { registry: '127.0.0.1:5000', username: 'puller', password: 'pull-s3cret' };
  return {
    engine: moving(engine),
    image: async ({ healthcheck } = {}) => {
      const name = `qbtc-test/busybox:${healthcheck === undefined ? 'plain' : 'checked'}`;
      const check =
        healthcheck === undefined
          ? {}
          : { healthcheck: { Test: ['CMD-SHELL', 'test -e /bin/sh'], Interval: 100_000_000 } };
      if (!host.images.find(name)) host.addImage(name, check);
      return name;
    },
    tag: async (image, repository, tag) => {
      const found = host.images.find(image);
      if (found) host.images.tag(found, `${repository}:${tag}`);
    },
    subnet: (number) => `10.99.${number}.0/24`,
    pause: async (id) => {
      host.find(id)?.pause();
    },
    freePort: async () => port++,
    hold: async (each) => void held.add(each),
    folder: '/srv',
    push: async (image, name) => {
      const pushed = `${credentials.registry}/${name}`;
      host.images.publish(pushed, { image: host.images.find(image)!, size: 1_000_000, credentials });
      return { name: pushed, credentials };
    },
    until,
    signal: within,
  };
}

describe('a simulated engine', () => {
  let world: EngineWorld;
  beforeEach(() => {
    world = simulatedWorld();
  });
  describeEngine(() => world);
});

describe('faults of a simulated engine', () => {
  const running = async (name: string, Init: boolean): Promise<string> => {
    const image = await simulatedWorld().image();
    const id = await engine.createContainer(name, requestFor(image, 'serve', { host: { Init } }), within());
    await engine.startContainer(id, within());
    return id;
  };

  it('is unreachable while it is absent, and hangs until the call is aborted', async () => {
    host.power.kill();
    await expect(engine.containers(within())).rejects.toMatchObject({
      code: 'EngineUnreachable',
      mend: expect.stringContaining('Start Docker'),
    });
    host.power.boot();
    host.power.hang();
    const called = new AbortController();
    const answer = engine.containers(called.signal);
    called.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });

  it.each([
    ['stop', 143, 137],
    ['kill', 143, 137],
  ] as const)(
    'ends what runs when it is restarted after a %s, and what has such a policy starts again',
    async (way, below, alone) => {
      const [one, two, kept] = [await running('one', true), await running('two', false), await running('kept', true)];
      await engine.setRestartPolicy(kept, 'always', within());
      const events = engine.events(within())[Symbol.asyncIterator]();
      await events.next();
      host.power[way]();
      await expect(events.next()).rejects.toMatchObject({ code: 'EngineUnreachable' });
      expect(host.find(two)?.state).toBe('running');
      host.power.boot();
      await until('an answer', async () => host.power.mode === 'up');
      expect(await engine.container(one, within())).toMatchObject({ state: 'exited', exitCode: below });
      expect(await engine.container(two, within())).toMatchObject({ state: 'exited', exitCode: alone });
      expect(await engine.container(kept, within())).toMatchObject({ state: 'running' });
    },
  );

  it('breaks the connection of a call that takes long', async () => {
    const id = await running('web', false);
    const stopped = engine.stopContainer(id, 60, within());
    await clock.settle();
    host.power.kill();
    await expect(stopped).rejects.toMatchObject({ code: 'EngineUnreachable' });
  });

  it('counts each change as an effect, by its name', async () => {
    const names: string[] = [];
    engine = createSimulatedEngine(host, async (name, run) => {
      names.push(name);
      return run();
    });
    const id = await running('web', true);
    await settled(engine.stopContainer(id, 10, within()));
    await engine.removeContainer(id, within());
    await engine.containers(within());
    expect(names).toEqual(['docker create web', 'docker start web', 'docker stop web', 'docker remove web']);
  });

  it('takes the time that the test says', async () => {
    host.delay = () => 500;
    const before = clock.now();
    await settled(engine.containers(within()));
    expect(clock.now() - before).toBe(500);
  });
});
