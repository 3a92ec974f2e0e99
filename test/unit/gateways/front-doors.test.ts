import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FrontDoors } from '../../../controller/api/front-door.ts';
import type { Processes, ProcessInfo } from '../../../controller/api/processes.ts';
import { createFrontDoors } from '../../../controller/gateways/frontdoor/front-doors.ts';
import { createFiles } from '../../../controller/platform/files.ts';
import { waitFor } from '../../support/wait.ts';

const address = { host: '127.0.0.1', port: 9079 };
const signal = AbortSignal.timeout(600_000);
let stateDir = '';
let folder = '';
let table: ProcessInfo[] = [];
let signals: string[] = [];

const living = (startTime: string): ProcessInfo => ({
  bootId: 'boot',
  pid: 4242,
  startTime,
  parent: 1,
  group: 4242,
  session: 4242,
  marker: undefined,
  command: 'front-door',
});

function frontDoors(): FrontDoors {
  const processes: Processes = {
    bootId: async () => 'boot',
    spawn: async () => undefined,
    inspect: async (pid) => table.find((info) => info.pid === pid),
    argv: async () => undefined,
    inContainers: async () => [],
    marked: async () => ({ processes: [], unreadable: [] }),
    signal: async (target, name) => {
      signals.push(`${name} ${target.pid}`);
      table = [];
      return true;
    },
    listeners: async () => ({ known: true, value: [] }),
    holders: async () => new Map(),
  };
  return createFrontDoors({ stateDir, files: createFiles(), processes, program: ['x'], build: 'b', installation: 'i' });
}

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'doors-'));
  folder = join(stateDir, 'front-doors', '127.0.0.1_9079');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'identity.json'), JSON.stringify({ bootId: 'boot', pid: 4242, startTime: '77' }));
  table = [];
  signals = [];
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

describe('whether a front door runs', () => {
  it('is known to be no only when its process is gone', async () => {
    expect(await frontDoors().observe(address, signal)).toEqual({ known: true, value: undefined });
  });

  it('is unknown while its process lives and nobody answers on its socket', async () => {
    table = [living('77')];
    expect(await frontDoors().observe(address, signal)).toMatchObject({ known: false });
  });

  it('is not mistaken for yes when its pid is somebody else’s by now', async () => {
    table = [living('78')];
    expect(await frontDoors().observe(address, signal)).toEqual({ known: true, value: undefined });
  });

  it('is unknown when somebody whom the records do not name holds the socket and says nothing sensible', async () => {
    const server = createServer((socket) => {
      socket.resume().end('nonsense');
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 'control.sock'), resolve));
    expect(await frontDoors().observe(address, signal)).toMatchObject({ known: false });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('the end of a front door', () => {
  let server: HttpServer;
  let asked: string[] = [];
  let hints = 0;
  /** What the program says to a request that wants to be held open. */
  let onWatch: (response: ServerResponse) => void;

  beforeEach(async () => {
    table = [living('77')];
    asked = [];
    hints = 0;
    onWatch = (response) => {
      response.writeHead(200).flushHeaders();
    };
    server = createHttpServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/watch') onWatch(response);
      else response.end(JSON.stringify({ pid: 4242 }));
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 'control.sock'), resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const watching = (): Promise<unknown> => waitFor('the front door to be watched', () => asked.includes('/watch'));

  it('is told once, and not before its process is gone, which would look as if it only did not answer', async () => {
    const doors = frontDoors();
    using _ = doors.watch(() => hints++);
    await doors.observe(address, signal);
    await watching();
    server.closeAllConnections();
    server.close();
    // By then a hint that came too early would have been seen.
    await frontDoors().observe(address, signal);
    expect(hints).toBe(0);
    table = [];
    await waitFor('the hint', () => hints > 0);
    expect(await doors.observe(address, signal)).toEqual({ known: true, value: undefined });
    expect(hints).toBe(1);
  });

  it('is not told as long as its socket is still being closed, when a look would only meet a reset', async () => {
    const doors = frontDoors();
    using _ = doors.watch(() => hints++);
    await doors.observe(address, signal);
    await watching();
    table = [];
    server.on('connection', (socket: Socket) => socket.destroy());
    server.closeAllConnections();
    expect(await frontDoors().observe(address, signal)).toMatchObject({ known: false });
    expect(hints).toBe(0);
    server.close();
    await waitFor('the hint', () => hints > 0);
    expect(await doors.observe(address, signal)).toEqual({ known: true, value: undefined });
  });

  it('is told at most once a second while the program lives and lets go again and again', async () => {
    onWatch = (response) => response.end();
    const doors = frontDoors();
    using _ = doors.watch(() => hints++);
    const start = performance.now();
    for (let round = 1; round <= 2; round++) {
      await doors.observe(address, signal);
      await waitFor('the hint', () => hints === round);
    }
    expect(performance.now() - start).toBeGreaterThan(1990);
  });

  it('is left to the next look when its build cannot be watched, and it is not asked again and again', async () => {
    onWatch = (response) => response.writeHead(404).end();
    const doors = frontDoors();
    using _ = doors.watch(() => hints++);
    for (let look = 0; look < 3; look++) await doors.observe(address, signal);
    await watching();
    await doors.observe(address, signal);
    expect(asked.filter((path) => path === '/watch')).toHaveLength(1);
    expect(hints).toBe(0);
  });

  it('concerns nobody who does not watch: nothing is held open, so that a command can end', async () => {
    const doors = frontDoors();
    await doors.observe(address, signal);
    expect(asked).toEqual(['/state']);
    let closed = false;
    onWatch = (response) => {
      response.on('close', () => (closed = true));
      response.writeHead(200).flushHeaders();
    };
    const watch = doors.watch(() => hints++);
    await doors.observe(address, signal);
    await watching();
    watch[Symbol.dispose]();
    await waitFor('the connection to be closed', () => closed);
    expect(hints).toBe(0);
  });
});

describe('stopping a front door', () => {
  it('signals it when its socket is gone, and removes its folder', async () => {
    table = [living('77')];
    await frontDoors().stop(address, signal);
    expect(signals).toEqual(['SIGTERM 4242']);
    expect(await frontDoors().list()).toEqual([]);
  });

  it('never signals a process that only has its pid', async () => {
    table = [living('78')];
    await frontDoors().stop(address, signal);
    expect(signals).toEqual([]);
  });
});

describe('the list of front doors', () => {
  it('holds the addresses that have a folder, IPv6 ones too, and nothing else', async () => {
    for (const name of ['::1_8080', 'stray', 'host_notaport']) await mkdir(join(stateDir, 'front-doors', name));
    expect(await frontDoors().list()).toEqual([address, { host: '::1', port: 8080 }]);
  });

  it('leaves no table behind for a stack that was withdrawn while none ran', async () => {
    await mkdir(join(folder, 'tables'));
    await writeFile(join(folder, 'tables', 'uid-1.ndjson'), '{}');
    await frontDoors().withdraw(address, 'uid-1', signal);
    expect(await createFiles().list(join(folder, 'tables'))).toEqual([]);
  });
});
