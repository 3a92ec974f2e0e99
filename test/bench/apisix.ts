/**
 * 1,000 routes into an Admin API (the fake one, in a process of its own), beside the same objects put by bare concurrent requests; then a
 * look with nothing to do, and one changed replica. `node .ci/bench.mjs apisix [routes]`
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Pool } from 'undici';
import type { TableRoute } from '../../controller/api/route-table.ts';
import { objectsOf } from '../../controller/plan/gateway-objects.ts';
import { startFakeApisix } from '../fakes/apisix/fake-apisix.ts';
import { createQbtc } from '../support/qbtc.ts';
import { judge, printTable } from './support/figures.ts';

const KEY = 'admin-key';
const CONNECTIONS = 32;

interface Told {
  readonly objects: readonly { readonly key: string; readonly value: object }[];
  readonly writes: number;
  /** From the first of them to the last, since the last time that it was asked; milliseconds. */
  readonly took: number;
}

async function compare(routes: number): Promise<void> {
  const fake = await startFake();
  const { url, gatewayUrl, told } = fake;
  await using qbtc = await createQbtc();
  const env = { ADMIN_KEY: KEY };
  const door = await qbtc.port();
  const fileOf = (host: string, count = routes): Promise<string> =>
    qbtc.file('routes.yaml', JSON.stringify(stackOf(count, { host, door, url, gatewayUrl })));
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  // The programs are started with one route, so that only what is pushed is measured.
  await qbtc.succeed(['up', '-f', await fileOf('127.0.0.1', 1), '--wait'], { env });
  await told();
  const empty = await fileOf('127.0.0.1');
  const first = await timed(() => qbtc.succeed(['up', '-f', empty, '--wait'], { env }));
  const { objects, took: pushed } = await told();
  const other = await startFake();
  const bare = await timed(() => putAll(other.url, objects));
  const { took: barely } = await other.told();
  other.end();
  const { writes: before } = await told();
  const again = await timed(() => qbtc.succeed(['up', '-f', empty], { env }));
  const quiet = (await told()).writes - before;
  const moved = await fileOf('localhost');
  const changed = await timed(() => qbtc.succeed(['up', '-f', moved, '--wait'], { env }));
  const writes = (await told()).writes - before;
  await qbtc.succeed(['down', 'routes'], { env });
  fake.end();

  printTable([
    ['', '', ''],
    [`${routes} routes, ${objects.length} objects, from one route to Ready`, `${first.toFixed(0)} ms`, ''],
    ['of that, from the first write to the last', `${pushed.toFixed(0)} ms`, ''],
    ['the same objects, bare requests', `${bare.toFixed(0)} ms`, `${CONNECTIONS} connections`],
    ['of that, from the first write to the last', `${barely.toFixed(0)} ms`, ''],
    ['nothing to do', `${again.toFixed(0)} ms`, `${quiet} writes`],
    ['one of two services moved', `${changed.toFixed(0)} ms`, `${writes} writes`],
  ]);
  const rendered = renderWhole(10_000);
  console.log(`10,000 routes as one configuration, rendered and digested: ${rendered.toFixed(0)} ms`);
  judge('10,000 routes as one configuration, rendered and digested', rendered, 300, 'ms');
  judge('the writes, beside bare requests', pushed / barely, 1.25, '×');
  judge('writes with nothing to do', quiet, 0, 'writes');
  judge('writes after one route’s service moved', writes, 1, 'writes');
}

/** An Admin API in a process of its own, with nothing in it. */
async function startFake() {
  const fake = fork(process.argv[1]!);
  const [urls] = (await once(fake, 'message')) as [{ url: string; gatewayUrl: string }];
  return {
    ...urls,
    told: async (): Promise<Told> => {
      fake.send('tell');
      return ((await once(fake, 'message')) as [Told])[0];
    },
    end: (): void => {
      fake.disconnect();
      fake.kill();
    },
  };
}

/** Milliseconds for a whole configuration, from the routes to the text that is put and its digest. */
function renderWhole(count: number): number {
  const route = (number: number): TableRoute => ({
    ...{
      name: `r${number}`,
      paths: [{ type: 'Prefix', value: `/r/${number}` }],
      hosts: ['shop.test'],
      methods: ['GET'],
    },
    ...{ headers: [], queryParams: [], priority: 0, upstreamHost: 'pass', websocket: false, maxBodyBytes: 0 },
    backends: [{ service: 'all', port: 'http', weight: 1, endpoints: [{ host: '10.0.0.1', port: 80 }] }],
  });
  const routes = Array.from({ length: count }, (_, number) => route(number));
  const stack = { installation: 'i', namespace: 'default', name: 'routes', uid: 'u' };
  const start = performance.now();
  const objects = objectsOf(stack, routes).flatMap((made) => made.objects);
  const sections = Object.fromEntries(
    ['upstreams', 'routes'].map((kind) => [
      kind,
      objects.filter((object) => object.kind === kind).map(({ id, value }) => ({ id, ...value })),
    ]),
  );
  createHash('sha256').update(JSON.stringify(sections)).digest('hex');
  return performance.now() - start;
}

/** Stacks of routes to one external service; the last one leads to another. */
const stackOf = (
  routes: number,
  { host, door, url, gatewayUrl }: { host: string; door: number; url: string; gatewayUrl: string },
): object => ({
  apiVersion: 'qbtc.dev/v1alpha1',
  kind: 'QbtcStack',
  metadata: { name: 'routes' },
  spec: {
    services: [
      { name: 'all', external: { host: '127.0.0.1' }, ports: [{ name: 'http', port: Number(new URL(url).port) }] },
      { name: 'one', external: { host }, ports: [{ name: 'http', port: Number(new URL(url).port) }] },
    ],
    gateway: {
      frontDoor: { port: door },
      apisix: { adminUrl: url, adminKey: { valueFrom: { env: 'ADMIN_KEY' } }, gatewayUrl },
    },
    routes: Array.from({ length: routes }, (_, number) => ({
      name: `r${number}`,
      paths: [{ value: `/r/${number}` }],
      backends: [{ service: number === 0 ? 'one' : 'all', port: 'http' }],
    })),
  },
});

async function putAll(url: string, objects: Told['objects']): Promise<void> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const put = async ({ key, value }: Told['objects'][number]): Promise<void> => {
    const { create_time: _, update_time: __, ...written } = value as Record<string, unknown>;
    const path = key.replace('/apisix/', '/apisix/admin/');
    const response = await pool.request({
      ...{ method: 'PUT', path, body: JSON.stringify(written) },
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    });
    await response.body.dump();
    if (response.statusCode >= 300) throw new Error(`PUT ${path}: ${response.statusCode}`);
  };
  for (const kind of ['/upstreams/', '/routes/'])
    await Promise.all(objects.filter(({ key }) => key.includes(kind)).map(put));
  await pool.close();
}

if (process.send) {
  // The Admin API; tells what was asked when it is asked to.
  const fake = await startFakeApisix({ admin: KEY, viewer: 'viewer-key' });
  const times: number[] = [];
  const put = fake.store.put.bind(fake.store);
  fake.store.put = (key, value) => {
    times.push(performance.now());
    return put(key, value);
  };
  process.on('message', () => {
    const objects = ['upstreams', 'routes'].flatMap((plural) => fake.store.all(`/apisix/${plural}`));
    const took = (times.at(-1) ?? 0) - (times[0] ?? 0);
    times.length = 0;
    process.send?.({ objects, writes: fake.store.nextIndex - 1, took });
  });
  process.on('disconnect', () => process.exit());
  process.send({ url: fake.url('admin'), gatewayUrl: fake.url('data') });
} else await compare(Number(process.argv[2] ?? 1000));
