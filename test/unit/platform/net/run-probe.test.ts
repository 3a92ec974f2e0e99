import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Probe } from '../../../../controller/api/generated/resource.ts';
import type { ProbeResult, ProbeTarget } from '../../../../controller/api/probe.ts';
import { runProbe } from '../../../../controller/platform/net/run-probe.ts';
import { isSelfConnected } from '../../../../controller/platform/net/tcp-probe.ts';
import { freePort } from '../../../support/ports.ts';
import { waitFor } from '../../../support/wait.ts';

type ProbeType = Pick<Probe, 'http' | 'tcp' | 'exec' | 'redis' | 'amqp' | 'postgres'>;

const BOUNDS = {
  intervalSeconds: 5,
  timeoutSeconds: 1,
  failureThreshold: 3,
  successThreshold: 1,
  startupGraceSeconds: 20,
};
const CLIENTS: [string, ProbeType][] = [
  ['http', { http: { path: '/' } }],
  ['redis', { redis: {} }],
  ['amqp', { amqp: { vhost: '/', username: 'guest' } }],
  ['postgres', { postgres: { database: 'postgres', username: 'postgres' } }],
];

let folder: string;
const servers: Server[] = [];
const sockets = new Set<Socket>();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qbtc-probe-'));
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  await rm(folder, { recursive: true });
});

/** A server that does as told with each connection; gives its port. */
async function serve(handle: (socket: Socket) => void): Promise<number> {
  const port = await freePort();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.resume();
    handle(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return port;
}

const target = (type: ProbeType, port: number, change: Partial<ProbeTarget> = {}): ProbeTarget => ({
  id: 'api',
  probe: { ...BOUNDS, ...type },
  addresses: { main: { host: '127.0.0.1', port } },
  cwd: folder,
  env: { PATH: process.env.PATH ?? '' },
  startedAt: 0,
  ...change,
});
const probe = (type: ProbeType, port = 0, change: Partial<ProbeTarget> = {}): Promise<ProbeResult> =>
  runProbe(target(type, port, change), new AbortController().signal);
const failed = (message: string | RegExp) => ({
  ok: false,
  latency: expect.any(Number),
  message: typeof message === 'string' ? message : expect.stringMatching(message),
});

describe.each(CLIENTS)('a probe of type %s', (_name, type) => {
  it('is not fooled by a server of another protocol', async () => {
    const garbage = ['hello\r\n', '\0'.repeat(64), '-\r\n', 'x'.repeat(100_000), '\xff'.repeat(12)];
    for (const answer of garbage) {
      const port = await serve((socket) => {
        socket.on('data', () => socket.end(answer, 'latin1'));
      });
      const { ok, message } = await probe(type, port);
      expect({ answer: answer.slice(0, 10), ok }).toEqual({ answer: answer.slice(0, 10), ok: false });
      expect(message).not.toMatch(/\d{4}|could not be run/);
    }
  });

  it('fails at once when the connection is closed without an answer', async () => {
    const port = await serve((socket) => socket.end());
    expect(await probe(type, port)).toEqual(failed(/closed|reset|not that of|not HTTP/));
  });

  it('fails within its timeout when nothing comes, and closes its connection', async () => {
    const port = await serve(() => undefined);
    expect(await probe(type, port)).toEqual(failed('no answer within 1 s'));
    await waitFor('the connection to close', () => sockets.size === 0, 1000);
  });

  it('ends at once when it is called off, and closes its connection', async () => {
    const port = await serve(() => undefined);
    const abort = new AbortController();
    const result = runProbe(target(type, port, { probe: { ...BOUNDS, ...type, timeoutSeconds: 60 } }), abort.signal);
    await waitFor('the connection', () => sockets.size === 1);
    abort.abort();
    expect(await result).toEqual(failed('the probe was called off'));
    await waitFor('the connection to close', () => sockets.size === 0, 1000);
    expect(await runProbe(target(type, port), abort.signal)).toEqual(failed('the probe was called off'));
    expect(sockets.size).toBe(0);
  });

  it('says that nobody listens', async () => {
    expect(await probe(type, await freePort())).toEqual(failed('connection refused'));
  });
});

describe('the choice of the port', () => {
  it('takes the one that is named, else the first, and says when there is none', async () => {
    const port = await serve((socket) => socket.end());
    const closed = await freePort();
    const addresses = { closed: { host: '127.0.0.1', port: closed }, open: { host: '127.0.0.1', port } };
    expect((await probe({ tcp: { port: 'open' } }, 0, { addresses })).ok).toBe(true);
    expect((await probe({ tcp: {} }, 0, { addresses })).ok).toBe(false);
    expect(await probe({ tcp: { port: 'other' } }, 0, { addresses })).toEqual(failed('the port other has no address'));
    expect(await probe({ tcp: {} }, 0, { addresses: {} })).toEqual(failed('the service has no port'));
  });
});

describe('a tcp probe', () => {
  it('tells an unknown host from a closed port', async () => {
    const addresses = { main: { host: 'nowhere.invalid', port: 1 } };
    expect(await probe({ tcp: {} }, 0, { addresses })).toEqual(failed(/host name/));
  });

  it('does not take itself for the server, when its own port happens to be the one it asks', async () => {
    const port = await freePort();
    const ownEnd = connect({ host: '127.0.0.1', port, localPort: port });
    await once(ownEnd, 'connect');
    expect(isSelfConnected(ownEnd)).toBe(true);
    ownEnd.destroy();
    const listening = await serve(() => undefined);
    const served = connect({ host: '127.0.0.1', port: listening });
    await once(served, 'connect');
    expect(isSelfConnected(served)).toBe(false);
    served.destroy();
  });
});

describe('an http probe', () => {
  const answer = (head: string) => (socket: Socket) => {
    socket.on('data', () => socket.write(head));
  };

  it('judges as a kubelet: from 200 to 399 is healthy', async () => {
    for (const status of [200, 204, 301, 399, 400, 404, 500, 503]) {
      const port = await serve(answer(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`));
      expect({ status, ok: (await probe({ http: { path: '/' } }, port)).ok }).toEqual({
        status,
        ok: status < 400,
      });
    }
  });

  it('does not wait for the end of a body that is longer than it wants', async () => {
    const port = await serve(answer(`HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(11_000)}`));
    expect((await probe({ http: { path: '/' } }, port)).ok).toBe(true);
    await waitFor('the connection to close', () => sockets.size === 0, 1000);
  });

  it('fails when a short body does not end', async () => {
    const port = await serve(answer('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx'));
    expect(await probe({ http: { path: '/' } }, port)).toEqual(failed('no answer within 1 s'));
  });

  it('sends the path as it is written, and the address as Host', async () => {
    let request = '';
    const port = await serve((socket) => {
      socket.on('data', (chunk) => {
        request += chunk.toString();
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
    });
    await probe({ http: { path: '/health?deep=1' } }, port);
    expect(request).toMatch(/^GET \/health\?deep=1 HTTP\/1\.1\r\n/);
    expect(request).toMatch(new RegExp(`^host: 127\\.0\\.0\\.1:${port}\r$`, 'im'));
    expect(request).toMatch(/^connection: close\r$/im);
  });
});

describe('an exec probe', () => {
  const exec = (...command: string[]): ProbeType => ({ exec: { command } });

  it('passes for exit code 0, with the environment and folder of the instance and without a shell', async () => {
    const script = 'test "$A" = 1 && test "$PWD" = "$1" && test "$2" = "; exit 1"';
    const env = { PATH: process.env.PATH ?? '', A: '1' };
    expect(await probe(exec('sh', '-c', script, 'sh', folder, '; exit 1'), 0, { env })).toMatchObject({ ok: true });
  });

  it('hands down nothing of the environment of the controller', async () => {
    process.env.PLANTED_SECRET = 'x';
    try {
      expect((await probe(exec('sh', '-c', 'test -z "$PLANTED_SECRET"'))).ok).toBe(true);
    } finally {
      delete process.env.PLANTED_SECRET;
    }
  });

  it('says how it failed, and nothing of what it printed (I22)', async () => {
    expect(await probe(exec('sh', '-c', 'echo planted-secret >&2; exit 3'))).toEqual(failed('sh exited with code 3'));
    expect(await probe(exec('sh', '-c', 'kill -9 $$'))).toEqual(failed('sh was ended by SIGKILL'));
    expect(await probe(exec('no-such-program'))).toEqual(
      failed('no-such-program or its working directory was not found'),
    );
    expect(await probe(exec('/etc/passwd'))).toEqual(failed('/etc/passwd may not be executed'));
    expect(await probe(exec('a\0b'))).toEqual(failed('the probe could not be run'));
  });

  it('is not held up by what it prints or leaves open', async () => {
    expect((await probe(exec('sh', '-c', 'head -c 10000000 /dev/zero; sleep 0.1 & exit 0'))).ok).toBe(true);
  });

  it('ends the program and its children when it takes too long', async () => {
    const pids = join(folder, 'pids');
    const result = await probe(exec('sh', '-c', `sleep 1000 & echo $$ $! > ${pids}; wait`));
    expect(result).toEqual(failed('no answer within 1 s'));
    for (const pid of (await readFile(pids, 'utf8')).trim().split(' ')) {
      await waitFor(`pid ${pid} to end`, async () => {
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
        return stat.includes(') Z');
      });
    }
  });
});

describe('a probe that logs in', () => {
  it('says that its password is not known, instead of trying without one', async () => {
    let asked = 0;
    const port = await serve(() => asked++);
    const password = { valueFrom: { env: 'PASSWORD' } };
    for (const type of [
      { redis: { password } },
      { amqp: { vhost: '/', username: 'guest', password } },
      { postgres: { database: 'postgres', username: 'postgres', password } },
    ]) {
      expect(await probe(type, port)).toEqual(failed('the password of the probe is not known'));
    }
    expect(asked).toBe(0);
  });
});

describe('a thousand probes of every type', () => {
  it('leave no socket, process or timer behind', async () => {
    const closing = await serve((socket) => socket.end());
    const handles = (): number => process.getActiveResourcesInfo().length;
    const types: ProbeType[] = [...CLIENTS.map(([, type]) => type), { tcp: {} }];
    await Promise.all(types.map((type) => probe(type, closing)));
    await probe({ exec: { command: ['true'] } });
    await waitFor('the first connections to close', () => sockets.size === 0);
    const before = handles();
    for (let round = 0; round < 100; round++) {
      await Promise.all([...types, ...types].map((type) => probe(type, closing)));
      if (round % 10 === 0) await probe({ exec: { command: ['true'] } });
    }
    await waitFor('everything to close', () => handles() <= before, 2000);
  });
});
