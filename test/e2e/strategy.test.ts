import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Containers } from '../support/containers.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { createQbtc, type CommandResult, type Qbtc } from '../support/qbtc.ts';
import { routed, stackFile, webService } from '../support/stacks.ts';
import { describeWithEngine } from '../support/suites.ts';
import { conditionOf, eventsOf, pidsOf, serviceOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

await describeWithEngine('private', 'a stack whose engine comes and goes', () => {
  let engine: PrivateEngine;
  let containers: Containers;
  let qbtc: Qbtc;
  let door: number;
  let image: string;

  beforeAll(async () => {
    engine = await startEngine();
    containers = new Containers(engine.endpoint);
    image = await engine.image({
      cmd: ['busybox', 'httpd', '-f', '-p', '80', '-h', '/www'],
      files: { 'www/index.html': 'container' },
    });
  }, 120_000);
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
  }, 60_000);
  beforeEach(async () => {
    qbtc = await createQbtc();
    door = await qbtc.port();
  });
  afterEach(async () => {
    await qbtc[Symbol.asyncDispose]();
    for (const { Id } of await containers.of('shop')) await containers.call('DELETE', `/containers/${Id}?force=true`);
    await containers.call('DELETE', '/networks/shop-net').catch(() => undefined);
  }, 60_000);

  const run = (...args: string[]): Promise<CommandResult> => qbtc.run(args, { env: { DOCKER_HOST: engine.endpoint } });
  /** A web service that is a container, or without an engine a process. */
  const shop = async (more: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const port = await qbtc.port();
    const { process } = webService('web', port, { version: 'process' });
    const spec = {
      docker: { networks: [{ name: 'shop-net', subnet: engine.subnet(0) }] },
      services: [
        {
          name: 'web',
          docker: { image, stopSignal: 'SIGKILL' },
          ports: [{ name: 'http', port: 80, hostPort: port }],
          probe: { http: { path: '/' }, intervalSeconds: 1, startupGraceSeconds: 10 },
          alternatives: [{ process }],
        },
        { name: 'only', docker: { image, stopSignal: 'SIGKILL' } },
      ],
      ...routed(door, 'web'),
      ...more,
    };
    return qbtc.file('shop.yaml', stackFile('shop', spec));
  };
  const ask = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${door}/`).catch(() => undefined);
    return response ? (await response.text()).trim() : 'nobody';
  };
  const isServedBy = (who: RegExp): Promise<void> =>
    qbtc.waitFor(`an answer of ${who.source}`, async () => who.test(await ask()), 60_000);
  const strategy = async () => (await statusOf(qbtc, 'shop')).status?.strategy;

  it('runs without one as far as it can, moves into it when it appears, and out again when it is gone', async () => {
    const file = await shop();
    await engine.stop();
    const plan = await run('plan', '-f', file);
    expect(plan.stdout).toMatch(/StartInstance +service\/web\[0\]/);
    expect(plan.stdout).toContain('in the way: service only: there is no Docker engine');
    expect(plan.code).toBe(2);

    // It does not wait for what cannot be had here.
    const up = await run('up', '-f', file, '--wait', '--timeout', '50s');
    expect(up).toMatchObject({ code: 1 });
    expect(up.stdout).toContain('strategy Hybrid:');
    expect(up.stdout).toContain('web runs as process');
    await isServedBy(/process/);
    expect(await serviceOf(qbtc, 'shop', 'only')).toMatchObject({ phase: 'Skipped' });
    expect(await conditionOf(qbtc, 'shop', 'Stalled')).toMatchObject({ status: 'True', reason: 'Skipped' });

    await engine.start();
    await isServedBy(/container/);
    await qbtc.waitFor('the stack to be Ready', async () => {
      return (await conditionOf(qbtc, 'shop', 'Ready'))?.status === 'True';
    });
    expect(await strategy()).toBe('FullDocker');
    expect(await pidsOf(qbtc, 'shop', 'web')).toEqual([]);
    const [first] = (await containers.of('shop')).filter(({ Config }) => Config.Labels['qbtc.dev/service'] === 'web');

    await engine.stop();
    await isServedBy(/process/);
    expect(await strategy()).toBe('Hybrid');
    const changes = (await eventsOf(qbtc)).filter(({ reason }) => reason === 'StrategyChanged');
    expect(changes.map(({ type }) => type)).toEqual(['Warning', 'Normal', 'Warning']);

    await engine.start();
    await isServedBy(/container/);
    // The very container: what it wrote is still there.
    const again = (await containers.of('shop')).filter(({ Config }) => Config.Labels['qbtc.dev/service'] === 'web');
    expect(again.map(({ Id }) => Id)).toEqual([first?.Id]);
    expect((await run('down', 'shop')).code).toBe(0);
    await qbtc.nothingLeft();
  }, 240_000);

  it('starts nothing beside a container that goes on without its engine (I4)', async () => {
    const file = await shop();
    expect((await run('up', '-f', file, '--wait', '--timeout', '50s')).code).toBe(0);
    await engine.kill();
    await qbtc.waitFor(
      'the stack to say that the container goes on',
      async () => {
        const { strategyReasons = [] } = (await statusOf(qbtc, 'shop')).status ?? {};
        return strategyReasons.includes('the container of web goes on, so nothing takes its place');
      },
      60_000,
    );
    expect(await pidsOf(qbtc, 'shop', 'web')).toEqual([]);
    expect(await serviceOf(qbtc, 'shop', 'web')).toMatchObject({ phase: 'Unknown' });
    await engine.start();
    await isServedBy(/container/);
    await waitFor('FullDocker', async () => (await strategy()) === 'FullDocker', 60_000);
    expect((await run('down', 'shop')).code).toBe(0);
  }, 180_000);

  it('is stuck when it is told to use the engine in any case, and goes away without one that never answered', async () => {
    const file = await shop({ strategy: 'FullDocker' });
    await engine.stop();
    try {
      const up = await run('up', '-f', file, '--wait', '--timeout', '50s');
      expect(up.code).toBe(1);
      expect(up.stdout).toContain('not Ready: StrategyContradicted');
      expect(await pidsOf(qbtc, 'shop', 'web')).toEqual([]);
      expect((await run('down', 'shop')).code).toBe(0);
      await qbtc.nothingLeft();
    } finally {
      await engine.start();
    }
  }, 120_000);
});
