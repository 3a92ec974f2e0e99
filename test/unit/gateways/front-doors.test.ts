import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FrontDoors } from '../../../controller/api/front-door.ts';
import type { Processes, ProcessInfo } from '../../../controller/api/processes.ts';
import { createFrontDoors } from '../../../controller/gateways/frontdoor/front-doors.ts';
import { createFiles } from '../../../controller/platform/files.ts';

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
