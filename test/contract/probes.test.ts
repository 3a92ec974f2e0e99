import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Probe } from '../../controller/api/generated/resource.ts';
import type { ProbeResult } from '../../controller/api/probe.ts';
import { runProbe } from '../../controller/platform/net/run-probe.ts';
import { describeWith } from '../support/suites.ts';
import type { RealServer } from '../support/real-server.ts';
import {
  startNginx,
  startPostgres,
  startRabbitmq,
  startRedis,
  type PostgresServer,
  type RedisServer,
} from '../support/servers.ts';
import { waitFor } from '../support/wait.ts';

type ProbeType = Pick<Probe, 'http' | 'tcp' | 'exec' | 'redis' | 'amqp' | 'postgres'>;

const BOUNDS = {
  intervalSeconds: 5,
  timeoutSeconds: 2,
  failureThreshold: 3,
  successThreshold: 1,
  startupGraceSeconds: 20,
};
const CREDENTIAL = { valueFrom: { env: 'PASSWORD' } };

function probe(
  { host, port }: RealServer,
  type: ProbeType,
  password?: string,
  timeoutSeconds = 10,
): Promise<ProbeResult> {
  const target = { id: 'api', addresses: { main: { host, port } }, cwd: '/', env: {}, startedAt: 0 };
  const asked = {
    ...target,
    probe: { ...BOUNDS, ...type, timeoutSeconds },
    ...(password !== undefined && { password }),
  };
  return runProbe(asked, new AbortController().signal);
}

const healthy = { ok: true, latency: expect.any(Number), message: '' };
const failed = (message: string) => ({ ok: false, latency: expect.any(Number), message });

/** What every server that hangs or is gone looks like, whatever its protocol. To be called last: the server is stopped. */
function describeAbsence(server: () => RealServer, type: () => ProbeType, password: () => string | undefined): void {
  it('fails within its timeout while the server accepts but never answers, and passes when it goes on', async () => {
    server().pause();
    const result = await probe(server(), type(), password(), 1);
    server().resume();
    expect(result).toEqual(failed('no answer within 1 s'));
    expect(result.latency).toBeLessThan(1500);
    await waitFor('the server to answer again', async () => (await probe(server(), type(), password())).ok);
  });

  it('leaves no socket behind, however often it ran', async () => {
    const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
    // Other suites of the same process may have left some open.
    const before = sockets();
    const results: ProbeResult[] = [];
    for (let batch = 0; batch < 10; batch++) {
      results.push(...(await Promise.all(Array.from({ length: 5 }, () => probe(server(), type(), password())))));
    }
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    await waitFor('all sockets to close', () => sockets() <= before, 5000);
  });

  it('says that nobody listens once the server is gone', async () => {
    await server().stop();
    expect(await probe(server(), type(), password())).toEqual(failed('connection refused'));
  });
}

describeWith('redis', 'a redis probe', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
  });

  it('passes for the default user with its password', async () => {
    expect(await probe(redis, { redis: { password: CREDENTIAL } }, redis.password)).toEqual(healthy);
  });
  it('passes for a user of the access list', async () => {
    const { username, password } = redis.pinger;
    expect(await probe(redis, { redis: { username, password: CREDENTIAL } }, password)).toEqual(healthy);
  });
  it('tells a wrong password from a dead server, without saying the password', async () => {
    const result = await probe(redis, { redis: { password: CREDENTIAL } }, 'planted-secret');
    expect(result).toEqual(failed('the server refuses the user name or password'));
  });
  it('tells that a password is missing', async () => {
    expect(await probe(redis, { redis: {} })).toEqual(
      failed('the server asks for a password that the probe does not give'),
    );
    expect(await probe(redis, { redis: { password: CREDENTIAL } })).toEqual(
      failed('the password of the probe is not known'),
    );
  });
  it('tells that the user may not do what the probe needs', async () => {
    const { username, password } = redis.mute;
    const result = await probe(redis, { redis: { username, password: CREDENTIAL } }, password);
    expect(result).toEqual(failed('the user may not send PING'));
  });
  describeAbsence(
    () => redis,
    () => ({ redis: { password: CREDENTIAL } }),
    () => redis.password,
  );
});

describeWith('postgres', 'a postgres probe', () => {
  let postgres: PostgresServer;
  const type = (username = 'postgres', database = 'postgres') => ({
    postgres: { username, database, password: CREDENTIAL },
  });
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  it('passes when SELECT 1 is answered', async () => {
    expect(await probe(postgres, type(), postgres.password)).toEqual(healthy);
  });
  it('tells a wrong password from a dead server, without saying the password', async () => {
    const result = await probe(postgres, type(), 'planted-secret');
    expect(result).toEqual(failed('the server refuses the user name or password'));
  });
  it('uses no password of the environment of the controller', async () => {
    process.env.PGPASSWORD = postgres.password;
    try {
      const result = await probe(postgres, { postgres: { username: 'postgres', database: 'postgres' } });
      expect(result).toEqual(failed('the server asks for a password that the probe does not give'));
    } finally {
      delete process.env.PGPASSWORD;
    }
  });
  it('tells that the database does not exist', async () => {
    const result = await probe(postgres, type('postgres', 'nowhere'), postgres.password);
    expect(result).toEqual(failed('the database does not exist'));
  });
  describeAbsence(
    () => postgres,
    () => type(),
    () => postgres.password,
  );
});

describeWith('rabbitmq', 'an amqp probe', () => {
  let broker: RealServer;
  const type = (vhost = '/', username = 'guest') => ({ amqp: { vhost, username, password: CREDENTIAL } });
  beforeAll(async () => {
    broker = await startRabbitmq();
  }, 120_000);
  afterAll(async () => {
    await broker[Symbol.asyncDispose]();
  }, 30_000);

  it('passes when a connection to the virtual host opens', async () => {
    await waitFor('the broker to have booted', async () => (await probe(broker, type(), 'guest')).ok, 20_000);
    expect(await probe(broker, type(), 'guest')).toEqual(healthy);
  });
  it('knows the login that a new broker has', async () => {
    expect(await probe(broker, { amqp: { vhost: '/', username: 'guest' } })).toEqual(healthy);
  });
  it('tells a wrong password from a dead broker, without saying the password', async () => {
    const result = await probe(broker, type(), 'planted-secret');
    expect(result).toEqual(failed('the server refuses the user name or password'));
  });
  it('tells that the virtual host is not there', async () => {
    expect(await probe(broker, type('nowhere'), 'guest')).toEqual(failed('the server refuses the virtual host'));
  });
  describeAbsence(
    () => broker,
    () => type(),
    () => 'guest',
  );
});

describeWith('nginx', 'an http probe', () => {
  let nginx: RealServer;
  const type = (path: string) => ({ http: { path } });
  beforeAll(async () => {
    nginx = await startNginx(`
      location /health { return 200 ok; }
      location /moved { return 302 /nowhere; }
      location /broken { return 500; }
      location /large { root ${process.cwd()}; try_files /package-lock.json =404; }`);
  });
  afterAll(async () => {
    await nginx[Symbol.asyncDispose]();
  });

  it('passes for 200, for a redirect that it does not follow, and for a body longer than it wants', async () => {
    for (const path of ['/health?full=1', '/moved', '/large']) expect(await probe(nginx, type(path))).toEqual(healthy);
  });
  it('fails for an error of the server or a path that is not there', async () => {
    expect(await probe(nginx, type('/broken'))).toEqual(failed('GET /broken was answered with 500'));
    expect(await probe(nginx, type('/nowhere'))).toEqual(failed('GET /nowhere was answered with 404'));
  });
  describeAbsence(
    () => nginx,
    () => type('/health'),
    () => undefined,
  );
});
