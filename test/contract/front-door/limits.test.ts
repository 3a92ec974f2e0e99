import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LIMITS } from '../../../controller/proxy/limits.ts';
import { freePort } from '../../support/ports.ts';
import { eventually, routeTo } from './program.ts';
import { Stage } from './stage.ts';
import { WireClient } from './wire.ts';

const stage = new Stage();
beforeEach(() => stage.open());
afterEach(async () => {
  jest.restoreAllMocks();
  await stage.close();
});

const ended = (client: WireClient): Promise<string | undefined> => client.until(() => client.ended, 10_000);

/** Lets the front door's clock run ahead by so many milliseconds. */
function later(milliseconds: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + milliseconds);
}

describe('who takes too long is sent away', () => {
  it('with a head that comes byte by byte: each byte buys no time', async () => {
    const client = new WireClient(stage.port);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n');
    await eventually(() => (client.socket.connecting ? undefined : true));
    await new Promise((resolve) => setTimeout(resolve, 600));
    later(LIMITS.headTime - 100);
    client.send('X: y\r\n');
    expect((await client.answer('GET', 10_000))?.status).toBe(408);
    expect(await ended(client)).toBe('closed');
  });

  it('with a body that stops in the middle, before and after the service is asked', async () => {
    const bodies: string[] = [];
    const to = await stage.tcp((socket) => socket.on('data', (data) => bodies.push(data.toString('latin1'))));
    await stage.serve(routeTo(to));
    const client = new WireClient(stage.port);
    client.send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc');
    await eventually(() => (bodies.join('').includes('abc') ? true : undefined));
    later(LIMITS.bodyTime + LIMITS.sweepTime);
    expect((await client.answer('POST', 10_000))?.status).toBe(408);
    await ended(client);
    expect(stage.inFlight()).toBe(0);
  });

  it('with an idle connection, which is closed without a word', async () => {
    const client = new WireClient(stage.port);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect((await client.answer('GET'))?.status).toBe(404);
    later(LIMITS.clientIdleTime);
    expect(await ended(client)).toBe('closed');
    expect(client.received).toHaveLength(0);
  });

  it('with reading an answer: the service is let go too', async () => {
    let closed = 0;
    const to = await stage.tcp((socket) => {
      socket.on('close', () => closed++);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n');
        socket.write(Buffer.alloc(20_000_000));
      });
    });
    await stage.serve(routeTo(to));
    const client = connect(stage.port, '127.0.0.1');
    client.on('error', () => undefined);
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    client.pause();
    await eventually(() => (stage.inFlight() === 1 ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 300));
    later(LIMITS.writeTime + 2 * LIMITS.sweepTime);
    await eventually(() => (closed === 1 && stage.inFlight() === 0 ? true : undefined));
    client.destroy();
  });
});

describe('what one connection may hold is bounded', () => {
  it('a client that sends requests ahead without end is read no further, and gets all answers in order', async () => {
    let asked = 0;
    let answer: () => void = () => undefined;
    const to = await stage.tcp((socket) =>
      socket.on('data', () => {
        const number = ++asked;
        const say = (): void => {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n${String(number).padStart(6, '0')}`);
        };
        if (number === 1) answer = say;
        else say();
      }),
    );
    await stage.serve(routeTo(to));
    const client = new WireClient(stage.port);
    const one = `GET / HTTP/1.1\r\nHost: h\r\nX-Long: ${'x'.repeat(8000)}\r\n\r\n`;
    const count = 3000;
    client.send(one.repeat(count));
    await eventually(() => (asked === 1 ? true : undefined));
    // What the system's own buffers take is not the front door's.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(client.socket.writableLength).toBeGreaterThan(0);
    expect(asked).toBe(1);
    answer();
    for (let number = 1; number <= count; number++)
      if (number === 1 || number === count || number % 500 === 0) {
        const text = String(number).padStart(6, '0');
        await client.until(() => (client.received.includes(text) ? true : undefined), 20_000);
        expect(client.received.includes(text)).toBe(true);
      }
    expect(asked).toBe(count);
    client.close();
  }, 60_000);

  it('a service that sends interim answers or an endless head gets its client a 502', async () => {
    const to = await stage.tcp((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5000));
        socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(LIMITS.responseHeadBytes)}\r\n`);
      }),
    );
    await stage.serve(routeTo(to));
    const client = new WireClient(stage.port);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect((await client.answer('GET'))?.status).toBe(502);
    client.close();
  });

  it('thousands of idle connections cost little, and are all let go', async () => {
    const count = 2000;
    const before = process.memoryUsage().rss;
    const clients = Array.from({ length: count }, () => connect(stage.port, '127.0.0.1'));
    await Promise.all(clients.map((client) => once(client, 'connect')));
    // Both ends of every connection live in this process.
    expect((process.memoryUsage().rss - before) / count).toBeLessThan(50_000);
    const client = new WireClient(stage.port);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect((await client.answer('GET'))?.status).toBe(404);
    const closed = clients.map((idle) => once(idle, 'close'));
    for (const idle of clients) idle.on('error', () => undefined).resume();
    later(LIMITS.headTime + LIMITS.sweepTime);
    await Promise.all(closed);
    client.close();
  }, 30_000);
});

describe('a body that is sent again to another replica is whole', () => {
  it('even when it came to its end while the first replica was being tried', async () => {
    const gone = await freePort();
    let received = '';
    const to = await stage.tcp((socket) =>
      socket.on('data', (data) => {
        received += data.toString('latin1');
        if (received.endsWith('0\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      }),
    );
    const endpoints = [gone, to].map((each) => ({ host: '127.0.0.1', port: each }));
    await stage.serve(routeTo(1, { backends: [{ service: 'web', port: 'http', weight: 1, endpoints }] }));
    const pieces = Array.from({ length: 900 }, (_unused, index) => String(index).padStart(100, '.'));
    const body = pieces.map((piece) => `64\r\n${piece}\r\n`).join('');
    const client = new WireClient(stage.port);
    client.send(`POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${body}0\r\n\r\n`);
    expect((await client.answer('POST'))?.status).toBe(200);
    const sent = received.slice(received.indexOf('\r\n\r\n') + 4).replace(/[0-9a-f]+\r\n(?=\.|$)|\r\n/g, '');
    for (const piece of pieces) expect(sent).toContain(piece);
    client.close();
  });
});

describe('a defect of the front door ends the request that meets it', () => {
  it('and no other, is told once a second, and leaves nothing under way', async () => {
    const to = await stage.tcp((socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
    );
    // A port that is none cannot come from a controller; connecting to it throws.
    const bad = { backends: [{ service: 'x', port: 'x', weight: 1, endpoints: [{ host: '127.0.0.1', port: -5 }] }] };
    await stage.serve(routeTo(to), routeTo(1, { ...bad, name: 'bad', paths: [{ type: 'Prefix', value: '/bad' }] }));
    const now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const good = new WireClient(stage.port);
    for (let turn = 0; turn < 5; turn++) {
      const client = new WireClient(stage.port);
      client.send('GET /bad HTTP/1.1\r\nHost: h\r\n\r\n');
      await ended(client);
      good.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
      expect((await good.answer('GET'))?.status).toBe(200);
    }
    expect(stage.reports).toHaveLength(1);
    expect(stage.reports[0]).toContain('defect');
    expect(stage.inFlight()).toBe(0);
    good.close();
  });
});
