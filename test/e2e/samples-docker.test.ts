import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Containers } from '../support/containers.ts';
import { nodeImage, redisImage } from '../support/docker-programs.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { describeWithEngine } from '../support/suites.ts';
import { startTraffic } from '../support/traffic.ts';

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
  },
  ['redis'],
);
