import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Containers } from '../support/containers.ts';
import { nodeImage, redisImage } from '../support/docker-programs.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { freePort } from '../support/ports.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { startServer, temporaryFolder } from '../support/real-server.ts';
import { describeWithEngine } from '../support/suites.ts';
import { startTraffic } from '../support/traffic.ts';
import { conditionOf, eventsOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');
const sample = (name: string): string => join(SAMPLES, `${name}.yaml`);

await describeWithEngine(
  'private',
  'the samples with containers',
  () => {
    let engine: PrivateEngine;
    let containers: Containers;
    let qbtc: Qbtc;
    let env: Record<string, string>;
    let images: Record<string, string>;

    beforeAll(async () => {
      engine = await startEngine();
      containers = new Containers(engine.endpoint);
      images = { NODE_IMAGE: await engine.image(nodeImage()), REDIS_IMAGE: await engine.image(redisImage()) };
    }, 120_000);
    afterAll(async () => {
      await engine[Symbol.asyncDispose]();
    }, 60_000);
    beforeEach(async () => {
      qbtc = await createQbtc();
      env = { DOCKER_HOST: engine.endpoint, ...images, FRONT_DOOR_PORT: String(await qbtc.port()) };
    });
    afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

    const up = (name: string, more: Readonly<Record<string, string>> = {}) =>
      qbtc.succeed(['up', '-f', sample(name), '--wait', '--timeout', '50s'], { env: { ...env, ...more } });
    const ask = async (path: string): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${env.FRONT_DOOR_PORT}${path}`);
      return `${response.status} ${await response.text()}`;
    };

    const isReady = async (stack: string): Promise<boolean> =>
      (await conditionOf(qbtc, stack, 'Ready'))?.status === 'True';

    it('docker serves from both replicas, rolls out without a failed request and keeps its data', async () => {
      const redis = async <T>(use: (client: Redis) => Promise<T>): Promise<T> => {
        const { NetworkSettings } = await containers.one('docker', 'redis');
        const client = new Redis({ host: NetworkSettings.Networks['qbtc-sample']!.IPAddress });
        try {
          return await use(client);
        } finally {
          client.disconnect();
        }
      };
      await up('docker');
      const replicas = new Set<number>();
      for (let i = 0; i < 10; i++) replicas.add((JSON.parse((await ask('/')).slice(4)) as { replica: number }).replica);
      expect([...replicas].sort()).toEqual([0, 1]);
      expect(await redis((client) => client.get('greeting'))).toBe('hello');
      await redis((client) => client.set('kept', 'yes'));
      const task = await containers.one('docker', 'greeting');
      expect((await qbtc.succeed(['plan', '-f', sample('docker')], { env })).stdout).toContain('nothing to do');

      await using traffic = startTraffic(`http://127.0.0.1:${env.FRONT_DOOR_PORT}/`);
      await up('docker', { VERSION: '2' });
      expect(await traffic.stop()).toEqual([]);
      expect(await ask('/')).toContain('"version":"2"');
      expect(await containers.one('docker', 'greeting')).toEqual(task);

      await qbtc.succeed(['down', 'docker'], { env });
      await qbtc.nothingLeft();
      expect(await containers.of('docker')).toEqual([]);
      expect(await containers.facilities('docker')).toEqual(['volume qbtc-sample-redis']);
      await up('docker');
      expect(await redis((client) => client.get('kept'))).toBe('yes');
      await qbtc.succeed(['down', 'docker'], { env });
      await containers.call('DELETE', '/volumes/qbtc-sample-redis');
    }, 120_000);

    it('mixed survives what people and the engine do to it, tells it, and touches nobody else', async () => {
      for (const name of ['QUOTES_PORT', 'REDIS_PORT', 'VISITS_PORT']) env[name] = String(await freePort());
      // The narrowest address that containers reach.
      env.VISITS_ADDRESS = engine.hostAddress;
      await using _quotes = await startServer({
        argv: [process.execPath, join(SAMPLES, 'services/quotes.mjs')],
        port: Number(env.QUOTES_PORT),
        folder: await temporaryFolder('quotes'),
        env: { PORT: env.QUOTES_PORT ?? '' },
        stopSignal: 'SIGTERM',
        ready: async () => (await fetch(`http://127.0.0.1:${env.QUOTES_PORT}/health`)).ok,
      });
      await up('mixed');
      /** Visits the page, whose container asks the process, which counts in the other container; then the process itself. */
      const visits = async (): Promise<number> => {
        expect(await ask('/')).toMatch(/^200 .*<blockquote>/);
        return (JSON.parse((await ask('/api/random')).slice(4)) as { visits: number }).visits;
      };
      // The controller looks in as well.
      const first = await visits();
      expect((await visits()) - first).toBeGreaterThanOrEqual(2);

      const [network = ''] = Object.keys((await containers.one('mixed', 'page')).NetworkSettings.Networks);
      const stranger = { Image: images.REDIS_IMAGE, HostConfig: { NetworkMode: network } };
      await containers.call('POST', '/containers/create?name=stranger', stranger);
      await containers.call('POST', '/containers/stranger/start');
      const before = await containers.stillLife(['stranger'], [], []);
      const stop = (id: string) => containers.call('POST', `/containers/${id}/stop`);
      const remove = (id: string) => containers.call('DELETE', `/containers/${id}?force=true`);
      const disconnect = (id: string) => containers.call('POST', `/networks/${network}/disconnect`, { Container: id });
      for (const [service, act, told] of [
        ['redis', stop, 'restarted: it exited with code 0'],
        ['page', remove, 'started: it does not run'],
        ['redis', disconnect, `put right: it is not connected to network ${network}`],
        ['page', disconnect, `put right: it is not connected to network ${network}`],
      ] as const) {
        const known = (await eventsOf(qbtc)).length;
        await act((await containers.one('mixed', service)).Id);
        await waitFor(`${service} to be mended and that to be told`, async () => {
          const events = (await eventsOf(qbtc)).slice(known);
          const isTold = events.some(({ target, message }) => target === `service/${service}[0]` && message === told);
          return isTold && events.some(({ reason }) => reason === 'Ready');
        });
        await visits();
      }
      expect(await containers.stillLife(['stranger'], [], [])).toBe(before);

      const known = (await eventsOf(qbtc)).length;
      await engine.stop();
      await engine.start();
      await qbtc.waitFor('everything to be well', async () => (await isReady('mixed')) && (await visits()) > 0, 60_000);
      const events = (await eventsOf(qbtc)).slice(known).map(({ target, message }) => `${target} ${message}`);
      for (const service of ['redis', 'page'])
        // The same one again, or a new one where the engine died in the middle of a start.
        expect(events).toContainEqual(expect.stringMatching(new RegExp(`^service/${service}\\[0\\] (re)?started: `)));
      // Whoever has no controller stays as the engine left it.
      expect((await containers.inspect('stranger'))?.State.Status).toBe('exited');

      await qbtc.succeed(['down', 'mixed'], { env });
      await qbtc.nothingLeft();
      expect([await containers.of('mixed'), await containers.facilities('mixed')]).toEqual([[], []]);
      expect((await containers.inspect('stranger'))?.State.Status).toBe('exited');
      await containers.call('DELETE', '/containers/stranger');
    }, 120_000);
  },
  ['redis'],
);
