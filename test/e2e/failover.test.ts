import { rm } from 'node:fs/promises';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeApisix, type FakeApisix } from '../fakes/apisix/fake-apisix.ts';
import { bundle } from '../support/bundle.ts';
import { freePort } from '../support/ports.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { startServer, temporaryFolder, type RealServer } from '../support/real-server.ts';
import { stackFile } from '../support/stacks.ts';
import { conditionOf, eventsOf, statusOf } from '../support/views.ts';
import { startWebhook } from '../support/webhook.ts';

const PROGRAM = "import './test/fakes/apisix/gateway-program.ts';";
const KEY = 'a-pl4nted-admin-key';

/** What a service saw of one request. */
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly id: string;
  readonly through: 'Apisix' | 'Direct';
  readonly realIp: string;
}

describe('requests go through APISIX while it serves the routes', () => {
  let folder: string;
  let program: string;
  let apisix: FakeApisix;
  let gateway: RealServer;
  let gatewayPort: number;
  let qbtc: Qbtc;
  let service: Server;
  let seen: Seen[];
  let door: number;
  let webhooks: readonly object[];
  const env = { ADMIN_KEY: KEY };

  const startGateway = async (): Promise<RealServer> =>
    startServer({
      argv: [process.execPath, program, String(gatewayPort), apisix.url('admin')],
      port: gatewayPort,
      folder: await temporaryFolder('gateway'),
      env: { ADMIN_KEY: KEY },
      stopSignal: 'SIGTERM',
      ready: async () => (await fetch(`http://127.0.0.1:${gatewayPort}/nothing`)).status > 0,
    });

  beforeAll(async () => {
    folder = await temporaryFolder('gateway');
    program = await bundle(join(folder, 'gateway.mjs'), PROGRAM);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    apisix = await startFakeApisix({ admin: KEY, viewer: 'viewer-key' });
    gatewayPort = await freePort();
    gateway = await startGateway();
    qbtc = await createQbtc();
    door = await qbtc.port();
    seen = [];
    webhooks = [];
    service = createServer((asked, response) => {
      const { 'x-qbtc-proxy': mark, 'x-request': id, 'x-real-ip': realIp } = asked.headers;
      seen.push({
        method: asked.method ?? '',
        url: asked.url ?? '',
        id: String(id),
        through: mark === undefined ? 'Apisix' : 'Direct',
        realIp: String(realIp),
      });
      asked.resume().on('end', () => response.end('well'));
    });
    await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    await qbtc[Symbol.asyncDispose]();
    await gateway[Symbol.asyncDispose]();
    await apisix[Symbol.asyncDispose]();
    service.closeAllConnections();
    service.close();
  });

  const up = async (failover: object, ...flags: string[]) =>
    qbtc.succeed(
      [
        'up',
        '-f',
        await qbtc.file(
          'shop.yaml',
          stackFile('shop', {
            services: [
              {
                name: 'web',
                external: { host: '127.0.0.1' },
                ports: [{ name: 'http', port: (service.address() as AddressInfo).port }],
              },
            ],
            gateway: {
              frontDoor: { port: door },
              apisix: {
                adminUrl: apisix.url('admin'),
                adminKey: { valueFrom: { env: 'ADMIN_KEY' } },
                gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
              },
              failover,
            },
            routes: [{ name: 'all', backends: [{ service: 'web', port: 'http' }] }],
            monitoring: { webhooks },
          }),
        ),
        ...(flags.length > 0 ? flags : ['--wait']),
      ],
      { env },
    );
  const activeWay = async () => (await statusOf(qbtc, 'shop')).status?.gateway?.active;
  const isThrough = async () => (await activeWay()) === 'Apisix';
  const isDirect = async () => (await activeWay()) === 'FrontDoor';
  const ask = async (id = 'one'): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${door}/some/path?q=1`, { headers: { 'x-request': id } });
    return `${response.status} ${await response.text()} ${seen.at(-1)?.through ?? ''}`;
  };

  it('and straight to the services when it is gone, which the status, the events and a webhook tell', async () => {
    await using hook = await startWebhook('a-pl4nted-token');
    webhooks = [{ url: hook.url }];
    await up({ successThreshold: 2, minDwellSeconds: 1 });
    await qbtc.waitFor('requests to go through APISIX', isThrough, 20_000);
    expect(await ask()).toBe('200 well Apisix');
    expect(seen.at(-1)).toMatchObject({ url: '/some/path?q=1', realIp: '127.0.0.1' });
    expect(await conditionOf(qbtc, 'shop', 'FallbackActive')).toMatchObject({
      status: 'False',
      reason: 'ApisixServes',
    });

    // The very request that it cannot take goes the direct way.
    await gateway.stop();
    expect(await ask()).toBe('200 well Direct');
    await qbtc.waitFor('the front door to leave APISIX', isDirect);
    expect(await conditionOf(qbtc, 'shop', 'GatewayAvailable')).toMatchObject({
      status: 'False',
      reason: 'ApisixSilent',
      message: expect.stringContaining('its admin plane answers'),
    });
    gateway = await startGateway();
    await qbtc.waitFor('requests to go through APISIX again', isThrough, 20_000);
    expect(await ask()).toBe('200 well Apisix');
    expect((await eventsOf(qbtc)).filter(({ reason }) => reason === 'GatewaySwitched')).toMatchObject([
      { type: 'Normal', message: expect.stringContaining('through APISIX') },
      { type: 'Warning', message: expect.stringContaining('straight to the services') },
      { type: 'Normal', message: expect.stringContaining('through APISIX') },
    ]);
    const told = () => hook.taken.map(({ event, status }) => `${event} ${status}`);
    await qbtc.waitFor('the webhook to be told', async () => told().length === 3);
    // The stack is Ready as soon as APISIX answers, which is before requests go through it again.
    expect([told()[0], ...told().slice(1).sort()]).toEqual([
      'Failover firing',
      'Failover resolved',
      'Recovered resolved',
    ]);
    const metrics = await (await fetch(`${(await qbtc.controller())!.url}/metrics`)).text();
    const labels = 'stack="default/shop",route="all"';
    for (const line of [
      `qbtc_requests_total{${labels},gateway="apisix",code="2xx"} 2`,
      `qbtc_requests_total{${labels},gateway="front-door",code="2xx"} 1`,
      'qbtc_gateway_switches_total{stack="default/shop",to="apisix"} 2',
      'qbtc_gateway_switches_total{stack="default/shop",to="front-door"} 1',
      'qbtc_failovers_total{stack="default/shop"} 1',
    ])
      expect(metrics.split('\n')).toContain(line);
    await qbtc.succeed(['down', 'shop'], { env });
    await qbtc.nothingLeft();
  }, 60_000);

  it('and the way that somebody asks for, until it is left to the probes again', async () => {
    await up({ successThreshold: 1, minDwellSeconds: 0 });
    await qbtc.waitFor('requests to go through APISIX', isThrough, 20_000);
    await qbtc.succeed(['gateway', 'use', 'fallback'], { env });
    await qbtc.waitFor('requests to go straight', isDirect);
    expect(await ask()).toBe('200 well Direct');
    expect(await conditionOf(qbtc, 'shop', 'FallbackActive')).toMatchObject({ status: 'True', reason: 'AskedFor' });
    expect(await conditionOf(qbtc, 'shop', 'Ready')).toMatchObject({ status: 'True' });
    await qbtc.succeed(['gateway', 'use', 'apisix'], { env });
    await qbtc.waitFor('requests to go through APISIX', isThrough);
    await gateway.stop();
    // Nobody asked for another way.
    expect(await ask()).toMatch(/^502 /);
    expect((await fetch(`http://127.0.0.1:${door}/`)).headers.get('x-qbtc-answer')).toBe('bad-gateway');
    await qbtc.succeed(['gateway', 'use', 'auto'], { env });
    await qbtc.waitFor('requests to be served again', async () => (await ask()) === '200 well Direct');
    gateway = await startGateway();
    await qbtc.waitFor('requests to go through APISIX again', isThrough, 20_000);
    const wrong = await qbtc.run(['gateway', 'use', 'nginx'], { env });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('apisix, fallback, auto')]);
  }, 60_000);

  it('neither a dead admin plane moves them, nor a restart of the controller or of the front door (I12)', async () => {
    await up({ successThreshold: 1, minDwellSeconds: 0 });
    await qbtc.waitFor('requests to go through APISIX', isThrough, 20_000);
    apisix.store.state = 'down';
    await qbtc.run(['reconcile', 'shop'], { env });
    expect(await conditionOf(qbtc, 'shop', 'GatewayAvailable')).toMatchObject({
      status: 'Unknown',
      message: expect.stringMatching(/cannot reach its configuration store.*its data plane answers/),
    });
    expect(await ask()).toBe('200 well Apisix');
    const { pid } = (await qbtc.controller())!;
    process.kill(pid, 'SIGKILL');
    await up({ successThreshold: 1, minDwellSeconds: 0 }, '--detach');
    await qbtc.run(['reconcile', 'shop'], { env });
    expect(await ask()).toBe('200 well Apisix');
    const frontDoor = (await qbtc.leftovers()).find((what) => what.includes('front-door'));
    process.kill(Number(/process (\d+)/.exec(frontDoor ?? '')?.[1]), 'SIGKILL');
    await qbtc.waitFor('the front door to be there again', async () => (await ask()) === '200 well Apisix');
    apisix.store.state = 'up';
    await qbtc.waitFor('the stack to be Ready', async () => {
      await qbtc.run(['reconcile', 'shop'], { env });
      return (await conditionOf(qbtc, 'shop', 'Ready'))?.status === 'True';
    });
    expect(await ask()).toBe('200 well Apisix');
  }, 60_000);

  it('loses no idempotent request and doubles no POST in twenty ends and returns of the gateway (I12)', async () => {
    await up({ successThreshold: 1, minDwellSeconds: 0, switchLimit: { max: 100, windowSeconds: 1 } });
    await qbtc.waitFor('requests to go through APISIX', isThrough, 20_000);
    await using load = startLoad(door);
    for (let round = 0; round < 20; round++) {
      if (round % 3 === 2) gateway.pause();
      else if (round % 3 === 1) await gateway.stop();
      else process.kill(gateway.pid, 'SIGKILL');
      await qbtc.waitFor(`the front door to leave APISIX in round ${round}`, isDirect, 20_000);
      if (round % 3 === 2) gateway.resume();
      else {
        await gateway[Symbol.asyncDispose]();
        gateway = await startGateway();
      }
      await qbtc.waitFor(`requests to go through APISIX again in round ${round}`, isThrough, 20_000);
    }
    const { failed, asked } = await load.stop();
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(1000);
    const posts = seen.filter(({ method }) => method === 'POST').map(({ id }) => id);
    expect(posts.length).toBeGreaterThan(100);
    expect(new Set(posts).size).toBe(posts.length);
    expect(new Set(seen.map(({ through }) => through))).toEqual(new Set(['Apisix', 'Direct']));
  }, 300_000);
});

/** Clients that ask all the time: GETs and PUTs that have to be answered, and POSTs that may fail but not be done twice. */
function startLoad(port: number) {
  const failed: string[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let over = false;
  let asked = 0;
  const send = (method: string): Promise<void> =>
    new Promise((resolve) => {
      const id = `${method}-${++asked}`;
      const sent = request({ port, host: '127.0.0.1', method, path: '/load', agent, headers: { 'x-request': id } });
      sent.on('response', (response) => {
        response.resume().on('end', () => {
          if (response.statusCode !== 200 && method !== 'POST')
            failed.push(`${id}: ${String(response.statusCode)} ${String(response.headers['x-qbtc-answer'])}`);
          resolve();
        });
      });
      sent.on('error', (error) => {
        if (method !== 'POST') failed.push(`${id}: ${error.message}`);
        resolve();
      });
      sent.end(method === 'GET' ? undefined : 'a body');
    });
  const client = async (method: string): Promise<void> => {
    while (!over) {
      await send(method);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const running = Promise.all(['GET', 'GET', 'PUT', 'POST'].map(client));
  const stop = async () => {
    over = true;
    await running;
    agent.destroy();
    return { failed, asked };
  };
  return {
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}
