import { expect, it } from '@jest/globals';
import type { Reading } from '../../../controller/api/monitoring.ts';
import { createMonitoringLooks, observeMonitoring } from '../../../controller/observe/monitoring.ts';
import { createSimulatedClock } from '../../fakes/simulated-clock.ts';
import { desiredFrom, emptyWorld, withExternals } from '../../support/world.ts';

it('a monitoring source that has fallen silent tells when it answered last, however often it is asked since', async () => {
  const clock = createSimulatedClock(0);
  const desired = desiredFrom(`
services: [{name: cache, external: {host: 127.0.0.1}, ports: [{name: redis, port: 6379}]}]
monitoring: {intervalSeconds: 10, redis: [{service: cache}]}`);
  let silent = true;
  using looks = createMonitoringLooks(async (): Promise<Reading> => {
    if (silent) throw new Error('refused');
    return { at: clock.now(), kind: 'redis', redis: { keys: 1, usedMemoryBytes: 1, clients: 1 } };
  }, clock);
  const { instances } = withExternals(desired, emptyWorld());
  const read = () => observeMonitoring(desired, looks, instances, { secrets: {}, changed: () => undefined });
  read();
  await clock.advance(0);
  expect(read()?.['redis/cache']).toEqual({ at: 0, problem: 'refused' });
  silent = false;
  await clock.advance(10_000);
  expect(read()?.['redis/cache']).toMatchObject({ at: 10_000, kind: 'redis' });
  silent = true;
  await clock.advance(30_000);
  expect(read()?.['redis/cache']).toEqual({ at: 40_000, problem: 'refused', answeredAt: 10_000 });
});
