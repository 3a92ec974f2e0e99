import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import { Containers } from '../support/containers.ts';
import { redisImage, webImage } from '../support/docker-programs.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { freePort } from '../support/ports.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { stackFile } from '../support/stacks.ts';
import { describeWithEngine } from '../support/suites.ts';
import { conditionOf, eventsOf, statusOf } from '../support/views.ts';

const BY_HAND = ['redis', 'node-api', 'python-api'];
const MISSING = ['quantum-core', 'trading-hft', 'dashboard'];
const NOTHING_ELSE = ['--keywords', 'nothing-of-that-name'];

await describeWithEngine(
  'private',
  'a machine on which half of a stack was started by hand',
  () => {
    let engine: PrivateEngine;
    let containers: Containers;
    let qbtc: Qbtc;
    let images: Record<string, string>;
    beforeAll(async () => {
      engine = await startEngine();
      containers = new Containers(engine.endpoint);
      const web = await engine.image(webImage('80', { '/index.html': 'ok' }));
      images = Object.fromEntries([...BY_HAND, ...MISSING].map((name) => [name, web]));
      images.redis = await engine.image(redisImage());
    }, 120_000);
    afterAll(() => engine[Symbol.asyncDispose]() as Promise<void>, 60_000);
    beforeEach(async () => {
      qbtc = await createQbtc();
    });
    afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

    it('is described, taken over without a restart, completed, and healed of whatever is killed', async () => {
      const env = { DOCKER_HOST: engine.endpoint };
      const ports: Record<string, number> = {};
      for (const name of BY_HAND) {
        ports[name] = await freePort();
        const inner = name === 'redis' ? '6379/tcp' : '80/tcp';
        await containers.call('POST', `/containers/create?name=${name}`, {
          Image: images[name],
          ExposedPorts: { [inner]: {} },
          HostConfig: { PortBindings: { [inner]: [{ HostIp: '127.0.0.1', HostPort: String(ports[name]) }] } },
        });
        await containers.call('POST', `/containers/${name}/start`);
      }
      const started = () => Promise.all(BY_HAND.map(async (name) => (await containers.inspect(name))?.State.StartedAt));
      const before = await started();

      // What is there is described, and taking that over changes nothing.
      const range = Object.values(ports).join(',');
      const flags = ['discover', '--ports', range, ...NOTHING_ELSE, '-o', 'yaml'];
      const described = (await qbtc.succeed(flags, { env })).stdout;
      const half = parse(described) as QbtcStack;
      expect(half.spec.services.map(({ name }) => name).sort()).toEqual([...BY_HAND].sort());
      const alone = await qbtc.file('half.yaml', described);
      await qbtc.succeed(['validate', '-f', alone], { env });
      const planned = JSON.parse((await qbtc.run(['plan', '-f', alone, '-o', 'json'], { env })).stdout) as {
        actions: { type: string }[];
      };
      expect(planned.actions.map(({ type }) => type)).toEqual(BY_HAND.map(() => 'AdoptInstance'));

      // Its other half is added to that, with routes, and with what is measured.
      const door = await qbtc.port();
      const webs = [...BY_HAND.slice(1), ...MISSING];
      const portOf = (name: string): string =>
        half.spec.services.find((service) => service.name === name)?.ports[0]?.name ?? 'http';
      const whole = {
        ...half.spec,
        services: [
          ...half.spec.services,
          ...MISSING.map((name) => ({
            name,
            dependsOn: [{ name: 'redis' }],
            docker: { image: images[name], stopSignal: 'SIGKILL' },
            ports: [{ name: 'http', port: 80 }],
            probe: { http: { path: '/' }, intervalSeconds: 1 },
          })),
        ],
        gateway: { frontDoor: { port: door } },
        routes: webs.map((name) => ({
          name,
          paths: [{ type: 'Prefix', value: `/${name}` }],
          rewrite: { stripPrefix: true },
          backends: [{ service: name, port: portOf(name) }],
        })),
        monitoring: { intervalSeconds: 2, redis: [{ service: 'redis' }] },
        discovery: {
          intervalSeconds: 5,
          ports: { ports: Object.values(ports).map(String) },
          processes: { enabled: false },
          rabbitmq: { enabled: false },
        },
      };
      const file = await qbtc.file('whole.yaml', stackFile('whole', whole));
      await qbtc.succeed(['up', '-f', file, '--wait'], { env });
      expect(await started()).toEqual(before);
      const score = async () => (await statusOf(qbtc, 'whole')).status?.score;
      await qbtc.waitFor('the score to rise above 85', async () => ((await score())?.total ?? 0) > 85, 60_000);
      const told = (await eventsOf(qbtc)).map(({ message }) => /score went from (\d+\.\d)/.exec(message)?.[1]);
      expect(Math.min(...told.flatMap((total) => (total === undefined ? [] : Number(total))))).toBeLessThan(60);
      const { total = 0, losses = [] } = (await score()) ?? {};
      expect(losses.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(100 - total, 4);
      for (const { evidence, cause, fix } of losses) expect([evidence, cause, fix]).not.toContain('');

      // Whatever is killed comes back, those that were taken over too, and the events say why.
      for (const name of [...BY_HAND, ...MISSING]) {
        const known = (await eventsOf(qbtc)).length;
        const { Id } = await containers.one('whole', name).catch(async () => (await containers.inspect(name))!);
        await containers.call('POST', `/containers/${Id}/kill`);
        await qbtc.waitFor(`${name} to be healed`, async () => {
          const events = (await eventsOf(qbtc)).slice(known);
          const isRestarted = events.some(
            ({ reason, target, message }) =>
              reason === 'RestartInstance' && target === `service/${name}[0]` && message.includes('137'),
          );
          return isRestarted && (await conditionOf(qbtc, 'whole', 'Ready'))?.status === 'True';
        });
      }
      for (const name of webs) expect(await (await fetch(`http://127.0.0.1:${door}/${name}/`)).text()).toBe('ok');

      // They go on as they are when the stack goes, and what it added goes with it.
      const now = await started();
      await qbtc.succeed(['down', 'whole'], { env });
      expect(await started()).toEqual(now);
      expect(await containers.of('whole')).toEqual([]);
      for (const name of BY_HAND) await containers.call('DELETE', `/containers/${name}?force=true&v=true`);
    }, 200_000);
  },
  ['redis'],
);
