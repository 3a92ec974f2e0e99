import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { bundle } from '../support/bundle.ts';
import { Containers } from '../support/containers.ts';
import { apisixImage, postgresImage, rabbitmqImage, redisImage, webImage } from '../support/docker-programs.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { temporaryFolder } from '../support/real-server.ts';
import { answers } from '../support/servers.ts';
import { describeWithEngine } from '../support/suites.ts';
import { conditionOf, eventsOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

const FILE = join(import.meta.dirname, '../../samples/qbtc.yaml');
const APISIX = "import './test/fakes/apisix/container-program.ts';";
const SECRETS = { POSTGRES_PASSWORD: 'pl4nted-p', RABBITMQ_PASSWORD: 'pl4nted-r', APISIX_ADMIN_KEY: 'pl4nted-a' };

/** Our own services, with paths that come to them through the front door. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  'node-api': ['/api/experiments/7'],
  'python-api': ['/api/generate-code/7', '/v1/chat/7'],
  'quantum-core': ['/api/quantum/7'],
  'trading-hft': ['/api/trading/7'],
  'quantum-dashboard': ['/dashboard/7'],
};
const variable = (service: string): string => service.toUpperCase().replaceAll('-', '_');

/** What a client of each published port begins with, and how it is answered. A port alone accepts for a dead container, too. */
const GET = 'GET /health HTTP/1.0\r\n\r\n';
const PUBLISHED: Readonly<Record<string, readonly [string, string]>> = {
  APISIX: [GET, 'HTTP/1.1 404'],
  APISIX_ADMIN: [GET, 'HTTP/1.1 404'],
  // AMQP 0-9-1, §4.2.2: a wrong protocol header is answered with the right one.
  RABBITMQ: ['AMQP\0\0\0\0', 'AMQP'],
  RABBITMQ_MANAGEMENT: ['GET / HTTP/1.0\r\n\r\n', 'HTTP/1.1 200'],
  REDIS: ['PING\r\n', '+PONG'],
  // SSLRequest: https://www.postgresql.org/docs/15/protocol-message-formats.html
  SUPABASE_DB: ['\0\0\0\x08\x04\xd2\x16\x2f', 'N'],
  ...Object.fromEntries(Object.keys(OURS).map((service) => [variable(service), [GET, 'HTTP/1.1 200']])),
};

async function redis(port: number, ...[command, ...args]: readonly [string, ...string[]]): Promise<unknown> {
  const client = new Redis({ host: '127.0.0.1', port });
  try {
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}

async function sql(port: number, text: string): Promise<unknown[]> {
  const login = { user: 'postgres', password: SECRETS.POSTGRES_PASSWORD, database: 'postgres' };
  const client = new pg.Client({ host: '127.0.0.1', port, ...login });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

await describeWithEngine(
  'private',
  'the sample of a whole stack',
  () => {
    let engine: PrivateEngine;
    let containers: Containers;
    let qbtc: Qbtc;
    let images: Record<string, string>;

    beforeAll(async () => {
      engine = await startEngine();
      containers = new Containers(engine.endpoint);
      const program = await bundle(join(await temporaryFolder('apisix'), 'apisix.mjs'), APISIX);
      images = {
        ETCD_IMAGE: await engine.image(webImage('2379', { '/health': 'ok' })),
        APISIX_IMAGE: await engine.image(apisixImage(await readFile(program, 'utf8'))),
        RABBITMQ_IMAGE: await engine.image(rabbitmqImage()),
        REDIS_IMAGE: await engine.image(redisImage()),
        SUPABASE_DB_IMAGE: await engine.image(postgresImage()),
      };
      for (const [service, paths] of Object.entries(OURS)) {
        const pages = paths.map((path) => [path, `${service} got ${path}`]);
        const image = webImage('$PORT', { '/health': 'ok', ...(Object.fromEntries(pages) as Record<string, string>) });
        images[`${variable(service)}_IMAGE`] = await engine.image(image);
      }
    }, 120_000);
    afterAll(async () => {
      await engine[Symbol.asyncDispose]();
    }, 60_000);
    beforeEach(async () => {
      qbtc = await createQbtc();
    });
    afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

    /** Where the sample is to be, with the images that stand for the real ones. */
    const place = async () => {
      const ports: Record<string, number> = {};
      for (const name of ['FRONT_DOOR', ...Object.keys(PUBLISHED)]) ports[name] = await qbtc.port();
      const moved = Object.entries(ports).map(([name, port]) => [`${name}_PORT`, String(port)]);
      const env = {
        DOCKER_HOST: engine.endpoint,
        SUBNET: engine.subnet(0),
        ...SECRETS,
        ...images,
        ...(Object.fromEntries(moved) as Record<string, string>),
      };
      return { ports, env };
    };

    it('comes up with every port and route, mends what is killed and removed, and keeps its data to the end', async () => {
      const { ports, env } = await place();
      const everythingAnswers = async (but: readonly string[] = []): Promise<void> => {
        for (const [name, [greeting, expected]] of Object.entries(PUBLISHED).filter(([name]) => !but.includes(name)))
          expect([name, await answers(ports[name] ?? 0, greeting, expected)]).toEqual([name, true]);
        for (const [service, paths] of Object.entries(OURS))
          for (const path of paths) {
            const answer = await fetch(`http://127.0.0.1:${ports.FRONT_DOOR}${path}`);
            expect(await answer.text()).toBe(`${service} got ${path}`);
          }
      };
      const isThroughApisix = async (): Promise<boolean> => {
        const answer = await fetch(`http://127.0.0.1:${ports.FRONT_DOOR}/dashboard/7`);
        await answer.text();
        return answer.headers.get('server') === 'APISIX/3.18.0';
      };
      const up = ['up', '-f', FILE, '--wait', '--timeout', '100s'];
      const { stdout } = await qbtc.succeed(up, { env, deadlineMs: 110_000 });
      await everythingAnswers();
      await qbtc.waitFor('requests to go through APISIX', isThroughApisix, 30_000);
      await everythingAnswers();
      expect((await qbtc.succeed(['plan', '-f', FILE], { env })).stdout).toContain('nothing to do');
      // Healthy, found, routed, reached and heard: what is left is named.
      const total = async () => (await statusOf(qbtc, 'qbtc')).status?.score?.total ?? 0;
      await qbtc.waitFor('the score to be above 90', async () => (await total()) >= 90, 60_000);
      const score = (await qbtc.succeed(['score', 'qbtc'])).stdout;
      expect(score).toMatch(/^\d+\.\d of 100, grade A\n/);

      await redis(ports.REDIS ?? 0, 'SET', 'kept', 'yes');
      await sql(ports.SUPABASE_DB ?? 0, 'CREATE TABLE kept AS SELECT 1 AS one');
      const known = (await eventsOf(qbtc)).length;
      await containers.call('POST', `/containers/${(await containers.one('qbtc', 'redis')).Id}/kill`);
      await containers.call('DELETE', `/containers/${(await containers.one('qbtc', 'supabase-db')).Id}?force=true`);
      await waitFor(
        'both to be mended, and everything to be well',
        async () => {
          const told = (await eventsOf(qbtc)).slice(known).map(({ target, reason }) => `${reason} ${target}`);
          const areMended = ['RestartInstance service/redis[0]', 'StartInstance service/supabase-db[0]'].every((each) =>
            told.includes(each),
          );
          return areMended && (await conditionOf(qbtc, 'qbtc', 'Ready'))?.status === 'True';
        },
        30_000,
      );
      await everythingAnswers();
      expect(await redis(ports.REDIS ?? 0, 'GET', 'kept')).toBe('yes');
      expect(await sql(ports.SUPABASE_DB ?? 0, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);

      const events = (await qbtc.succeed(['events', '-o', 'json'])).stdout;
      const status = (await qbtc.succeed(['status', '-o', 'json'])).stdout;
      for (const output of [stdout, score, events, status]) expect(output).not.toContain('pl4nted');
      // The very request that a dead APISIX cannot take is served all the same; it comes back with its routes, which etcd has.
      await containers.call('POST', `/containers/${(await containers.one('qbtc', 'apisix')).Id}/kill`);
      await everythingAnswers(['APISIX', 'APISIX_ADMIN']);
      await qbtc.waitFor(
        'APISIX to be mended',
        async () => (await conditionOf(qbtc, 'qbtc', 'Ready'))?.status === 'True',
        40_000,
      );
      // One that hangs accepts connections all the same: requests go past it, and it is restarted.
      const hung = await containers.one('qbtc', 'apisix');
      const { Titles, Processes } = JSON.parse(await containers.call('GET', `/containers/${hung.Id}/top`)) as {
        Titles: string[];
        Processes: string[][];
      };
      const pids = Processes.map((columns) => Number(columns[Titles.indexOf('PID')]));
      expect(pids.length).toBeGreaterThan(0);
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      await everythingAnswers(['APISIX', 'APISIX_ADMIN']);
      await qbtc.waitFor(
        'the APISIX that hangs to be restarted, and told so',
        async () =>
          (await eventsOf(qbtc)).some(({ reason, target }) => reason === 'Healed' && target === 'service/apisix'),
        90_000,
      );
      expect((await containers.one('qbtc', 'apisix')).Id).toBe(hung.Id);
      await everythingAnswers();
      // Clients that know APISIX's port alone are served there while it is held down, and by itself afterwards.
      // A connection that is open stays with whom it was opened to: each question has one of its own.
      const atApisix = (): Promise<string> =>
        new Promise((resolve) => {
          get({ host: '127.0.0.1', port: ports.APISIX, path: '/dashboard/7', agent: false }, (answer) => {
            let body = '';
            answer.on('data', (piece: Buffer) => (body += piece.toString()));
            answer.on('end', () => {
              resolve(`${[answer.headers.server ?? 'front door'].flat().join()}: ${body}`);
            });
          }).on('error', (error) => {
            resolve(error.message);
          });
        });
      await qbtc.succeed(['stop', 'apisix']);
      await waitFor(
        'the front door to stand in',
        async () => (await atApisix()) === 'front door: quantum-dashboard got /dashboard/7',
        30_000,
      );
      await waitFor('the status to say so', async () =>
        (await qbtc.succeed(['status', 'qbtc'])).stdout.includes(`also serves at 127.0.0.1:${ports.APISIX}`),
      );
      await qbtc.succeed(['start', 'apisix']);
      await waitFor(
        'APISIX to serve',
        async () => (await atApisix()) === 'APISIX/3.18.0: quantum-dashboard got /dashboard/7',
        30_000,
      );
      await qbtc.succeed(['down', 'qbtc'], { env });
      await qbtc.nothingLeft();
      expect(await containers.of('qbtc')).toEqual([]);
      const volumes = ['qbtc-etcd', 'qbtc-rabbitmq', 'qbtc-redis', 'qbtc-supabase-db'];
      expect((await containers.facilities('qbtc')).sort()).toEqual(volumes.map((name) => `volume ${name}`));
      for (const name of volumes) await containers.call('DELETE', `/volumes/${name}`);
    }, 300_000);

    it('does well without APISIX, whose port somebody else holds, says who, and has it as soon as it can', async () => {
      const { ports, env } = await place();
      const holder = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => holder.listen(ports.APISIX, '127.0.0.1', resolve));
      await qbtc.succeed(['up', '-f', FILE, '--detach'], { env });
      const now = async () => (await statusOf(qbtc, 'qbtc')).status;
      await qbtc.waitFor('a good score past APISIX', async () => ((await now())?.score?.total ?? 0) >= 85, 120_000);
      const { strategy, strategyReasons = [], services = [] } = (await now()) ?? {};
      expect(strategy).toBe('Fallback');
      expect(strategyReasons[0]).toMatch(new RegExp(`^APISIX cannot run: port ${ports.APISIX} .*pid ${process.pid}`));
      expect(services.find(({ name }) => name === 'apisix')).toMatchObject({ phase: 'Skipped', ready: 0 });
      // What is lost is told: nobody is served by an APISIX that does not run.
      expect((await qbtc.succeed(['score', 'qbtc'])).stdout).toContain('service apisix: 0 of 1 replicas are healthy');
      for (const [service, paths] of Object.entries(OURS))
        for (const path of paths) {
          const answer = await fetch(`http://127.0.0.1:${ports.FRONT_DOOR}${path}`);
          expect(await answer.text()).toBe(`${service} got ${path}`);
        }
      await new Promise((resolve) => holder.close(resolve));
      await qbtc.waitFor('APISIX to be started', async () => (await now())?.strategy === 'FullDocker', 60_000);
      await qbtc.waitFor(
        'the stack to be Ready',
        async () => (await conditionOf(qbtc, 'qbtc', 'Ready'))?.status === 'True',
        60_000,
      );
      await qbtc.succeed(['down', 'qbtc'], { env });
      await qbtc.nothingLeft();
      const volumes = ['qbtc-etcd', 'qbtc-rabbitmq', 'qbtc-redis', 'qbtc-supabase-db'];
      for (const name of volumes) await containers.call('DELETE', `/volumes/${name}`);
    }, 300_000);
  },
  ['redis', 'postgres', 'rabbitmq'],
);
