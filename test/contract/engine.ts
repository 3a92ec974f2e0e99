import { LIFTED } from '../../controller/api/limits.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ContainerRequest, HostConfig } from '../../controller/api/container-request.ts';
import type { ContainerDetail } from '../../controller/api/container.ts';
import type { ContainerLogQuery, Engine, EngineEvent, PullProgress } from '../../controller/api/engine.ts';
import type { ContainerProgram } from '../fakes/simulated-run.ts';

/** What the contract needs of an engine, real or simulated. */
export interface EngineWorld {
  readonly engine: Engine;
  /** An image whose containers can run the behaviours below. */
  image(options?: { readonly healthcheck?: string }): Promise<string>;
  /** Gives an image a further name, taken from whatever had it. */
  tag(image: string, repository: string, tag: string): Promise<void>;
  /** A subnet that is free, for each number from 0. */
  subnet(number: number): string;
  /** Pauses a container from outside. */
  pause(id: string): Promise<void>;
  freePort(): Promise<number>;
  /** Lets somebody who is no container listen on a port of this host. */
  hold(port: number): Promise<void>;
  /** A folder of this host. */
  readonly folder: string;
  /** Puts an image into a registry that asks for a password; returns the name by which it can be pulled. */
  push(image: string, name: string): Promise<{ readonly name: string; readonly credentials: Registry }>;
  /** Lets time pass until the condition holds; rejects after a deadline. */
  until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T>;
  signal(): AbortSignal;
}

interface Registry {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

/** Each behaviour as a real shell script and as a simulated program. A first process that handles no signal ignores it. */
export const CONTAINER_BEHAVIOURS = {
  /** Ignores SIGTERM, as every first process that does not handle it. */
  serve: {
    script: 'echo started; echo warned >&2; exec sleep 600',
    program: (context) => {
      context.log('started');
      context.log('warned', 'stderr');
    },
  },
  leave: {
    script: 'echo done; exit 7',
    program: (context) => {
      context.log('done');
      context.exit(7);
    },
  },
  graceful: {
    script: 'trap "echo bye; exit 0" TERM; echo armed; while :; do sleep 0.05; done',
    program: (context) => {
      context.on('SIGTERM', () => {
        context.log('bye');
        context.exit(0);
      });
      context.log('armed');
    },
  },
  hungry: {
    script: 'x=$(yes | head -c 200000000 | tail -n 100000000)',
    program: (context) => {
      context.after(50, () => {
        context.exhaustMemory();
      });
    },
  },
  crash: {
    script: 'sleep 0.2; exit 3',
    program: (context) => {
      context.after(200, () => {
        context.exit(3);
      });
    },
  },
} satisfies Record<string, { script: string; program: ContainerProgram }>;

type Behaviour = keyof typeof CONTAINER_BEHAVIOURS;

export interface RequestOptions {
  readonly host?: Partial<HostConfig>;
  readonly networks?: ContainerRequest['NetworkingConfig']['EndpointsConfig'];
  readonly rest?: Partial<ContainerRequest>;
}

export const requestFor = (
  image: string,
  behaviour: Behaviour | readonly string[],
  { host = {}, networks = {}, rest = {} }: RequestOptions = {},
): ContainerRequest => ({
  Image: image,
  Entrypoint: [],
  Cmd: typeof behaviour === 'string' ? ['/bin/sh', '-c', CONTAINER_BEHAVIOURS[behaviour].script] : behaviour,
  Env: ['A=1'],
  Labels: { 'qbtc.dev/test': 'contract' },
  StopSignal: 'SIGTERM',
  StopTimeout: 10,
  ExposedPorts: {},
  HostConfig: {
    NetworkMode: 'none',
    RestartPolicy: { Name: 'no' },
    PortBindings: {},
    Mounts: [],
    Tmpfs: {},
    CapAdd: [],
    CapDrop: [],
    ExtraHosts: [],
    SecurityOpt: [],
    Init: false,
    Privileged: false,
    ReadonlyRootfs: false,
    Devices: [],
    ...host,
  },
  NetworkingConfig: { EndpointsConfig: networks },
  ...rest,
});

/** What a container engine promises. Run against a real one and against the simulation, which therefore may stand for it. */
export function describeEngine(world: () => EngineWorld): void {
  let engine: Engine;
  let image: string;
  let signal: () => AbortSignal;
  let number = 0;
  let prefix: string;
  const name = (word: string): string => `${prefix}-${word}`;

  beforeEach(async () => {
    ({ engine } = world());
    signal = () => world().signal();
    image = await world().image();
    prefix = `qbtc-contract-${process.pid}-${number++}`;
  });
  afterEach(async () => {
    const ours = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
      all.filter((each) => each.name.startsWith(prefix));
    for (const { id } of ours(await engine.containers(signal()))) await engine.removeContainer(id, signal());
    for (const { id } of ours(await engine.networks(signal()))) await engine.removeNetwork(id, signal());
    for (const volume of ours(await engine.volumes(signal()))) await engine.removeVolume(volume.name, signal());
  });

  const create = (
    word: string,
    behaviour: Behaviour | readonly string[] = 'serve',
    options: RequestOptions = {},
  ): Promise<string> => engine.createContainer(name(word), requestFor(image, behaviour, options), signal());
  const run = async (...args: Parameters<typeof create>): Promise<string> => {
    const id = await create(...args);
    await engine.startContainer(id, signal());
    return id;
  };
  const detail = async (id: string): Promise<ContainerDetail> => {
    const found = await engine.container(id, signal());
    if (!found) throw new Error(`no container ${id}`);
    return found;
  };
  const untilState = (id: string, state: string): Promise<ContainerDetail> =>
    world().until(`${id} to be ${state}`, async () => {
      const found = await detail(id);
      return found.state === state && found;
    });
  const linesOf = async (
    id: string,
    query: ContainerLogQuery = { tail: undefined, follow: false },
  ): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of engine.logs(id, query, signal())) lines.push(line);
    return lines;
  };
  const untilLine = (id: string, line: string): Promise<boolean> =>
    world().until(`the line ${line}`, async () => (await linesOf(id)).includes(line));
  const network = async (word: string, subnet?: string): Promise<string> => {
    await engine.createNetwork({ name: name(word), subnet, internal: false, labels: {} }, signal());
    return name(word);
  };

  describe('a container', () => {
    it('is created, runs, ends with its exit code, and is gone', async () => {
      const id = await create('web', 'leave');
      expect(await detail(id)).toMatchObject({
        id,
        name: name('web'),
        image,
        state: 'created',
        health: 'none',
        labels: { 'qbtc.dev/test': 'contract' },
        startedAt: undefined,
        finishedAt: undefined,
        restartPolicy: 'no',
        error: '',
      });
      await engine.startContainer(id, signal());
      const ended = await untilState(id, 'exited');
      expect(ended).toMatchObject({ exitCode: 7, oomKilled: false, pid: 0 });
      expect([typeof ended.startedAt, typeof ended.finishedAt]).toEqual(['number', 'number']);
      expect((await engine.containers(signal())).find((each) => each.id === id)).toMatchObject({
        name: name('web'),
        image,
        state: 'exited',
      });
      await engine.removeContainer(id, signal());
      expect(await engine.container(id, signal())).toBeUndefined();
      await engine.removeContainer(id, signal());
    });

    it('runs once, however often it is started', async () => {
      const id = await run('web');
      const { pid, startedAt, state } = await detail(id);
      expect({ state, runs: pid > 0 }).toEqual({ state: 'running', runs: true });
      await engine.startContainer(id, signal());
      expect(await detail(id)).toMatchObject({ pid, startedAt });
    });

    it.each([
      ['gracefully with 0', 'graceful', false, 0],
      ['by the signal with 143, below an init', 'serve', true, 143],
      ['by force with 137, when it ignores the signal', 'serve', false, 137],
    ] as const)('stops %s', async (_, behaviour, Init, exitCode) => {
      const id = await run('web', behaviour, { host: { Init } });
      await untilLine(id, behaviour === 'graceful' ? 'armed' : 'started');
      await engine.stopContainer(id, exitCode === 137 ? 0 : 10, signal());
      expect(await detail(id)).toMatchObject({ state: 'exited', exitCode });
      await engine.stopContainer(id, 0, signal());
      await engine.killContainer(id, 'SIGKILL', signal());
    });

    it('gets the signal that it is sent', async () => {
      const id = await run('web', 'graceful');
      await untilLine(id, 'armed');
      await engine.killContainer(id, 'SIGTERM', signal());
      expect(await untilState(id, 'exited')).toMatchObject({ exitCode: 0 });
      expect(await linesOf(id)).toContain('bye');
    });

    it('starts again after its end', async () => {
      const id = await run('web', 'leave');
      await untilState(id, 'exited');
      await engine.startContainer(id, signal());
      await world().until('both runs in its log', async () => (await linesOf(id)).length === 2);
    });

    it('is removed by force while it runs', async () => {
      const id = await run('web');
      await engine.removeContainer(id, signal());
      expect(await engine.container(id, signal())).toBeUndefined();
    });

    it('that takes more memory than it may have is ended, and says so', async () => {
      const id = await run('web', 'hungry', { host: { Memory: 16 * 1024 * 1024 } });
      expect(await untilState(id, 'exited')).toMatchObject({ exitCode: 137, oomKilled: true });
    });

    it('takes everything that a request can say', async () => {
      await engine.createVolume(name('data'), {}, signal());
      const mounts = [
        { Type: 'volume', Source: name('data'), Target: '/data', ReadOnly: false },
        { Type: 'bind', Source: world().folder, Target: '/host', ReadOnly: true },
      ] as const;
      const id = await run('web', 'serve', {
        host: {
          Mounts: mounts,
          Tmpfs: { '/scratch': 'size=1m' },
          NanoCpus: 500_000_000,
          Memory: 64 * 1024 * 1024,
          PidsLimit: 50,
          CapAdd: ['NET_ADMIN'],
          CapDrop: ['MKNOD'],
          ExtraHosts: ['db:127.0.0.9'],
          SecurityOpt: ['no-new-privileges'],
          Init: true,
          ReadonlyRootfs: true,
          PidMode: 'host',
          IpcMode: 'host',
          Devices: [{ PathOnHost: '/dev/zero', PathInContainer: '/dev/nothing', CgroupPermissions: 'r' }],
        },
        rest: { User: 'nobody', WorkingDir: '/tmp', ExposedPorts: { '80/tcp': {} }, Healthcheck: { Test: ['NONE'] } },
      });
      expect(await detail(id)).toMatchObject({
        state: 'running',
        volumes: [name('data')],
        healthTest: [],
        health: 'none',
      });
      await engine.removeContainer(id, signal());
    });

    it('tells what it was created with, whether it runs or not', async () => {
      await engine.createVolume(name('data'), {}, signal());
      const id = await create('web', 'serve', {
        host: {
          Mounts: [
            { Type: 'volume', Source: name('data'), Target: '/data', ReadOnly: false },
            { Type: 'bind', Source: world().folder, Target: '/host', ReadOnly: true },
          ],
          Tmpfs: { '/scratch': 'size=1m' },
          PortBindings: {
            '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }],
            '81/tcp': [{ HostIp: '', HostPort: '' }],
          },
          NanoCpus: 500_000_000,
          Memory: 64 * 1024 * 1024,
          PidsLimit: 50,
          CapAdd: ['NET_ADMIN'],
          CapDrop: ['MKNOD'],
          ExtraHosts: ['db:127.0.0.9'],
          ReadonlyRootfs: true,
          PidMode: 'host',
          Devices: [{ PathOnHost: '/dev/zero', PathInContainer: '/dev/nothing', CgroupPermissions: 'r' }],
        },
        rest: {
          User: 'nobody',
          WorkingDir: '/tmp',
          StopSignal: 'SIGINT',
          Env: ['A=1=2'],
          Healthcheck: { Test: ['CMD', 'true'], Interval: 2e9, Retries: 4 },
        },
      });
      const settings = await engine.settings(id, signal());
      expect(settings).toMatchObject({
        image,
        env: { A: '1=2' },
        entrypoint: [],
        command: ['/bin/sh', '-c', CONTAINER_BEHAVIOURS.serve.script],
        user: 'nobody',
        workingDir: '/tmp',
        stopSignal: 'SIGINT',
        published: [
          { port: 80, hostAddress: '127.0.0.1', hostPort: 8080 },
          { port: 81, hostAddress: '0.0.0.0', hostPort: 0 },
        ],
        networkMode: 'none',
        hostPid: true,
        hostIpc: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capAdd: ['NET_ADMIN'],
        capDrop: ['MKNOD'],
        extraHosts: ['db:127.0.0.9'],
        devices: ['/dev/zero:/dev/nothing:r'],
        limits: { cpus: 0.5, memory: 64 * 1024 * 1024, pids: 50 },
        healthcheck: { test: ['CMD', 'true'], intervalSeconds: 2, timeoutSeconds: 0, retries: 4 },
      });
      expect([...settings!.mounts].sort((a, b) => a.target.localeCompare(b.target))).toEqual([
        { type: 'volume', source: name('data'), target: '/data', readOnly: false },
        { type: 'bind', source: world().folder, target: '/host', readOnly: true },
        { type: 'tmpfs', source: '', target: '/scratch', readOnly: false },
      ]);
      await engine.removeContainer(id, signal());
      expect(await engine.settings(id, signal())).toBeUndefined();
    });

    it('keeps count of how often its policy may restart it', async () => {
      const id = await create('web');
      await engine.setRestartPolicy(id, 'on-failure:3', signal());
      expect((await detail(id)).restartPolicy).toBe('on-failure:3');
      expect((await engine.settings(id, signal()))?.restartPolicy).toBe('on-failure:3');
      await engine.setRestartPolicy(id, 'unless-stopped', signal());
      expect((await detail(id)).restartPolicy).toBe('unless-stopped');
    });

    it('is given other limits while it runs, also larger ones than its memory and swap together', async () => {
      const limits = { cpus: 0.5, memory: 16 * 1024 * 1024, pids: 50 };
      const id = await run('web', 'serve');
      await engine.setLimits(id, limits, signal());
      expect((await detail(id)).limits).toEqual(limits);
      await engine.setLimits(id, { memory: 64 * 1024 * 1024 }, signal());
      expect((await engine.settings(id, signal()))?.limits).toEqual({ ...limits, memory: 64 * 1024 * 1024 });
      // By the API a limit of processes alone can be taken away.
      await engine.setLimits(id, { pids: LIFTED }, signal());
      expect((await detail(id)).limits.pids).toBe(LIFTED);
      expect((await engine.settings(id, signal()))?.limits.pids).toBe(0);
    });

    it('without a program that exists is refused, and stays', async () => {
      const id = await create('web', ['/nowhere']);
      await expect(engine.startContainer(id, signal())).rejects.toMatchObject({
        code: 'CommandNotFound',
        disposition: 'terminal',
      });
      expect(await detail(id)).toMatchObject({
        state: 'created',
        exitCode: 127,
        error: expect.stringContaining('/nowhere'),
      });
    });

    it.each([
      [
        'a mount of a folder that does not exist',
        { Mounts: [{ Type: 'bind', Source: '/nowhere/at/all', Target: '/x', ReadOnly: false }] },
      ],
      ['too little memory', { Memory: 1000 }],
    ] as const)('with %s is refused', async (_, host) => {
      await expect(create('web', 'serve', { host })).rejects.toMatchObject({
        code: 'ContainerInvalid',
        disposition: 'terminal',
      });
    });

    it('whose image is missing is refused', async () => {
      const request = requestFor('qbtc-test/nowhere:1', 'serve');
      await expect(engine.createContainer(name('web'), request, signal())).rejects.toMatchObject({
        code: 'ImageMissing',
        message: expect.stringContaining('qbtc-test/nowhere:1'),
      });
    });

    it('has a name of its own', async () => {
      const id = await create('web');
      await expect(create('web')).rejects.toMatchObject({ code: 'NameConflict', message: expect.stringContaining(id) });
      await create('other');
      await expect(engine.renameContainer(name('other'), name('web'), signal())).rejects.toMatchObject({
        code: 'NameConflict',
      });
      await engine.renameContainer(id, name('old'), signal());
      expect((await detail(id)).name).toBe(name('old'));
      await create('web');
    });

    it('that is gone is not found', async () => {
      const code = 'NotFound';
      await expect(engine.startContainer(name('gone'), signal())).rejects.toMatchObject({ code });
      await expect(engine.stopContainer(name('gone'), 1, signal())).rejects.toMatchObject({ code });
      await expect(engine.killContainer(name('gone'), 'SIGTERM', signal())).rejects.toMatchObject({ code });
      await expect(engine.renameContainer(name('gone'), name('x'), signal())).rejects.toMatchObject({ code });
      await expect(engine.exec(name('gone'), { command: ['true'] }, signal())).rejects.toMatchObject({ code });
      await expect(linesOf(name('gone'))).rejects.toMatchObject({ code });
    });

    it('restarts by its policy until that is taken from it', async () => {
      const id = await run('web', 'crash');
      await engine.setRestartPolicy(id, 'always', signal());
      const { startedAt } = await detail(id);
      await world().until('a restart', async () => (await detail(id)).startedAt !== startedAt);
      expect((await detail(id)).restartPolicy).toBe('always');
      await engine.setRestartPolicy(id, 'no', signal());
      await engine.stopContainer(id, 0, signal());
      expect(await untilState(id, 'exited')).toMatchObject({ restartPolicy: 'no' });
    });

    it('that was paused goes on', async () => {
      const id = await run('web');
      await world().pause(id);
      expect((await detail(id)).state).toBe('paused');
      await expect(engine.startContainer(id, signal())).rejects.toMatchObject({
        code: 'EngineError',
        disposition: 'wait',
      });
      await expect(engine.exec(id, { command: ['true'] }, signal())).rejects.toMatchObject({ code: 'EngineError' });
      await engine.unpauseContainer(id, signal());
      expect((await detail(id)).state).toBe('running');
      await engine.unpauseContainer(id, signal());
    });
  });

  describe('a command in a container', () => {
    it('gives its exit code and its output', async () => {
      const id = await run('web');
      const command = ['sh', '-c', 'echo $B; echo two >&2; exit 5'];
      const { code, output } = await engine.exec(id, { command, env: { B: 'one' } }, signal());
      // Each stream has its order; an engine promises none between the two.
      expect([code, output.split('\n').sort()]).toEqual([5, ['', 'one', 'two']]);
    });

    it('that does not exist has failed', async () => {
      const id = await run('web');
      expect((await engine.exec(id, { command: ['/nowhere'] }, signal())).code).not.toBe(0);
    });

    it('needs the container to run', async () => {
      const id = await create('web');
      await expect(engine.exec(id, { command: ['true'] }, signal())).rejects.toMatchObject({ code: 'EngineError' });
    });
  });

  describe('a health check', () => {
    const check = { Interval: 100_000_000, Timeout: 5_000_000_000, Retries: 2, Test: ['CMD-SHELL', 'test -e /tmp/ok'] };

    it('goes from starting to healthy to unhealthy, and says nothing of a container that has ended', async () => {
      const id = await run('web', 'serve', { rest: { Healthcheck: { ...check, StartPeriod: 60_000_000_000 } } });
      expect(await detail(id)).toMatchObject({ health: 'starting', healthTest: check.Test });
      const summary = async (): Promise<string | undefined> =>
        (await engine.containers(signal())).find((each) => each.id === id)?.health;
      expect(await summary()).toBe('starting');
      await engine.exec(id, { command: ['touch', '/tmp/ok'] }, signal());
      await world().until('it to be healthy', async () => (await detail(id)).health === 'healthy');
      expect(await summary()).toBe('healthy');
      await engine.exec(id, { command: ['rm', '/tmp/ok'] }, signal());
      await world().until('it to be unhealthy', async () => (await detail(id)).health === 'unhealthy');
      expect(await summary()).toBe('unhealthy');
      await engine.stopContainer(id, 0, signal());
      expect([(await detail(id)).health, await summary()]).toEqual(['none', 'none']);
    });

    it('has not failed because its container was paused', async () => {
      const slow = { ...check, Interval: 1_000_000_000, Test: ['CMD', 'true'] };
      const id = await run('web', 'serve', { rest: { Healthcheck: slow } });
      await world().until('it to be healthy', async () => (await detail(id)).health === 'healthy');
      await world().pause(id);
      await engine.unpauseContainer(id, signal());
      expect((await detail(id)).health).not.toBe('unhealthy');
      await world().until('it to be healthy again', async () => (await detail(id)).health === 'healthy');
    });

    it('may come with the image', async () => {
      image = await world().image({ healthcheck: '--interval=100ms CMD test -e /bin/sh' });
      const id = await run('web');
      expect((await detail(id)).healthTest).toEqual(['CMD-SHELL', 'test -e /bin/sh']);
      await world().until('it to be healthy', async () => (await detail(id)).health === 'healthy');
    });
  });

  describe('the logs of a container', () => {
    it('have both streams, and as many of the last lines as are asked for', async () => {
      const id = await run('web');
      await untilLine(id, 'warned');
      expect((await linesOf(id)).sort()).toEqual(['started', 'warned']);
      expect(await linesOf(id, { tail: 1, follow: false })).toHaveLength(1);
    });

    it('can be had of one run alone', async () => {
      const id = await run('web');
      await untilLine(id, 'warned');
      const aMoment = async (): Promise<void> => {
        let looks = 0;
        await world().until('a moment to pass', () => Promise.resolve(looks++ > 0));
      };
      await aMoment();
      await engine.killContainer(id, 'SIGKILL', signal());
      await untilState(id, 'exited');
      await aMoment();
      await engine.startContainer(id, signal());
      // The end of the first run: a container may write before the engine has noted that it started.
      const { finishedAt: since } = await detail(id);
      const second = { tail: undefined, follow: false, since };
      await world().until('the second run to write', async () => (await linesOf(id, second)).length === 2);
      expect((await linesOf(id)).sort()).toEqual(['started', 'started', 'warned', 'warned']);
    });

    it('can be followed to the end of the container', async () => {
      const id = await run('web', 'graceful');
      await untilLine(id, 'armed');
      const lines = linesOf(id, { tail: undefined, follow: true });
      await engine.killContainer(id, 'SIGTERM', signal());
      await untilState(id, 'exited');
      expect(await lines).toEqual(['armed', 'bye']);
    });
  });

  describe('a network', () => {
    it('has a subnet, labels, and the containers in it an address while they run', async () => {
      const subnet = world().subnet(0);
      await engine.createNetwork({ name: name('net'), subnet, internal: true, labels: { a: 'b' } }, signal());
      const found = (await engine.networks(signal())).find((each) => each.name === name('net'));
      expect(found).toMatchObject({ driver: 'bridge', internal: true, subnets: [subnet], labels: { a: 'b' } });
      const networks = { [name('net')]: { Aliases: ['cache'] } };
      const id = await create('web', 'serve', { host: { NetworkMode: name('net') }, networks });
      expect((await detail(id)).networks).toMatchObject({ [name('net')]: { address: '' } });
      await engine.startContainer(id, signal());
      const running = await detail(id);
      expect(running.networks[name('net')]).toMatchObject({ networkId: found!.id });
      expect(running.networks[name('net')]!.address).toMatch(
        new RegExp(`^${subnet.replace(/0\/24$/, '').replaceAll('.', '\\.')}\\d+$`),
      );
      expect(running.aliases).toEqual({ [name('net')]: ['cache'] });
    });

    it('overlaps with no other one, and has a name of its own', async () => {
      await network('one', world().subnet(1));
      await expect(network('two', world().subnet(1))).rejects.toMatchObject({
        code: 'SubnetConflict',
        disposition: 'wait',
      });
      await expect(network('one', world().subnet(2))).rejects.toMatchObject({ code: 'NameConflict' });
    });

    it('is connected and disconnected while a container runs, and cannot go before', async () => {
      const one = await network('one');
      const id = await run('web', 'serve', { host: { NetworkMode: one } });
      const two = await network('two');
      await engine.connectNetwork(two, id, ['alias'], signal());
      expect(await detail(id)).toMatchObject({
        networks: { [two]: { address: expect.stringMatching(/\d$/) } },
        aliases: { [two]: ['alias'] },
      });
      await expect(engine.removeNetwork(two, signal())).rejects.toMatchObject({
        code: 'NetworkInUse',
        disposition: 'wait',
      });
      await engine.disconnectNetwork(two, id, signal());
      expect(Object.keys((await detail(id)).networks)).toEqual([one]);
      await engine.removeNetwork(two, signal());
      await engine.removeNetwork(two, signal());
      await expect(engine.connectNetwork(two, id, [], signal())).rejects.toMatchObject({ code: 'NotFound' });
    });

    it('that was made anew under a container is not the one that the container wants, until it is left and joined', async () => {
      const net = await network('net');
      const id = await create('web', 'serve', { host: { NetworkMode: net } });
      await engine.startContainer(id, signal());
      await engine.stopContainer(id, 0, signal());
      await engine.removeNetwork(net, signal());
      await network('net');
      await expect(engine.startContainer(id, signal())).rejects.toMatchObject({ code: 'NotFound' });
      await engine.disconnectNetwork(net, id, signal());
      await engine.connectNetwork(net, id, ['alias'], signal());
      await engine.startContainer(id, signal());
      expect(await detail(id)).toMatchObject({ state: 'running', aliases: { [net]: ['alias'] } });
    });
  });

  describe('a volume', () => {
    it('is created once, and cannot go while a container has it', async () => {
      await engine.createVolume(name('data'), { a: 'b' }, signal());
      await engine.createVolume(name('data'), { a: 'b' }, signal());
      expect((await engine.volumes(signal())).filter((each) => each.name === name('data'))).toEqual([
        { name: name('data'), labels: { a: 'b' } },
      ]);
      const id = await create('web', 'serve', {
        host: { Mounts: [{ Type: 'volume', Source: name('data'), Target: '/data', ReadOnly: false }] },
      });
      await expect(engine.removeVolume(name('data'), signal())).rejects.toMatchObject({
        code: 'VolumeInUse',
        disposition: 'wait',
      });
      await engine.removeContainer(id, signal());
      await engine.removeVolume(name('data'), signal());
      await engine.removeVolume(name('data'), signal());
    });
  });

  describe('a published port', () => {
    const publishing = (port: number): RequestOptions => ({
      host: { NetworkMode: name('net'), PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: `${port}` }] } },
      rest: { ExposedPorts: { '80/tcp': {} } },
    });

    it('is seen while the container runs', async () => {
      await network('net');
      const port = await world().freePort();
      const id = await run('web', 'serve', publishing(port));
      const published = [{ port: 80, hostAddress: '127.0.0.1', hostPort: port }];
      expect(await detail(id)).toMatchObject({ published });
      expect((await engine.containers(signal())).find((each) => each.id === id)).toMatchObject({ published });
    });

    it.each(['another container', 'somebody else'])('that %s has keeps a container from its start', async (holder) => {
      await network('net');
      const port = await world().freePort();
      if (holder === 'somebody else') await world().hold(port);
      else await run('first', 'serve', publishing(port));
      const id = await create('web', 'serve', publishing(port));
      await expect(engine.startContainer(id, signal())).rejects.toMatchObject({
        code: 'PortConflict',
        disposition: 'wait',
        message: expect.stringContaining(`${port}`),
      });
      expect((await detail(id)).state).toBe('created');
    });
  });

  describe('an image', () => {
    it('that its name has left is told by its id', async () => {
      const other = await world().image({ healthcheck: 'NONE' });
      const moving = `qbtc-test/moving-${prefix}:1`;
      await world().tag(image, `qbtc-test/moving-${prefix}`, '1');
      const id = await engine.createContainer(name('web'), requestFor(moving, 'serve'), signal());
      const { imageId } = await detail(id);
      expect(await detail(id)).toMatchObject({ image: moving });
      expect(await engine.image(moving, signal())).toMatchObject({
        id: imageId,
        tags: expect.arrayContaining([moving]),
      });
      await world().tag(other, `qbtc-test/moving-${prefix}`, '1');
      expect(await detail(id)).toMatchObject({ image: moving, imageId });
      expect((await engine.containers(signal())).find((each) => each.id === id)).toMatchObject({
        image: imageId,
        imageId,
      });
    });

    it('is pulled with credentials, by its tag or its digest, and its progress is told', async () => {
      const { name: pushed, credentials } = await world().push(image, 'team/api:1');
      await expect(engine.pull(pushed, undefined, () => undefined, signal())).rejects.toMatchObject({
        code: 'PullFailed',
        mend: expect.stringContaining('docker login'),
      });
      const wrong = { ...credentials, password: 'planted-s3cret' };
      const refusal = await engine.pull(pushed, wrong, () => undefined, signal()).catch(String);
      expect(refusal).toContain('cannot pull the image');
      expect(refusal).not.toContain('s3cret');
      const told: PullProgress[] = [];
      await engine.pull(pushed, credentials, (progress) => told.push(progress), signal());
      for (const { current, total } of told) expect(current).toBeLessThanOrEqual(total);
      const pulled = await engine.image(pushed, signal());
      expect(pulled?.tags).toContain(pushed);
      const digest = pulled?.digests.find((each) => each.startsWith(pushed.replace(/:1$/, '@sha256:')));
      await engine.pull(digest!, credentials, () => undefined, signal());
      await expect(
        engine.pull(pushed.replace(/1$/, '2'), credentials, () => undefined, signal()),
      ).rejects.toMatchObject({
        code: 'PullFailed',
        disposition: 'wait',
        mend: expect.stringContaining('Check the name and the tag'),
      });
    });

    it('of a registry that does not answer cannot be pulled now', async () => {
      const nobody = `127.0.0.1:${await world().freePort()}/api:1`;
      await expect(engine.pull(nobody, undefined, () => undefined, signal())).rejects.toMatchObject({
        code: 'PullFailed',
        disposition: 'retry',
      });
    });
  });

  describe('events', () => {
    it('tell in order what happens to a container, from the moment of the connection', async () => {
      const called = new AbortController();
      const seen: EngineEvent[] = [];
      const follow = (async () => {
        for await (const event of engine.events(called.signal)) seen.push(event);
      })();
      follow.catch(() => undefined);
      await world().until('the connection', async () => seen[0]?.type === 'Connected');
      const net = await network('net');
      const id = await create('web', 'graceful', { host: { NetworkMode: net } });
      await engine.startContainer(id, signal());
      await untilLine(id, 'armed');
      await engine.exec(id, { command: ['true'] }, signal());
      await engine.stopContainer(id, 5, signal());
      await engine.removeContainer(id, signal());
      await world().until('the last event', async () =>
        seen.some((event) => event.id === id && event.action === 'destroy'),
      );
      const ofContainer = seen.filter((event) => event.id === id);
      expect(ofContainer.filter(({ type }) => type === 'container').map(({ action }) => action)).toEqual([
        'create',
        'start',
        'die',
        'destroy',
      ]);
      expect(ofContainer[0]?.labels).toMatchObject({ 'qbtc.dev/test': 'contract', name: name('web') });
      expect(ofContainer.filter(({ type }) => type === 'network').map(({ action }) => action)).toEqual([
        'connect',
        'disconnect',
      ]);
      called.abort();
      await expect(follow).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
}
