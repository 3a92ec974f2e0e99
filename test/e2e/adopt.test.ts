import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Containers, type Seen } from '../support/containers.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { createQbtc, type CommandResult, type Qbtc } from '../support/qbtc.ts';
import { freePort } from '../support/ports.ts';
import { routed, stackFile } from '../support/stacks.ts';
import { describeWithEngine } from '../support/suites.ts';
import { eventsOf, serviceOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

await describeWithEngine('private', 'adopt: true', () => {
  let engine: PrivateEngine;
  let containers: Containers;
  let qbtc: Qbtc;
  let door: number;
  let port: number;
  let env: Record<string, string>;
  const images: Record<string, string> = {};

  beforeAll(async () => {
    engine = await startEngine();
    containers = new Containers(engine.endpoint);
    for (const version of ['1', '2']) {
      images[version] = await engine.image({
        cmd: ['sh', '-c', 'echo began; exec busybox httpd -f -p 80 -h /www'],
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
    // The port is their container's, which outlives us.
    [door, port] = [await qbtc.port(), await freePort()];
  });
  afterEach(async () => {
    // The controller first: it would make again what it misses.
    await qbtc[Symbol.asyncDispose]();
    const all = JSON.parse(await containers.call('GET', '/containers/json?all=true')) as { Id: string }[];
    for (const { Id } of all) await containers.call('DELETE', `/containers/${Id}?force=true&v=true`);
    await containers.call('DELETE', '/networks/shop-net').catch(() => undefined);
  });

  /** Runs a container as somebody does who knows nothing of us. */
  const runTheirs = async (name: string, more: object = {}, host: object = {}): Promise<Seen> => {
    await containers.call('POST', `/containers/create?name=${name}`, {
      Image: images[1],
      StopSignal: 'SIGKILL',
      Env: ['MODE=fast', 'TOKEN=pl4nted-s3cret'],
      ExposedPorts: { '80/tcp': {} },
      HostConfig: {
        PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 4 },
        ...host,
      },
      ...more,
    });
    await containers.call('POST', `/containers/${name}/start`);
    return look(name);
  };
  const look = async (id: string): Promise<Seen> => {
    const found = await containers.inspect(id);
    if (!found) throw new Error(`there is no container ${id}`);
    return found;
  };
  const web = (docker: object = {}, more: object = {}) => ({
    name: 'web',
    adopt: true,
    docker: { image: images[1], stopSignal: 'SIGKILL', env: [{ name: 'MODE', value: 'fast' }], ...docker },
    ports: [{ name: 'http', port: 80, hostPort: port }],
    probe: { http: { path: '/' }, intervalSeconds: 1, startupGraceSeconds: 10 },
    ...more,
  });
  const write = (...services: readonly object[]): Promise<string> => {
    const networks = [{ name: 'shop-net', subnet: engine.subnet(0) }];
    return qbtc.file('shop.yaml', stackFile('shop', { docker: { networks }, services, ...routed(door, 'web') }));
  };
  const run = (args: readonly string[]): Promise<CommandResult> => qbtc.run(args, { env });
  const up = async (...services: readonly object[]): Promise<void> => {
    const { code, stdout, stderr } = await run(['up', '-f', await write(...services), '--wait', '--timeout', '50s']);
    if (code !== 0) throw new Error(`up ended with ${code}:\n${stdout}${stderr}`);
  };
  const ask = async (): Promise<string> => (await (await fetch(`http://127.0.0.1:${door}/`)).text()).trim();
  const isReady = async (): Promise<boolean> =>
    ((await statusOf(qbtc, 'shop')).status?.conditions ?? []).some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    );
  const refused = () =>
    waitFor('it to be refused', async () => {
      const service = await serviceOf(qbtc, 'shop', 'web');
      return service.reason === 'AdoptionDiffers' && service;
    });
  /** Which run of which container it is. */
  const life = ({ Id, State }: Seen) => [Id, State.StartedAt, State.Pid, State.Status];
  const told = async (): Promise<string> =>
    (await eventsOf(qbtc)).map(({ target, message }) => `${target} ${message}`).join('\n');
  const killController = async (): Promise<void> => {
    const controller = await qbtc.controller();
    process.kill(controller!.pid, 'SIGKILL');
  };

  it('takes a matching container over without restarting it, and leaves it as it was (I15)', async () => {
    const before = await runTheirs('web');
    const planned = await run(['plan', '-f', await write(web())]);
    expect(planned.stdout).toMatch(
      /AdoptInstance +service\/web\[0\] +container web is there, as declared; its restart policy becomes no instead of on-failure:4; it joins the network shop-net/,
    );
    expect(planned.stdout).not.toContain('StartInstance');
    expect(life(await look('web'))).toEqual(life(before));

    await up(web());
    expect(await ask()).toBe('version 1');
    const adopted = await look('web');
    expect(life(adopted)).toEqual(life(before));
    expect(adopted.NetworkSettings.Networks['shop-net']).toBeDefined();
    expect(adopted.HostConfig.RestartPolicy.Name).toBe('no');
    expect(await containers.of('shop')).toEqual([]);
    expect((await run(['plan', '-f', `${qbtc.folder}/shop.yaml`])).code).toBe(0);
    expect((await run(['logs', 'web'])).stdout).toBe('began\n');

    expect((await run(['down', 'shop'])).code).toBe(0);
    const after = await look('web');
    expect(life(after)).toEqual(life(before));
    expect([after.Name, after.HostConfig]).toEqual([before.Name, before.HostConfig]);
    expect(Object.keys(after.NetworkSettings.Networks)).toEqual(Object.keys(before.NetworkSettings.Networks));
    expect(await containers.facilities('shop')).toEqual([]);
    await qbtc.nothingLeft();
  });

  it('touches nothing that differs, says in which way, and starts nothing beside it (I1)', async () => {
    const before = await runTheirs('web');
    const differing = web({ image: images[2], env: [{ name: 'MODE', value: 'slow' }], user: '1000' });
    const planned = await run(['plan', '-f', await write(differing)]);
    expect(planned.stdout + planned.stderr).toContain('its variable MODE has another value');
    expect((await run(['up', '-f', `${qbtc.folder}/shop.yaml`, '--wait', '--timeout', '4s'])).code).toBe(1);
    const { phase, message } = await refused();
    expect(phase).toBe('Blocked');
    expect(message).toBe(
      `container web differs from what is declared: its image is ${images[1]} instead of ${images[2]}; ` +
        'its variable MODE has another value; its user is not set instead of 1000. Change one of the two, remove ' +
        'the container, or rename it (`docker rename web …`) to have another one created',
    );
    expect(await look('web')).toEqual(before);
    expect(await containers.of('shop')).toEqual([]);

    await up(web());
    expect(life(await look('web'))).toEqual(life(before));
  });

  it('compares secret values without telling them (I22)', async () => {
    const before = await runTheirs('web');
    const secret = web({ env: [{ name: 'TOKEN', valueFrom: { env: 'SHOP_TOKEN' } }] });
    env = { ...env, SHOP_TOKEN: 'an0ther-s3cret' };
    expect((await run(['up', '-f', await write(secret), '--wait', '--timeout', '4s'])).code).toBe(1);
    const { message = '' } = await refused();
    expect(message).toContain('other values of TOKEN');
    env = { ...env, SHOP_TOKEN: 'pl4nted-s3cret' };
    await up(secret);
    expect(life(await look('web'))).toEqual(life(before));
    const folder = join(qbtc.stateDirectory, 'adopted');
    const records = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    const outputs = [message, await told(), (await run(['plan', '-f', `${qbtc.folder}/shop.yaml`])).stdout, ...records];
    for (const text of outputs) expect(text).not.toContain('s3cret');
  });

  it('keeps the container up, also across the death of the controller', async () => {
    const { Id } = await runTheirs('web');
    await up(web());
    await containers.call('POST', `/containers/${Id}/kill`);
    await waitFor('the same one to run again', async () => (await look(Id)).State.Running && (await isReady()));
    await killController();
    await containers.call('POST', `/containers/${Id}/kill`);
    await up(web());
    expect((await look(Id)).State.Running).toBe(true);
    expect(await containers.of('shop')).toEqual([]);

    await qbtc.succeed(['stop', 'web']);
    await waitFor('it to be stopped', async () => !(await look(Id)).State.Running);
    await qbtc.succeed(['start', 'web']);
    await waitFor('the same one to run', async () => (await look(Id)).State.Running && (await isReady()));
    expect(await told()).toContain('service/web[0] taken over: container web is there, as declared');
  });

  it('is done once, whenever the controller dies', async () => {
    const before = await runTheirs('web');
    const file = await write(web());
    const isNoted = async (): Promise<boolean> =>
      (await readdir(join(qbtc.stateDirectory, 'adopted')).catch(() => [])).some((name) => name.endsWith('.json'));
    for (const moment of [isNoted, async () => (await look('web')).HostConfig.RestartPolicy.Name === 'no']) {
      const command = await qbtc.start(['up', '-f', file, '--detach'], { env });
      await command.ended;
      await waitFor('the moment', moment);
      await killController();
    }
    await up(web());
    expect(life(await look('web'))).toEqual(life(before));
    expect(await containers.of('shop')).toEqual([]);
    await killController();
    expect((await run(['down', 'shop'])).code).toBe(0);
    const after = await look('web');
    expect([life(after), after.HostConfig]).toEqual([life(before), before.HostConfig]);
  });

  it('lets a change replace the container, which is kept, stopped, out of the way', async () => {
    const { Id } = await runTheirs('web');
    const named = (image: string) => web({ image, containerName: 'web' });
    await up(named(images[1]!));
    await up(named(images[2]!));
    expect(await ask()).toBe('version 2');
    await waitFor('the new one to have the name', async () => (await look('web')).Id !== Id);
    const kept = await look(Id);
    expect([kept.Name, kept.State.Running]).toEqual([`/web-replaced-${Id.slice(0, 8)}`, false]);
    expect(Object.keys(kept.NetworkSettings.Networks)).not.toContain('shop-net');
    const mine = await containers.one('shop', 'web');
    await containers.call('DELETE', `/containers/${mine.Id}?force=true`);
    await waitFor('another one of ours', async () => (await isReady()) && (await containers.of('shop')).length === 1);

    expect((await run(['down', 'shop'])).code).toBe(0);
    expect(await containers.of('shop')).toEqual([]);
    expect((await look(Id)).State.Running).toBe(false);
  });

  it('hands the volumes of its image on to whatever replaces it, and removes none of them', async () => {
    const serve =
      'cp -n /www/index.html /data/; echo "$MODE" >> /data/index.html; exec busybox httpd -f -p 80 -h /data';
    const files = { 'www/index.html': 'page ' };
    const image = await engine.image({ cmd: ['sh', '-c', serve], files, changes: ['VOLUME /data'] });
    const { Id, Mounts } = await runTheirs('web', { Image: image });
    const { Name: volume } = Mounts[0]!;
    for (const mode of ['fast', 'slow', 'idle']) await up(web({ image, env: [{ name: 'MODE', value: mode }] }));
    expect((await ask()).split(/\s+/)).toEqual(['page', 'fast', 'slow', 'idle']);
    await containers.call('DELETE', `/containers/${Id}`);
    expect((await run(['down', 'shop'])).code).toBe(0);
    await containers.call('DELETE', `/volumes/${volume ?? ''}`);
  });

  it('goes back to the container when what was to replace it never gets healthy', async () => {
    const { Id } = await runTheirs('web');
    await up(web());
    const broken = web({ image: images[2], command: ['false'] });
    expect((await run(['up', '-f', await write(broken), '--wait', '--timeout', '50s'])).code).toBe(1);
    await waitFor('it to run again', async () => (await look(Id)).State.Running && (await ask()) === 'version 1');
    await waitFor('it to be alone', async () => (await containers.of('shop')).length === 0);
  });

  it('leaves the container to its people once the service is not declared any more', async () => {
    const before = await runTheirs('web');
    const other = { name: 'other', docker: { image: images[1], stopSignal: 'SIGKILL' } };
    await up(web(), other);
    const networks = [{ name: 'shop-net', subnet: engine.subnet(0) }];
    await qbtc.file('shop.yaml', stackFile('shop', { docker: { networks }, services: [other] }));
    expect((await run(['up', '-f', `${qbtc.folder}/shop.yaml`, '--wait', '--timeout', '50s'])).code).toBe(0);
    await waitFor('it to be let go', async () => (await look('web')).HostConfig.RestartPolicy.Name === 'on-failure');
    expect(life(await look('web'))).toEqual(life(before));
    expect(await told()).toContain('service/web[0] let go: the service is no longer declared; it goes on as it is');
  });

  it('takes over what Compose has started, and starts what stands still', async () => {
    const before = await runTheirs('shop-web-1', { Labels: { 'com.docker.compose.service': 'web' } });
    await containers.call('POST', `/containers/${before.Id}/stop?t=0`);
    await up(web());
    const adopted = await look(before.Id);
    expect([adopted.Name, adopted.State.Running]).toEqual(['/shop-web-1', true]);
    expect(await containers.of('shop')).toEqual([]);
  });
});
