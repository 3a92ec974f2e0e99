import { expect, it } from '@jest/globals';
import type { Report } from '../../controller/telemetry/report.ts';
import { createQbtc } from '../support/qbtc.ts';
import { startRedis } from '../support/servers.ts';
import { stackFile } from '../support/stacks.ts';
import { describeWith } from '../support/suites.ts';
import { statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

describeWith('redis', 'a monitored Redis', () => {
  it('counts while it says how it does, and is told with its reason when it does not (I22)', async () => {
    await using redis = await startRedis();
    await using qbtc = await createQbtc();
    const file = await qbtc.file(
      'shop.yaml',
      stackFile('shop', {
        services: [
          {
            name: 'cache',
            external: { host: redis.host },
            ports: [{ name: 'redis', port: redis.port }],
            probe: { redis: { username: 'default', password: { valueFrom: { env: 'REDIS_PASSWORD' } } } },
          },
        ],
        monitoring: { intervalSeconds: 1, redis: [{ service: 'cache' }] },
      }),
    );
    const env = { REDIS_PASSWORD: redis.password };
    await qbtc.succeed(['up', '-f', file, '--wait'], { env });
    const part = async () =>
      (await statusOf(qbtc, 'shop')).status?.score?.parts.find(({ name }) => name === 'monitoring')?.score;
    await waitFor('it to be read', async () => (await part()) === 10);
    const { url } = (await qbtc.controller())!;
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
      /^qbtc_redis_keys\{stack="default\/shop",service="cache"\} 0$/m,
    );
    redis.pause();
    await waitFor('it to be missed', async () => (await part()) === 0, 20_000);
    const score = (await qbtc.succeed(['score', 'shop'])).stdout;
    expect(score).toContain('redis/cache does not say how it does');
    expect(score).not.toContain(redis.password);
    expect(await (await fetch(`${url}/metrics`)).text()).not.toMatch(/^qbtc_redis_keys\{/m);
    const { stdout: report } = await qbtc.succeed(['report', 'shop', '-o', 'json']);
    const { quantum_metrics: quantum, freshness } = JSON.parse(report) as Report;
    expect(quantum.redis_keys).toBeNull();
    expect(freshness.redis_keys.age_seconds).toBeGreaterThan(0);
    expect(freshness.redis_keys.reason).toContain('default/shop/cache: ');
    expect(report).not.toContain(redis.password);
    redis.resume();
    await waitFor('it to be read again', async () => (await part()) === 10, 20_000);
    await qbtc.succeed(['down', 'shop'], { env });
    await qbtc.nothingLeft();
  }, 90_000);
});
