import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MARKER } from '../../../../controller/api/processes.ts';
import { createProcesses } from '../../../../controller/platform/proc/processes.ts';

const processes = createProcesses();
const PREFIX = `test-${process.pid}/`;
let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qbtc-processes-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const left of (await processes.marked(PREFIX)).processes) await processes.signal(left, 'SIGKILL', 'process');
  await rm(folder, { recursive: true });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the state did not come');
}

const start = async (script: string, env: Record<string, string> = {}): Promise<ChildProcess> => {
  const child = spawn('/bin/sh', ['-c', script], { env: { ...process.env, ...env }, stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  return child;
};

describe('the process table', () => {
  it('knows this process and what it was started as', async () => {
    const found = await processes.inspect(process.pid);
    expect(found).toMatchObject({
      pid: process.pid,
      parent: process.ppid,
      bootId: await processes.bootId(),
      marker: undefined,
    });
    expect(found?.command).toContain('jest');
  });

  it('knows nothing of a process that does not exist', async () => {
    expect(await processes.inspect(2 ** 30)).toBeUndefined();
  });

  it('counts a dead child that its parent does not reap as gone', async () => {
    // The shell becomes a sleep, which never waits for the child that the shell left to it. The child ends after that.
    const pidFile = join(folder, 'pid');
    await start(`sleep 0.5 & echo $! >${pidFile}; exec sleep 60`);
    const pid = await until(async () => Number(await readFile(pidFile, 'utf8').catch(() => '')) || undefined);
    await until(async () => ((await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z ') ? true : undefined));
    expect(await processes.inspect(pid)).toBeUndefined();
  });

  it('finds processes by their marker, also those that changed their session', async () => {
    await start('setsid sleep 60 & exec sleep 60', { [MARKER]: `${PREFIX}a` });
    await start('exec sleep 60', { [MARKER]: `other-${PREFIX}` });
    const found = await until(async () => {
      const { processes: all } = await processes.marked(PREFIX);
      return all.length === 2 && all.every(({ command }) => command === 'sleep 60') ? all : undefined;
    });
    expect(found.map(({ marker }) => marker)).toEqual([`${PREFIX}a`, `${PREFIX}a`]);
  });
});

describe('signals', () => {
  it('reach a process that is still the same, and its whole group only when it leads one', async () => {
    await processes.spawn({
      argv: ['/bin/sh', '-c', 'sleep 60 & exec sleep 61'],
      cwd: '/',
      env: { [MARKER]: `${PREFIX}g`, PATH: '/usr/bin:/bin' },
    });
    const both = await until(async () => {
      const { processes: all } = await processes.marked(`${PREFIX}g`);
      return all.length === 2 && all.every(({ command }) => command.startsWith('sleep')) ? all : undefined;
    });
    const leader = both.find(({ pid, group }) => pid === group)!;
    expect(await processes.signal(leader, 'SIGTERM', 'group')).toBe(true);
    await until(async () => ((await processes.marked(`${PREFIX}g`)).processes.length === 0 ? true : undefined));
    expect(await processes.signal(leader, 'SIGTERM', 'group')).toBe(false);
  });

  it.each([{ startTime: '1' }, { bootId: 'another boot' }, { marker: 'somebody/else' }])(
    'never reach a process that differs in %j',
    async (difference) => {
      const child = await start('exec sleep 60');
      const found = (await processes.inspect(child.pid!))!;
      expect(await processes.signal({ ...found, ...difference }, 'SIGKILL', 'process')).toBe(false);
      expect(await processes.inspect(child.pid!)).toBeDefined();
    },
  );
});

describe('spawn', () => {
  it('gives a process a session of its own and no variable but those that were given', async () => {
    const out = join(folder, 'env');
    process.env.QBTC_TEST_LEAK = 'leaked';
    try {
      await processes.spawn({
        argv: ['/bin/sh', '-c', `cat /proc/self/environ >"$OUT" && exec sleep 60`],
        cwd: folder,
        env: { OUT: out, PATH: '/usr/bin:/bin', [MARKER]: `${PREFIX}s` },
      });
    } finally {
      delete process.env.QBTC_TEST_LEAK;
    }
    const [found] = await until(async () => {
      const { processes: all } = await processes.marked(`${PREFIX}s`);
      return all[0]?.command.startsWith('sleep') ? all : undefined;
    });
    expect(found!.session).toBe(found!.pid);
    expect(await readFile(out, 'utf8')).not.toContain('leaked');
  });

  it('says which program or folder is missing', async () => {
    await expect(processes.spawn({ argv: ['/no/such/program'], cwd: '/', env: {} })).rejects.toMatchObject({
      code: 'CommandNotFound',
    });
    await expect(processes.spawn({ argv: [], cwd: '/', env: {} })).rejects.toMatchObject({ code: 'CommandNotFound' });
  });
});

describe('sockets', () => {
  it('names who listens on a port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const all = await processes.listeners();
      const mine = all.known ? all.value.find((each) => each.port === port) : undefined;
      expect(mine).toMatchObject({ host: '127.0.0.1', port });
      const holders = await processes.holders(new Set([mine!.inode, '1']));
      expect([...holders.keys()]).toEqual([mine!.inode]);
      expect(holders.get(mine!.inode)?.pid).toBe(process.pid);
    } finally {
      server.close();
    }
  });
});
