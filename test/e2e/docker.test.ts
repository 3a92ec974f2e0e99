import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Containers } from '../support/containers.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { startRegistry } from '../support/docker-registry.ts';
import { describeWithEngine } from '../support/suites.ts';
import { createQbtc, type CommandResult, type Qbtc } from '../support/qbtc.ts';
import { routed, stackFile } from '../support/stacks.ts';
import { startTraffic } from '../support/traffic.ts';
import { eventsOf, pidsOf, serviceOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

const MEGABYTE = 1024 * 1024;

await describeWithEngine('private', 'containers', () => {
  let engine: PrivateEngine;
  let containers: Containers;
  let qbtc: Qbtc;
  let door: number;
  let env: Record<string, string>;
  const images: Record<string, string> = {};

  beforeAll(async () => {
    engine = await startEngine();
    containers = new Containers(engine.endpoint);
    for (const version of ['1', '2', '3']) {
      images[version] = await engine.image({
        cmd: ['busybox', 'httpd', '-f', '-p', '80', '-h', '/www'],
        files: { 'www/index.html': `version ${version}` },
      });
    }
  }, 120_000);
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
  }, 60_000);
  beforeEach(async () => {
    qbtc = await createQbtc();
    env = { DOCKER_HOST: engine.endpoint };
    door = await qbtc.port();
  });
  afterEach(async () => {
    // The controller first: it would make again what it misses.
    await qbtc[Symbol.asyncDispose]();
    for (const { Id } of await containers.of('shop')) {
      const remove = () => containers.call('DELETE', `/containers/${Id}?force=true`);
      await remove().catch(async () => {
        // An engine that ends while it starts a container may leave its file system mounted ("device or resource busy"); the next one cleans up.
        await engine.stop();
        await engine.start();
        await remove();
      });
    }
    await containers.call('DELETE', '/networks/shop-net').catch(() => undefined);
  }, 60_000);

  /** A web service of one version, told to end by a signal that it obeys. */
  const web = (version: string, more: Readonly<Record<string, unknown>> = {}, docker: object = {}) => ({
    name: 'web',
    docker: { image: images[version], stopSignal: 'SIGKILL', ...docker },
    ports: [{ name: 'http', port: 80 }],
    probe: { http: { path: '/' }, intervalSeconds: 1, startupGraceSeconds: 10 },
    ...more,
  });
  const network = () => ({ networks: [{ name: 'shop-net', subnet: engine.subnet(0) }] });
  const shop = (...services: readonly object[]) => ({ docker: network(), services, ...routed(door, 'web') });

  const qbtcRun = (args: readonly string[]): Promise<CommandResult> => qbtc.run(args, { env });
  const handOver = async (spec: Record<string, unknown>, ...flags: string[]): Promise<CommandResult> => {
    const file = await qbtc.file('shop.yaml', stackFile('shop', spec));
    return qbtcRun(['up', '-f', file, ...(flags.length > 0 ? flags : ['--wait', '--timeout', '50s'])]);
  };
  const up = async (spec: Record<string, unknown>, ...flags: string[]): Promise<void> => {
    const { code, stdout, stderr } = await handOver(spec, ...flags);
    if (code !== 0) throw new Error(`up ended with ${code}:\n${stdout}${stderr}`);
  };
  const ask = async (path = '/'): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${door}${path}`);
    return `${response.status} ${(await response.text()).trim()}`;
  };
  const isReady = async (): Promise<boolean> =>
    ((await statusOf(qbtc, 'shop')).status?.conditions ?? []).some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    );
  const messages = async (): Promise<string> =>
    (await eventsOf(qbtc)).map(({ target, message }) => `${target} ${message}`).join('\n');

  it('come up behind the front door, stay as they are, and go without a trace', async () => {
    const volumes = [
      { name: 'shop-kept', reclaim: 'Retain' },
      { name: 'shop-cache', reclaim: 'Delete' },
    ];
    const mounts = volumes.map(({ name }) => ({ volume: name, mountPath: `/${name}` }));
    const task = { name: 'task', oneShot: true, docker: { image: images[1], command: ['echo', 'done'] } };
    const spec = shop(web('1', { replicas: 2 }), task, {
      name: 'store',
      docker: { image: images[1], volumes: mounts, stopSignal: 'SIGKILL' },
      ports: [{ name: 'http', port: 80 }],
    });
    await up({ ...spec, docker: { ...network(), volumes } });
    expect(await ask()).toBe('200 version 1');
    const before = await containers.of('shop');
    expect(before).toHaveLength(4);
    expect((await qbtcRun(['plan', '-f', `${qbtc.folder}/shop.yaml`])).code).toBe(0);
    expect((await qbtcRun(['up', '-f', `${qbtc.folder}/shop.yaml`])).stdout).toBe('up to date\n');
    expect((await containers.of('shop')).map(({ Id }) => Id)).toEqual(before.map(({ Id }) => Id));

    expect((await qbtcRun(['down', 'shop'])).code).toBe(0);
    expect(await containers.of('shop')).toEqual([]);
    expect(await containers.facilities('shop')).toEqual(['volume shop-kept']);
    await qbtc.nothingLeft();
    await containers.call('DELETE', '/volumes/shop-kept');
  });

  describe('that somebody or something changes', () => {
    const act: readonly [string, (id: string) => [string, string, object?]][] = [
      ['is killed', (id) => ['POST', `/containers/${id}/kill`]],
      ['is stopped', (id) => ['POST', `/containers/${id}/stop?t=0`]],
      ['is removed', (id) => ['DELETE', `/containers/${id}?force=true`]],
      ['is paused', (id) => ['POST', `/containers/${id}/pause`]],
      ['is renamed', (id) => ['POST', `/containers/${id}/rename?name=shop-elsewhere`]],
      ['is given other limits', (id) => ['POST', `/containers/${id}/update`, { Memory: 32 * MEGABYTE, PidsLimit: 20 }]],
      ['loses its network', (id) => ['POST', '/networks/shop-net/disconnect', { Container: id, Force: true }]],
      [
        'is to be restarted by the engine',
        (id) => ['POST', `/containers/${id}/update`, { RestartPolicy: { Name: 'always' } }],
      ],
    ];
    it.each(act)('one that %s is put right, and the events say why', async (_, request) => {
      await up(shop(web('1', {}, { resources: { memory: '64Mi', pids: 50 } })));
      const { Id, Name } = await containers.one('shop', 'web');
      const told = (await eventsOf(qbtc)).length;
      await containers.call(...request(Id));
      await waitFor('it to be told', async () =>
        (await eventsOf(qbtc)).slice(told).some(({ reason }) => /^(Restart|Repair|Start)Instance$/.test(reason)),
      );
      await waitFor('everything to be well', isReady);
      expect(await ask()).toBe('200 version 1');
      const after = await containers.one('shop', 'web');
      expect([after.Name, after.State.Status]).toEqual([Name, 'running']);
      expect(after.HostConfig).toMatchObject({ Memory: 64 * MEGABYTE, PidsLimit: 50 });
      expect(after.NetworkSettings.Networks['shop-net']?.Aliases).toContain('web');
    });

    it('a network that is removed is made again, and its containers are connected to it', async () => {
      await up(shop(web('1')));
      const { Id } = await containers.one('shop', 'web');
      await containers.call('POST', '/networks/shop-net/disconnect', { Container: Id, Force: true });
      await containers.call('DELETE', '/networks/shop-net').catch(() => undefined);
      await waitFor('it to answer', async () => (await isReady()) && (await ask()) === '200 version 1');
    });

    it('a one-shot container that completed is not run again, whoever removes it', async () => {
      const task = { name: 'task', oneShot: true, docker: { image: images[1], command: ['true'] } };
      await up(shop(web('1'), task));
      const { Id } = await containers.one('shop', 'task');
      await containers.call('DELETE', `/containers/${Id}`);
      await qbtc.succeed(['reconcile', 'shop']);
      expect(await containers.of('shop', 'task')).toEqual([]);
      expect((await serviceOf(qbtc, 'shop', 'task')).phase).toBe('Completed');
    });
  });

  it('are replaced under traffic without a failed request, one after the other', async () => {
    await up(shop(web('1', { replicas: 2 })));
    await using traffic = startTraffic(`http://127.0.0.1:${door}/`);
    await up(shop(web('2', { replicas: 2 })));
    expect(await traffic.stop()).toEqual([]);
    expect([...traffic.seen.keys()]).toContain('200 version 2');
    await waitFor('the former ones to be gone', async () => (await containers.of('shop', 'web')).length === 2);
    await waitFor('the new ones to have their names', async () =>
      (await containers.of('shop', 'web')).every(({ Name }) => !Name.endsWith('-next')),
    );
  });

  it('are reverted when the new ones never get healthy, without a failed request', async () => {
    await up(shop(web('1', { replicas: 2 })));
    await using traffic = startTraffic(`http://127.0.0.1:${door}/`);
    const broken = web('2', { replicas: 2 }, { command: ['false'] });
    expect((await handOver(shop(broken))).code).toBe(1);
    expect((await serviceOf(qbtc, 'shop', 'web')).reason).toBe('RolloutReverted');
    expect(await traffic.stop()).toEqual([]);
    await waitFor('only the former ones to be left', async () =>
      (await containers.of('shop', 'web')).every(({ Config }) => Config.Image === images[1]),
    );
  });

  it('of one volume are replaced one after the other, and reverted to the former one', async () => {
    const store = (docker: object) =>
      web('1', {}, { volumes: [{ volume: 'shop-data', mountPath: '/data' }], ...docker });
    const spec = (service: object) => ({
      ...shop(service),
      docker: { ...network(), volumes: [{ name: 'shop-data' }] },
    });
    await up(spec(store({})));
    const { Id } = await containers.one('shop', 'web');
    const absent = spec(store({ image: 'nobody/has-this:1', pullPolicy: 'Never' }));
    expect((await handOver(absent, '--wait', '--timeout', '3s')).code).toBe(1);
    expect((await serviceOf(qbtc, 'shop', 'web')).reason).toBe('ImageMissing');
    expect([await ask(), (await containers.one('shop', 'web')).Id]).toEqual(['200 version 1', Id]);
    expect((await handOver(spec(store({ command: ['false'] })))).code).toBe(1);
    await waitFor('the former one to be back', async () => (await ask()) === '200 version 1');
    await waitFor('it to be the only one', async () => (await containers.one('shop', 'web')).Id === Id);
    await qbtcRun(['down', 'shop']);
    await containers.call('DELETE', '/volumes/shop-data');
  });

  it('hand the volumes of their image on to their successors, and the last one takes them along', async () => {
    const anonymous = async (): Promise<string[]> => {
      const { Volumes } = JSON.parse(await containers.call('GET', '/volumes')) as {
        Volumes: { Name: string }[] | null;
      };
      return (Volumes ?? []).flatMap(({ Name }) => (/^[0-9a-f]{64}$/.test(Name) ? [Name] : []));
    };
    const serve =
      'cp -n /www/index.html /data/; echo "$NOTE" >> /data/index.html; exec busybox httpd -f -p 80 -h /data';
    const keeping = (files: string, ...changes: string[]) =>
      engine.image({ cmd: ['sh', '-c', serve], files: { 'www/index.html': files }, changes });
    const [first, second, without] = [
      await keeping('first ', 'VOLUME /data'),
      await keeping('second ', 'VOLUME /data', 'VOLUME /cache'),
      await keeping('third ', 'WORKDIR /data'),
    ];
    const store = (image: string, note: string, docker: object = {}) =>
      shop(web('1', {}, { image, env: [{ name: 'NOTE', value: note }], ...docker }));
    const text = async () => (await ask()).replaceAll(/\s+/g, ' ');
    await up(store(first, 'one'));
    expect(await text()).toBe('200 first one');
    await up(store(first, 'two'));
    expect(await text()).toBe('200 first one two');
    expect((await handOver(store(first, 'bad', { command: ['false'] }))).code).toBe(1);
    await waitFor('the former one to be back', async () => (await text()) === '200 first one two two');
    await up(store(second, 'three'));
    expect(await text()).toBe('200 first one two two three');
    expect(await anonymous()).toHaveLength(2);
    await up(store(without, 'four'));
    expect(await text()).toBe('200 third four');
    expect(await anonymous()).toEqual([]);
    await up(store(first, 'five'));
    await up(store(first, 'six'));
    expect(await text()).toBe('200 first five six');
    await qbtcRun(['down', 'shop']);
    expect(await anonymous()).toEqual([]);
  });

  it('are stopped, started and restarted by request, with their output', async () => {
    const chatty = web('1', {}, { command: ['sh', '-c', 'echo hello; exec busybox httpd -f -p 80 -h /www'] });
    await up(shop(chatty));
    const { Id } = await containers.one('shop', 'web');
    await qbtc.succeed(['stop', 'web']);
    await waitFor('it to be stopped', async () => (await containers.inspect(Id))?.State.Running === false);
    await qbtc.succeed(['start', 'web']);
    await waitFor('the same one to run', async () => (await containers.inspect(Id))?.State.Running === true);
    expect((await qbtc.succeed(['logs', 'web'])).stdout).toBe('hello\nhello\n');
    await waitFor('everything to be well', isReady);
    await qbtc.succeed(['restart', 'web']);
    await waitFor('another one', async () => {
      const all = await containers.of('shop', 'web');
      return all.length === 1 && all[0]?.Id !== Id && (await isReady());
    });
    expect(await messages()).toContain('service/web[0] started: a restart was asked for');
  });

  it('leave strangers and other stacks as they are, and say who is in the way (I1, I8)', async () => {
    const port = await qbtc.port();
    const stranger = { Image: images[1], Cmd: ['sleep', '1000'], Labels: { a: 'b' } };
    const bindings = { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } };
    for (const [name, more] of [
      ['shop-web', {}],
      ['publisher', { HostConfig: bindings, ExposedPorts: { '80/tcp': {} } }],
    ] as const) {
      await containers.call('POST', `/containers/create?name=${name}`, { ...stranger, ...more });
      await containers.call('POST', `/containers/${name}/start`);
    }
    await containers.call('POST', '/volumes/create', { Name: 'foreign' });
    const look = () => containers.stillLife(['shop-web', 'publisher'], [], ['foreign']);
    const before = await look();
    const named = web('1', {}, { containerName: 'shop-web' });
    const published = {
      ...web('1', { name: 'published', ports: [{ name: 'http', port: 80, hostPort: port }] }),
    };
    const spec = {
      ...shop(named, published),
      docker: { ...network(), volumes: [{ name: 'foreign', reclaim: 'Delete' }] },
    };
    expect((await handOver(spec, '--wait', '--timeout', '5s')).code).toBe(1);
    expect((await serviceOf(qbtc, 'shop', 'web')).message).toContain('the name shop-web belongs to another container');
    expect(await serviceOf(qbtc, 'shop', 'published')).toMatchObject({
      phase: 'Blocked',
      message: `port ${port} is held by container publisher`,
    });
    expect((await qbtcRun(['down', 'shop'])).code).toBe(0);
    expect(await look()).toBe(before);
    for (const name of ['shop-web', 'publisher']) await containers.call('DELETE', `/containers/${name}?force=true`);
    await containers.call('DELETE', '/volumes/foreign');
  });

  it('are as they were after the controller was killed at any moment (I16)', async () => {
    for (let moment = 0; moment < 10; moment++) {
      const file = await qbtc.file(
        'shop.yaml',
        stackFile('shop', shop(web(moment % 2 === 0 ? '1' : '2', { replicas: 2 }))),
      );
      const command = await qbtc.start(['up', '-f', file, '--detach'], { env });
      await command.ended;
      const controller = await qbtc.controller();
      // Somewhere between the first effect and the last one: what happened decides, not the clock.
      await waitFor('it to have begun', async () => (await containers.of('shop')).length > Math.min(moment % 3, 1));
      process.kill(controller!.pid, 'SIGKILL');
    }
    await up(shop(web('3', { replicas: 2 })));
    expect(await ask()).toBe('200 version 3');
    await waitFor('two containers with their own names', async () => {
      const all = await containers.of('shop');
      return all.length === 2 && all.every(({ Name, State }) => !Name.endsWith('-next') && State.Running);
    });
    expect((await qbtcRun(['plan', '-f', `${qbtc.folder}/shop.yaml`])).code).toBe(0);
  }, 120_000);

  it('are unknown while their engine is away, and run again when it is back (I2)', async () => {
    await up(shop(web('1', {}, { command: ['sh', '-c', 'echo began; exec busybox httpd -f -p 80 -h /www'] })));
    const { Id } = await containers.one('shop', 'web');
    const logs = await qbtc.start(['logs', '-f', 'web']);
    await logs.printed(/began/);
    await engine.stop();
    await waitFor('it to be noticed', async () => (await serviceOf(qbtc, 'shop', 'web')).phase === 'Unknown');
    expect((await serviceOf(qbtc, 'shop', 'web')).message).toContain('cannot be reached');
    await engine.start();
    await waitFor('everything to be well', isReady, 60_000);
    expect((await containers.one('shop', 'web')).Id).toBe(Id);
    expect(await ask()).toBe('200 version 1');
    await logs.printed(/began[^]*began/);
    logs.signal('SIGINT');
  }, 120_000);

  it('are unknown while their engine hangs, and nobody else waits for it (I20)', async () => {
    const beside = {
      name: 'beside',
      process: { command: ['sleep', '1000'] },
    };
    await up(shop(web('1'), beside));
    const { Id } = await containers.one('shop', 'web');
    const [pid] = await pidsOf(qbtc, 'shop', 'beside');
    engine.pause();
    try {
      await waitFor(
        'it to be noticed',
        async () => {
          await qbtcRun(['reconcile', 'shop']);
          return (await serviceOf(qbtc, 'shop', 'web')).phase === 'Unknown';
        },
        30_000,
      );
      expect(await ask()).toBe('200 version 1');
      process.kill(pid!, 'SIGKILL');
      await waitFor(
        'the process beside it to be back',
        async () => {
          const pids = await pidsOf(qbtc, 'shop', 'beside');
          return pids.length === 1 && pids[0] !== pid;
        },
        30_000,
      );
    } finally {
      engine.resume();
    }
    await waitFor('everything to be well', isReady, 30_000);
    expect((await containers.one('shop', 'web')).Id).toBe(Id);
  }, 120_000);

  it('that take too much memory say so, and are started again', async () => {
    const hungry = {
      name: 'hungry',
      docker: { image: images['1'], command: ['sh', '-c', 'sleep 1; tail /dev/zero'], resources: { memory: '16Mi' } },
    };
    await handOver(shop(web('1'), hungry), '--detach');
    await waitFor('it to be told', async () => /hungry.*took more memory than it may/.test(await messages()), 20_000);
  });

  it('whose network overlaps with another one wait for it, and say so', async () => {
    const taken = { Name: 'taken', IPAM: { Config: [{ Subnet: engine.subnet(5) }] } };
    await containers.call('POST', '/networks/create', taken);
    const overlapping = { networks: [{ name: 'shop-net', subnet: engine.subnet(5) }] };
    expect((await handOver({ ...shop(web('1')), docker: overlapping }, '--wait', '--timeout', '3s')).code).toBe(1);
    expect(await serviceOf(qbtc, 'shop', 'web')).toMatchObject({ phase: 'Backoff', reason: 'SubnetConflict' });
    await containers.call('DELETE', '/networks/taken');
    await waitFor('everything to be well', isReady, 30_000);
  });

  it('are pulled with the credentials of Docker, and rolled out when their reference means another image', async () => {
    await using registry = await startRegistry();
    const reference = await registry.push(engine.endpoint, images['1']!, 'shop/web:stable');
    const { username, password } = registry.credentials;
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    await qbtc.file('config.json', JSON.stringify({ auths: { [registry.name]: { auth } } }));
    env = { ...env, DOCKER_CONFIG: qbtc.folder };
    const spec = shop(web('1', {}, { image: reference, pullPolicy: 'Always' }));
    await up(spec);
    expect(await ask()).toBe('200 version 1');
    await registry.push(engine.endpoint, images['2']!, 'shop/web:stable');
    await up(spec);
    await waitFor('the new image to serve', async () => (await ask()) === '200 version 2', 30_000);
    expect(await messages()).toContain('service/web[0] started: its image has a newer version');
    expect(await messages()).not.toContain(password);
    await qbtcRun(['down', 'shop']);
    await containers.call('DELETE', `/images/${reference}?force=true`);
  }, 120_000);

  it('that somebody else uses the network of keep it, and whoever takes them down learns who (I18)', async () => {
    await up(shop(web('1')));
    await containers.call('POST', '/containers/create?name=guest', { Image: images['1'], Cmd: ['sleep', '1000'] });
    await containers.call('POST', '/networks/shop-net/connect', { Container: 'guest' });
    await containers.call('POST', '/containers/guest/start');
    const { code, stderr } = await qbtcRun(['down', 'shop', '--timeout', '4s']);
    expect(code).toBe(1);
    expect(stderr).toContain('network shop-net is in use by guest');
    expect((await containers.inspect('guest'))?.State.Running).toBe(true);
    await containers.call('DELETE', '/containers/guest?force=true');
    expect((await qbtcRun(['reconcile', 'shop'])).code).toBe(0);
    await qbtc.nothingLeft(20_000);
  });

  it('whose image is not to be had say so, with the reason', async () => {
    const missing = web('1', {}, { image: '127.0.0.1:1/nowhere:1' });
    expect((await handOver(shop(missing), '--wait', '--timeout', '4s')).code).toBe(1);
    const { phase, reason, message } = await serviceOf(qbtc, 'shop', 'web');
    expect([phase, reason]).toEqual(['Backoff', 'PullFailed']);
    expect(message).toContain('127.0.0.1:1/nowhere:1');
  });

  it('keep secrets to themselves (I22)', async () => {
    env = { ...env, SHOP_TOKEN: 'pl4nted-s3cret' };
    const told = ['sh', '-c', 'echo "no login with $$TOKEN"; exit 3'];
    const variables = { env: [{ name: 'TOKEN', valueFrom: { env: 'SHOP_TOKEN' } }] };
    const checked = {
      ...web('1', {}, { ...variables, healthcheck: { test: ['CMD', ...told], retries: 1, intervalSeconds: 1 } }),
    };
    const probed = {
      ...web('1', {}, variables),
      probe: { exec: { command: told }, failureThreshold: 1, intervalSeconds: 1 },
    };
    await up(shop(web('1', {}, variables)));
    const talk = shop(web('1', {}, variables), { ...checked, name: 'checked' }, { ...probed, name: 'probed' });
    await up(talk, '-d');
    for (const [name, message] of [
      ['checked', /^its health check fails with exit code 3|^waits before its next restart/],
      ['probed', /exited with code 3/],
    ] as const)
      await waitFor(`${name} to fail`, async () => message.test((await serviceOf(qbtc, 'shop', name)).message ?? ''));
    const { Config } = await containers.one('shop', 'web');
    expect(JSON.stringify(Config.Labels)).not.toContain('pl4nted');
    const outputs = await Promise.all(
      [
        ['status', '-o', 'json'],
        ['events', '-o', 'json'],
        ['config', '-f', `${qbtc.folder}/shop.yaml`],
        ['plan', '-f', `${qbtc.folder}/shop.yaml`],
      ].map((args) => qbtcRun(args)),
    );
    for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain('pl4nted');
  });
});
