import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Engine } from '../../controller/api/engine.ts';
import { createEngine } from '../../controller/platform/docker/engine.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { describeWithEngine } from '../support/suites.ts';
import { waitFor } from '../support/wait.ts';
import { requestFor } from './engine.ts';

const within = (): AbortSignal => AbortSignal.timeout(60_000);
const devices = (): string[] => readdirSync('/sys/class/net');

await describeWithEngine('private', 'a private engine', () => {
  let test: PrivateEngine;
  let engine: Engine;
  beforeEach(async () => {
    test = await startEngine();
    engine = createEngine({ endpoint: test.endpoint });
  });
  afterEach(async () => {
    await test[Symbol.asyncDispose]();
  });

  it('says what it is, and that its containers can be reached', async () => {
    expect(await engine.info(within())).toEqual({
      version: expect.stringMatching(/^\d+\.\d+/),
      apiVersion: expect.stringMatching(/^1\.\d+$/),
      reachable: true,
    });
  });

  it('creates 20 containers side by side, which reach one another by their names', async () => {
    const image = await test.image();
    await engine.createNetwork({ name: 'net', subnet: undefined, internal: false, labels: {} }, within());
    const request = requestFor(image, ['sh', '-c', 'echo hello > /tmp/index.html; httpd -f -p 80 -h /tmp'], {
      host: { NetworkMode: 'net', Init: true },
    });
    const names = Array.from({ length: 20 }, (_, index) => `web-${index}`);
    await Promise.all(names.map((name) => engine.createContainer(name, request, within())));
    await Promise.all(['web-0', 'web-1'].map((name) => engine.startContainer(name, within())));
    await waitFor('an answer', async () => {
      const { code, output } = await engine.exec('web-0', { command: ['wget', '-qO-', 'http://web-1/'] }, within());
      return code === 0 && output === 'hello\n';
    });
    const { networks } = (await engine.container('web-1', within()))!;
    expect(await (await fetch(`http://${networks.net!.address}/`)).text()).toBe('hello\n');
  });

  it('that is frozen is unreachable, and answers again when it goes on', async () => {
    test.pause();
    await expect(engine.containers(AbortSignal.timeout(200))).rejects.toMatchObject({
      code: 'EngineUnreachable',
      message: expect.stringContaining('it does not answer in time'),
    });
    test.resume();
    expect(await engine.containers(within())).toEqual([]);
  });

  it('that is killed ends its events, is unreachable, and ends what ran when it starts again', async () => {
    const image = await test.image();
    await engine.createContainer('web', requestFor(image, 'serve', { host: { Init: true } }), within());
    await engine.startContainer('web', within());
    const events = engine.events(within())[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: 'Connected' });
    await test.kill();
    await expect(events.next()).rejects.toMatchObject({ code: 'EngineUnreachable' });
    await expect(engine.containers(within())).rejects.toMatchObject({
      code: 'EngineUnreachable',
      message: expect.stringContaining('nobody listens there'),
      mend: expect.stringContaining('Start Docker'),
    });
    await test.start();
    expect(await engine.container('web', within())).toMatchObject({ state: 'exited', exitCode: 143 });
  });

  it('that is stopped ends what runs, and starts again what has such a policy', async () => {
    const image = await test.image();
    for (const name of ['web', 'kept']) {
      await engine.createContainer(name, requestFor(image, 'serve', { host: { Init: true } }), within());
      await engine.startContainer(name, within());
    }
    await engine.setRestartPolicy('kept', 'always', within());
    await test.stop();
    await test.start();
    expect(await engine.container('web', within())).toMatchObject({ state: 'exited', exitCode: 143 });
    expect(await engine.container('kept', within())).toMatchObject({ state: 'running' });
  });

  it('leaves no process, mount, bridge or file behind, even if it was killed with containers that run', async () => {
    await engine.createNetwork({ name: 'net', subnet: undefined, internal: false, labels: {} }, within());
    const image = await test.image();
    await engine.createContainer('web', requestFor(image, 'serve', { host: { NetworkMode: 'net' } }), within());
    await engine.startContainer('web', within());
    const { pid } = (await engine.container('web', within()))!;
    const [network] = (await engine.networks(within())).filter(({ name }) => name === 'net');
    const bridges = [test.bridge, `br-${network!.id.slice(0, 12)}`];
    expect(devices()).toEqual(expect.arrayContaining(bridges));
    await test.kill();
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await test[Symbol.asyncDispose]();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(existsSync(test.folder)).toBe(false);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(test.folder);
    expect(devices().filter((name) => bridges.includes(name))).toEqual([]);
  });
});
