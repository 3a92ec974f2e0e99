import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TableRoute } from '../../../controller/api/route-table.ts';
import { freePort } from '../../support/ports.ts';
import { eventually, routeTo } from './program.ts';
import { Stage } from './stage.ts';
import { WireClient } from './wire.ts';

const stage = new Stage();
beforeEach(() => stage.open());
afterEach(() => stage.close());

describe('bodies pass through the front door as they come', () => {
  it('one event after the other, without waiting for the end', async () => {
    let say: (text: string) => void = () => undefined;
    await stage.serve(
      routeTo(
        await stage.http((_message, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.flushHeaders();
          say = (text) => response.write(text);
        }),
      ),
    );
    const client = new WireClient(stage.port);
    client.send('GET /events HTTP/1.1\r\nHost: h\r\n\r\n');
    for (const event of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) {
      await client.until(() => (client.received.includes('\r\n\r\n') ? true : undefined));
      say(event);
      expect(await client.until(() => (client.received.includes(event) ? true : undefined))).toBe(true);
    }
    client.close();
    await eventually(() => (stage.inFlight() === 0 ? true : undefined));
  });

  it('in both directions at once', async () => {
    await stage.serve(
      routeTo(
        await stage.http((message, response) => {
          response.writeHead(200);
          message.pipe(response);
        }),
      ),
    );
    const sent = request({ host: '127.0.0.1', port: stage.port, method: 'POST', path: '/' });
    sent.flushHeaders();
    sent.write('one');
    const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
    expect(String(await once(response, 'data'))).toBe('one');
    sent.write('two');
    expect(String(await once(response, 'data'))).toBe('two');
    sent.end();
    response.resume();
    await once(response, 'end');
  });

  it('with pauses longer than a body is gathered for', async () => {
    await stage.serve(
      routeTo(
        await stage.http((message, response) => {
          let size = 0;
          message.on('data', (part: Buffer) => (size += part.length));
          message.on('end', () => response.end(String(size)));
        }),
        { timeouts: { sendSeconds: 1 } },
      ),
    );
    const client = new WireClient(stage.port);
    client.send(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100003\r\n\r\n${'x'.repeat(100_000)}`);
    for (const last of ['a', 'b', 'c']) {
      await new Promise((resolve) => setTimeout(resolve, 1700));
      client.send(last);
    }
    expect((await client.answer('POST'))?.body.toString()).toBe('100003');
    client.close();
  }, 20_000);

  it('no faster than a slow client reads, and nothing is lost', async () => {
    let written = 0;
    const block = Buffer.alloc(65_536, 'x');
    const total = 64 * 1024 * 1024;
    await stage.serve(
      routeTo(
        await stage.http((_message, response) => {
          response.writeHead(200, { 'content-length': total });
          const more = (): void => {
            while (written < total) {
              written += block.length;
              if (!response.write(block)) {
                response.once('drain', more);
                return;
              }
            }
            response.end();
          };
          more();
        }),
      ),
    );
    const socket = connect(stage.port, '127.0.0.1');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    // The service stops being read when the buffers in between are full: the count stands still long before the end.
    await eventually(async () => {
      const before = written;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return before > 0 && before === written ? true : undefined;
    });
    expect(written).toBeLessThan(total / 2);
    let received = 0;
    socket.on('data', (part: Buffer) => (received += part.length)).resume();
    await eventually(() => (received > total ? true : undefined), 20_000);
    socket.destroy();
  }, 40_000);
});

describe('who leaves is noticed', () => {
  it('a client that goes away ends the request at the service', async () => {
    let left: () => void = () => undefined;
    const aborted = new Promise<void>((resolve) => (left = resolve));
    await stage.serve(
      routeTo(
        await stage.http((message) => {
          message.on('close', () => {
            left();
          });
        }),
      ),
    );
    const client = new WireClient(stage.port);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await eventually(() => (stage.inFlight() === 1 ? true : undefined));
    client.close();
    await aborted;
    await eventually(() => (stage.inFlight() === 0 ? true : undefined));
    expect(Object.values(stage.plane.requests())).toEqual([{ 499: 1 }]);
  });

  it('a service that breaks off cuts the answer, so that nobody takes it for whole', async () => {
    await stage.serve(
      routeTo(
        await stage.tcp((socket) => {
          socket.once('data', () => {
            socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
            setTimeout(() => socket.destroy(), 20);
          });
        }),
      ),
    );
    const client = new WireClient(stage.port);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.answer('GET')).toMatchObject({ status: 200, cut: true });
    client.close();
  });

  it('a service that does not answer in time gives 504, one that refuses 502', async () => {
    const silent = await stage.tcp(() => undefined);
    const gone = await freePort();
    await stage.serve(
      {
        ...routeTo(silent),
        name: 'silent',
        paths: [{ type: 'Prefix', value: '/silent' }],
        timeouts: { readSeconds: 1 },
      },
      { ...routeTo(gone), name: 'gone', paths: [{ type: 'Prefix', value: '/gone' }] },
      { ...routeTo(gone, { backends: [] }), name: 'none', paths: [{ type: 'Prefix', value: '/none' }] },
    );
    const client = new WireClient(stage.port);
    for (const [path, status, kind] of [
      ['/silent', 504, 'timeout'],
      ['/gone', 502, 'bad-gateway'],
      ['/none', 503, 'no-endpoint'],
      ['/', 404, 'no-route'],
    ] as const) {
      client.send(`GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`);
      const answer = await client.answer('GET');
      expect({ path, status: answer?.status }).toEqual({ path, status });
      expect(answer?.headers).toContain(`X-QBTC-Answer: ${kind}`);
    }
    client.close();
  }, 20_000);

  it('a replica that is gone is passed over, and a POST is never sent twice', async () => {
    const gone = await freePort();
    let posts = 0;
    const dying = await stage.tcp((socket) => {
      socket.once('data', () => {
        posts++;
        socket.destroy();
      });
    });
    const good = await stage.http((message, response) => {
      if (message.method === 'POST') posts++;
      message.resume().on('end', () => response.end('good'));
    });
    const replicas = (...ports: number[]): TableRoute['backends'] | never[] => [
      {
        service: 'web',
        port: 'http',
        weight: 1,
        endpoints: ports.map((endpoint) => ({ host: '127.0.0.1', port: endpoint })),
      },
    ];
    await stage.serve(
      { ...routeTo(good), name: 'a', paths: [{ type: 'Prefix', value: '/a' }], backends: replicas(gone, good) },
      { ...routeTo(good), name: 'b', paths: [{ type: 'Prefix', value: '/b' }], backends: replicas(dying, good) },
    );
    const client = new WireClient(stage.port);
    for (let n = 0; n < 4; n++) {
      client.send('POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi');
      expect((await client.answer('POST'))?.status).toBe(200);
    }
    expect(posts).toBe(4);
    client.send('POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi');
    expect((await client.answer('POST'))?.status).toBe(502);
    expect(posts).toBe(5);
    client.close();
  });

  it('a service is found by its name, on whichever address family it listens', async () => {
    await stage.serve({
      ...routeTo(0),
      backends: [
        {
          service: 'web',
          port: 'http',
          weight: 1,
          endpoints: [{ host: 'localhost', port: await stage.http((_message, response) => response.end('named')) }],
        },
      ],
    });
    const client = new WireClient(stage.port);
    for (let n = 0; n < 3; n++) {
      client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
      expect(await client.answer('GET')).toMatchObject({ status: 200, body: Buffer.from('named') });
    }
    client.close();
  });

  it('what may not be a target is never connected to, and the answer says why', async () => {
    stage.plane.denyListeners(new Map([[stage.port, 'the front door itself']]));
    let connections = 0;
    const guarded = await stage.tcp(() => connections++);
    stage.plane.denyListeners(new Map([[stage.port, 'the front door itself'], [guarded, "the controller's own API"]])); // prettier-ignore
    const targets: [host: string, port: number, why: RegExp][] = [
      ['169.254.169.254', 80, /metadata/],
      ['metadata.google.internal', 80, /metadata/],
      ['fe80::1', 80, /link-local/],
      ['::ffff:169.254.169.254', 80, /link-local/],
      ['127.0.0.1', 2375, /Docker/],
      ['localhost', 10_250, /kubelet/],
      ['127.0.0.1', stage.port, /front door itself/],
      ['localhost', stage.port, /front door itself/],
      ['127.1', guarded, /controller's own API/],
    ];
    await stage.serve(
      ...targets.map(([host, to], index) => ({
        ...routeTo(80, { websocket: true }),
        name: `r${index}`,
        paths: [{ type: 'Prefix' as const, value: `/${index}` }],
        backends: [{ service: 'x', port: 'x', weight: 1, endpoints: [{ host, port: to }] }],
      })),
    );
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n';
    for (const [index, [host, to, why]] of targets.entries()) {
      for (const lines of ['', upgrade]) {
        const client = new WireClient(stage.port);
        client.send(`GET /${index} HTTP/1.1\r\nHost: h\r\n${lines}\r\n`);
        const answer = await client.answer('GET');
        expect({ index, status: answer?.status }).toEqual({ index, status: 502 });
        expect(answer?.headers).toContain('X-QBTC-Answer: denied-target');
        expect(String(answer?.body)).toMatch(why);
        client.close();
      }
      expect(stage.plane.denied()[`${host}:${to}`]).toMatch(why);
    }
    expect(connections).toBe(0);
    expect(stage.plane.requests()).not.toHaveProperty('200');
  });
});

describe('limits hold', () => {
  it('a body larger than the route takes is refused, whether it says so or not', async () => {
    await stage.serve(
      routeTo(await stage.http((message, response) => message.resume().on('end', () => response.end('ok'))), {
        maxBodyBytes: 10,
      }),
    );
    for (const text of [
      'Content-Length: 11\r\n\r\nhello world',
      'Transfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n',
    ]) {
      const client = new WireClient(stage.port);
      client.send(`POST / HTTP/1.1\r\nHost: h\r\n${text}`);
      expect((await client.answer('POST'))?.status).toBe(413);
      client.close();
    }
    const client = new WireClient(stage.port);
    client.send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789');
    expect((await client.answer('POST'))?.status).toBe(200);
    client.close();
  });

  it('a head with bare line feeds, or one that is too large, is refused at once', async () => {
    for (const text of [
      'GET / HTTP/1.1\nHost: h\n\n',
      `GET / HTTP/1.1\r\nHost: h\r\nX: ${'y'.repeat(9000)}`,
      `GET / HTTP/1.1\r\n${`X: ${'y'.repeat(4000)}\r\n`.repeat(9)}`,
    ]) {
      const client = new WireClient(stage.port);
      client.send(text);
      expect((await client.answer('GET', 1000))?.status).toBe(400);
      client.close();
    }
  });
});

describe('a WebSocket', () => {
  const handshake =
    'GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n';

  it('is carried both ways, with our headers and without forged ones, and ends on both sides', async () => {
    let head = '';
    let closed: () => void = () => undefined;
    const end = new Promise<void>((resolve) => (closed = resolve));
    await stage.serve(
      routeTo(
        await stage.tcp((socket) => {
          socket.once('data', (data: Buffer) => {
            head = data.toString('latin1');
            socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
            socket.on('data', (part: Buffer) => socket.write(part));
          });
          socket.on('close', closed);
        }),
        { websocket: true },
      ),
    );
    const client = new WireClient(stage.port);
    client.send(handshake);
    expect((await client.answer('GET'))?.status).toBe(101);
    for (const text of ['one', 'two', 'x'.repeat(200_000)]) {
      client.send(text);
      expect(await client.until(() => (client.received.toString() === text ? true : undefined))).toBe(true);
      client.received = Buffer.alloc(0);
    }
    expect(head).toMatch(/x-forwarded-for: 127\.0\.0\.1\r\n/i);
    expect(head).not.toContain('6.6.6.6');
    expect(head).toMatch(/x-route-requests: 1\r\n/i);
    expect(stage.inFlight()).toBe(1);
    client.close();
    await end;
    await eventually(() => (stage.inFlight() === 0 ? true : undefined));
    expect(Object.values(stage.plane.requests())).toEqual([{ 101: 1 }]);
  });

  it('that a service refuses gets that answer, which cannot pass for the front door’s own', async () => {
    const service = await stage.tcp((socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 403 Forbidden\r\nX-QBTC-Answer: no-route\r\nContent-Length: 2\r\n\r\nno'),
      ),
    );
    await stage.serve(routeTo(service, { websocket: true }));
    const client = new WireClient(stage.port);
    client.send(
      'GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        // Longer than node's parser takes by itself, within what the front door takes.
        `Sec-WebSocket-Key: eA==\r\n${`X-Long: ${'x'.repeat(8000)}\r\n`.repeat(3)}\r\n`,
    );
    const answer = await client.answer('GET');
    expect({ status: answer?.status, body: String(answer?.body) }).toEqual({ status: 403, body: 'no' });
    expect(answer?.headers.join().toLowerCase()).not.toContain('x-qbtc-answer');
    client.close();
    await eventually(() => (stage.inFlight() === 0 ? true : undefined));
  });

  it('is not opened on a route that does not allow it', async () => {
    let head = '';
    await stage.serve(
      routeTo(
        await stage.tcp((socket) => {
          socket.once('data', (data: Buffer) => {
            head = data.toString('latin1');
            socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
          });
        }),
      ),
    );
    const client = new WireClient(stage.port);
    client.send(handshake);
    expect((await client.answer('GET'))?.status).toBe(200);
    expect(head).not.toMatch(/upgrade/i);
    client.close();
  });
});
