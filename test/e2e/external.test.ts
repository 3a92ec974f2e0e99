import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '../support/suites.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import type { RealServer } from '../support/real-server.ts';
import { startPostgres, startRabbitmq, startRedis, type PostgresServer, type RedisServer } from '../support/servers.ts';
import { waitFor } from '../support/wait.ts';

describeWith(['redis', 'postgres', 'rabbitmq'], 'a stack with external services', () => {
  let qbtc: Qbtc;
  let redis: RedisServer;
  let postgres: PostgresServer;
  let broker: RealServer;
  let api: Server;
  const started: AsyncDisposable[] = [];
  const begin = async <T extends AsyncDisposable>(start: () => Promise<T>): Promise<T> => {
    const begun = await start();
    started.push(begun);
    return begun;
  };
  beforeEach(async () => {
    api = createServer((_request, response) => response.end('ok'));
    qbtc = await begin(createQbtc);
    [redis, postgres, broker] = await Promise.all([begin(startRedis), begin(startPostgres), begin(startRabbitmq)]);
  }, 120_000);
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each[Symbol.asyncDispose]()));
    await new Promise((resolve) => api.close(resolve));
  }, 60_000);

  it('is Ready when they answer, follows them when they hang, and never touches them', async () => {
    const apiPort = await qbtc.port();
    await new Promise<void>((resolve) => {
      api.listen(apiPort, '127.0.0.1', resolve);
    });
    const stack = await qbtc.file(
      'stack.yaml',
      `apiVersion: qbtc.dev/v1alpha1
kind: QbtcStack
metadata: { name: outside }
spec:
  services:
    - name: redis
      external: { host: 127.0.0.1 }
      ports: [{ name: redis, port: ${redis.port} }]
      probe:
        redis: { username: ${redis.pinger.username}, password: { valueFrom: { env: REDIS_PASSWORD } } }
        intervalSeconds: 1
        timeoutSeconds: 1
        failureThreshold: 1
        startupGraceSeconds: 0
    - name: postgres
      external: { host: 127.0.0.1 }
      ports: [{ name: pg, port: ${postgres.port} }]
      probe: { postgres: { password: { valueFrom: { env: POSTGRES_PASSWORD } } }, intervalSeconds: 2 }
    - name: broker
      external: { host: 127.0.0.1 }
      ports: [{ name: amqp, port: ${broker.port} }]
      probe: { amqp: {}, intervalSeconds: 2 }
    - name: api
      external: { host: 127.0.0.1 }
      ports: [{ name: http, port: ${apiPort} }]
`,
    );
    const env = { REDIS_PASSWORD: redis.pinger.password, POSTGRES_PASSWORD: postgres.password };
    await qbtc.succeed(['up', '-f', stack, '--wait', '--timeout', '20s'], { env });

    const health = async (): Promise<string | undefined> => {
      const { stdout } = await qbtc.succeed(['status', 'outside', '-o', 'json']);
      const { status } = JSON.parse(stdout) as { status: { conditions: { type: string; status: string }[] } };
      return status.conditions.find(({ type }) => type === 'ServicesHealthy')?.status;
    };
    await waitFor('the services to be healthy', async () => (await health()) === 'True');
    redis.pause();
    await waitFor('a hanging redis to be noticed', async () => (await health()) === 'False');
    redis.resume();
    await waitFor('redis to be healthy again', async () => (await health()) === 'True');
    await qbtc.succeed(['plan', '-f', stack], { env });

    await qbtc.succeed(['down', 'outside']);
    const answer = await fetch(`http://127.0.0.1:${apiPort}/`);
    expect(answer.status).toBe(200);
    await new Promise((resolve) => api.close(resolve));
    await qbtc.nothingLeft();
  }, 120_000);
});
