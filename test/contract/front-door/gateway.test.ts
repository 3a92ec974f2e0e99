import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Failover, TableRoute } from '../../../controller/api/route-table.ts';
import { freePort } from '../../support/ports.ts';
import { eventually, routeTo, tableOf } from './program.ts';
import { Stage } from './stage.ts';
import { WireClient } from './wire.ts';

const FAILOVER: Failover = {
  mode: 'Auto',
  failureThreshold: 3,
  successThreshold: 1,
  minDwellSeconds: 0,
  switchLimit: { max: 100, windowSeconds: 1 },
};
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Theirs: 1\r\n\r\n';

const stage = new Stage();
beforeEach(() => stage.open());
afterEach(() => stage.close());

/** A server that answers whole requests with its name, and keeps what it read. */
async function party(name: string): Promise<{ port: number; read: () => string }> {
  let text = '';
  const port = await stage.tcp((socket) => {
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      if (isWhole(data.toString('latin1')) || text.endsWith('THE-END')) socket.write(ANSWER + name);
    });
  });
  return { port, read: () => text.replace(/GET \/\.well-known[^]*?\r\n\r\n/g, '') };
}
const isWhole = (text: string): boolean => text.endsWith('\r\n\r\n') || text.endsWith('THE-END');

const UID = '6f1a1d3e-0000-4000-8000-000000000001';

/** Serves one route through a gateway at a port, and straight to a service. */
async function serve(
  gatewayPort: number,
  servicePort: number,
  route: Partial<TableRoute> = {},
  failover: Partial<Failover> = {},
): Promise<void> {
  const gateway = { host: '127.0.0.1', port: gatewayPort, failover: { ...FAILOVER, ...failover } };
  const table = tableOf(String(Math.random()), routeTo(servicePort, { inGateway: true, retries: 0, ...route }));
  await stage.plane.setTables([{ ...table, gateway }]);
}
const stateOf = () => stage.plane.gateways.states()[UID]!;
const permit = async (): Promise<void> => {
  stage.plane.gateways.permit(UID, stateOf().stay);
  await eventually(() => (stateOf().active === 'Apisix' ? true : undefined));
};

const textOf = (client: WireClient): string => client.received.toString('latin1');

async function ask(request: string): Promise<string> {
  const client = new WireClient(stage.port);
  client.send(request);
  const answer = await client.until(() => {
    const text = textOf(client);
    return /^HTTP\/1\.1 \d+[^]*\r\n\r\n(?:[^]{4}|(?:[0-9a-f]+\r\n)?\{.*\}\n?(?:\r\n0\r\n\r\n)?)$/.test(text)
      ? text
      : undefined;
  });
  client.close();
  return answer ?? '';
}
const GET = 'GET /a/%41?q=1 HTTP/1.1\r\nHost: shop.test\r\nX-Real-IP: 6.6.6.6\r\nX-Own: 1\r\n\r\n';
const POST = 'POST /a HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 7\r\n\r\nTHE-END';

describe('the front door with an APISIX behind it', () => {
  it('hands requests on as they were sent, with the true client, and answers unchanged', async () => {
    const [apisix, service] = [await party('APIX'), await party('SERV')];
    await serve(apisix.port, service.port, {
      rewrite: { replacePrefix: '/other', stripPrefix: false, regex: [] },
      requestHeaders: { set: { 'X-Set': '1' }, add: {}, remove: [] },
      responseHeaders: { set: { 'X-Ours': '1' }, add: {}, remove: [] },
    });
    expect(await ask(GET)).toContain('SERV');
    await permit();
    const answer = await ask(GET);
    expect(answer).toContain('APIX');
    expect(answer).not.toContain('X-Ours');
    expect(apisix.read()).toBe(
      'GET /a/%41?q=1 HTTP/1.1\r\nHost: shop.test\r\nX-Real-IP: 127.0.0.1\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n' +
        `X-Forwarded-Host: shop.test\r\nX-Forwarded-Port: ${stage.port}\r\nX-Own: 1\r\n\r\n`,
    );
  });

  it('counts what APISIX was asked for apart from what the services were, and no look of the controller', async () => {
    const [apisix, service] = [await party('APIX'), await party('SERV')];
    await serve(apisix.port, service.port);
    await ask(GET);
    await permit();
    for (const request of [GET, POST, GET.replace('X-Own', 'X-QBTC-Check')])
      expect(await ask(request)).toContain('APIX');
    const route = `${UID}/all`;
    expect(stage.plane.requests()).toEqual({ [route]: { 200: 3 } });
    expect(stage.plane.requestsThroughApisix()).toEqual({ [route]: { 200: 2 } });
  });

  it('sends what APISIX does not have straight to the service, and only that', async () => {
    const [apisix, service] = [await party('APIX'), await party('SERV')];
    const table = tableOf(
      'h',
      routeTo(service.port, { name: 'there', inGateway: true, paths: [{ type: 'Prefix', value: '/there' }] }),
      routeTo(service.port, { name: 'not', paths: [{ type: 'Prefix', value: '/not' }] }),
    );
    await stage.plane.setTables([{ ...table, gateway: { host: '127.0.0.1', port: apisix.port, failover: FAILOVER } }]);
    await permit();
    expect(await ask('GET /there HTTP/1.1\r\nHost: h\r\n\r\n')).toContain('APIX');
    expect(await ask('GET /not HTTP/1.1\r\nHost: h\r\n\r\n')).toContain('SERV');
    expect(await ask('GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n')).toContain('{"error":"Route not found"}');
  });

  it('sends the very request that APISIX takes no connection for straight to the service, a POST and a long body too', async () => {
    const gone = await freePort();
    const holder = createServer((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')),
    );
    holder.listen(gone, '127.0.0.1');
    await once(holder, 'listening');
    const service = await party('SERV');
    await serve(gone, service.port, {}, { failureThreshold: 100 });
    await permit();
    await new Promise((closed) => holder.close(closed));
    expect(await ask(GET)).toContain('SERV');
    expect(await ask(POST)).toContain('SERV');
    const long = 'x'.repeat(300_000);
    expect(
      await ask(`POST /long HTTP/1.1\r\nHost: h\r\nContent-Length: ${long.length + 7}\r\n\r\n${long}THE-END`),
    ).toContain('SERV');
    expect(service.read().match(/X-QBTC-Proxy: fallback-active/g)).toHaveLength(3);
    expect(stage.plane.requestsThroughApisix()).toEqual({});
    expect(service.read()).toContain(`${long}THE-END`);
  });

  it.each([
    ['in one piece', (body: string) => [`Content-Length: ${body.length}\r\n\r\n${body}`]],
    [
      'in chunks',
      (body: string) => [`Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`, `${body}\r\n0\r\n\r\n`],
    ],
  ])(
    'sends what APISIX says, %s, that it has no route for straight to the service; a 404 of the service stays',
    async (_, write) => {
      const apisix = await stage.tcp((socket) => {
        socket.on('data', (data: Buffer) => {
          const own = data.includes('/own');
          const body = own
            ? '{"error_msg":"404 of mine, and more than that"}'
            : '{"error_msg":"404 Route Not Found"}\n';
          const [head = '', rest = ''] = write(body);
          socket.write(`HTTP/1.1 404 Not Found\r\n${head}`, () => socket.write(rest));
        });
      });
      const service = await party('SERV');
      await serve(apisix, service.port);
      await permit();
      expect(await ask(GET)).toContain('SERV');
      expect(await ask(POST)).toContain('SERV');
      expect(service.read()).toContain('THE-END');
      expect(await ask(GET.replace('/a/%41', '/a/own'))).toMatch(/^HTTP\/1\.1 404 [^]*of mine, and more than that/);
      expect(stateOf().active).toBe('Apisix');
      await serve(apisix, service.port, {}, { mode: 'Apisix' });
      expect(await ask(GET)).toContain('404 Route Not Found');
    },
  );

  it('asks again elsewhere what may be asked twice when APISIX gives no answer, and nothing else', async () => {
    const closer = await stage.tcp((socket) =>
      socket.on('data', (data: Buffer) => {
        if (data.includes('/.well-known')) socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
        else socket.destroy();
      }),
    );
    const service = await party('SERV');
    await serve(closer, service.port, {}, { failureThreshold: 100 });
    await permit();
    expect(await ask(GET)).toContain('SERV');
    expect(await ask(POST)).toMatch(/^HTTP\/1\.1 502 [^]*X-QBTC-Answer: bad-gateway/);
    expect(service.read()).not.toContain('POST');
  });

  it('takes waiting requests along when it leaves an APISIX that hangs', async () => {
    let hangs = false;
    const frozen = await stage.tcp((socket) => {
      socket.on('data', () => {
        if (!hangs) socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      });
    });
    const service = await party('SERV');
    await serve(frozen, service.port);
    await permit();
    hangs = true;
    const [get, put] = [ask(GET), ask(POST.replace('POST', 'PUT'))];
    expect(await get).toContain('SERV');
    expect(await put).toContain('SERV');
    expect(stateOf()).toMatchObject({
      active: 'Direct',
      message: expect.stringContaining('no answer within 1 s'),
    });
  });

  it('carries WebSockets through it, and past it when it takes no connection', async () => {
    const accepts = (name: string) =>
      stage.tcp((socket: Socket) => {
        socket.on('data', (data: Buffer) => {
          const text = data.toString('latin1');
          if (text.includes('/.well-known')) socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
          else if (/upgrade: websocket/i.test(text))
            socket.write(
              `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${name}`,
            );
          else socket.write(data);
        });
      });
    const [apisix, service] = [await accepts('APIX'), await accepts('SERV')];
    const upgrade =
      'GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
    await serve(apisix, service, { websocket: true }, { failureThreshold: 100 });
    await permit();
    for (const [port, name] of [
      [apisix, 'APIX'],
      [await freePort(), 'SERV'],
    ] as const) {
      if (port !== apisix) {
        // The next table names a port where nobody is.
        await serve(port, service, { websocket: true }, { mode: 'Apisix' });
        await serve(port, service, { websocket: true }, { failureThreshold: 100 });
      }
      const client = new WireClient(stage.port);
      client.send(upgrade);
      expect(await client.until(() => (textOf(client).includes(name) ? true : undefined))).toBe(true);
      client.send('hello');
      expect(await client.until(() => (textOf(client).endsWith('hello') ? true : undefined))).toBe(true);
      client.close();
    }
    expect(stage.plane.requests()).toEqual({ [`${UID}/all`]: { 101: 2 } });
    expect(stage.plane.requestsThroughApisix()).toEqual({ [`${UID}/all`]: { 101: 1 } });
  });

  it('asks no data plane at an address that no request may go to', async () => {
    const service = await party('SERV');
    stage.plane.denyListeners(new Map([[stage.port, "this front door's own address"]]));
    await serve(stage.port, service.port);
    await eventually(() => (stateOf().answers === false ? true : undefined));
    expect(stateOf().message).toContain('which no request may go to');
    expect(await ask(GET)).toContain('SERV');
  });

  it('asks the guards of a request whose body was still coming when APISIX was left (I13)', async () => {
    const [apisix, service] = [await party('APIX'), await party('SERV')];
    const guarded = { plugins: { 'key-auth': {} } };
    await serve(apisix.port, service.port, guarded);
    await permit();
    const client = new WireClient(stage.port);
    client.send('PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\n');
    await new Promise((turn) => setImmediate(turn));
    await serve(apisix.port, service.port, guarded, { mode: 'Fallback' });
    client.send('THE-END');
    expect((await client.answer('PUT'))?.status).toBe(401);
    client.close();
    expect(service.read()).toBe('');
  });

  it('offers no protocol that would carry requests past the routes', async () => {
    const service = await party('SERV');
    await serve(await freePort(), service.port, { websocket: true });
    const offer = GET.replace('X-Own: 1', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c, websocket, chat');
    expect(await ask(offer)).toContain('SERV');
    expect(service.read()).toContain('Upgrade: websocket, chat\r\n');
  });

  it('says which routes it refuses past APISIX, and why', async () => {
    await serve(await freePort(), await freePort(), { plugins: { 'jwt-auth': {} } });
    expect(stage.plane.apisixOnly).toEqual({ [`${UID}/all`]: 'plugin jwt-auth' });
    expect(await ask(GET)).toContain('through APISIX only (plugin jwt-auth)');
  });
});
