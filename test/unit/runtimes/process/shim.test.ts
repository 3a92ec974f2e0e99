import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MARKER } from '../../../../controller/api/processes.ts';
import { parseIdentity, parseShimArgv, SHIM_SCRIPT, shimArgv } from '../../../../controller/runtimes/process/shim.ts';

const SHELLS = ['/bin/dash', '/bin/busybox sh', '/bin/bash'].filter((shell) => existsSync(shell.split(' ')[0]!));
const SETSID = '/usr/bin/setsid';
let folder: string;
let started: number[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), `qbtc shim "'$HOME `));
  await mkdir(join(folder, 'run'));
  started = [];
});
afterEach(async () => {
  for (const pid of started) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '');

async function until(look: () => Promise<unknown>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await look());) {
    if (Date.now() > deadline) throw new Error('the state did not come');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

interface Options {
  readonly env?: Record<string, string>;
  readonly log?: string;
}

/** Starts a shim of the given shell, and resolves with its pid and a promise of its end. */
async function launch(
  shell: string,
  command: string[],
  options: Options = {},
): Promise<{ pid: number; ended: Promise<unknown> }> {
  const script = join(folder, 'shim.sh');
  await writeFile(script, SHIM_SCRIPT.replaceAll('/bin/sh', shell));
  const request = {
    script,
    run: join(folder, 'run'),
    log: options.log ?? join(folder, 'log'),
    hint: join(folder, 'hint'),
  };
  const [, ...args] = shimArgv({ ...request, setsid: SETSID, command });
  const [program, ...applet] = shell.split(' ');
  const env = { PATH: '/usr/bin:/bin', [MARKER]: 'stack/api#shim', ...options.env };
  const child = spawn(program!, [...applet, ...args], { env, stdio: 'ignore', detached: true });
  const ended = once(child, 'exit');
  started.push(child.pid!);
  return { pid: child.pid!, ended };
}

const run = async (shell: string, command: string[], options?: Options): Promise<void> => {
  await (
    await launch(shell, command, options)
  ).ended;
};

/** The pid of the command once it runs. */
async function commandPid(): Promise<number> {
  await until(() => text('run/pid').then(parseIdentity));
  const { pid } = parseIdentity(await text('run/pid'))!;
  started.push(pid);
  return pid;
}

describe.each(SHELLS)('the shim in %s', (shell) => {
  it.each([
    ['exit 0', '0\n'],
    ['exit 7', '7\n'],
    ['kill -KILL $$', '137\n'],
    ['kill -TERM $$', '143\n'],
    ['kill -INT $$', '130\n'],
    ['kill -QUIT $$', '131\n'],
  ])('records how `%s` ended', async (script, status) => {
    await run(shell, ['/bin/sh', '-c', script]);
    expect(await text('run/exit')).toBe(status);
    expect(await text('hint')).toBe('exit\n');
  });

  it('records a program that is not there, and says so in the log', async () => {
    await run(shell, ['/no/such/program']);
    expect(await text('run/exit')).toBe('127\n');
    expect(await text('log')).toContain('/no/such/program');
  });

  it('adds nothing of its own to the log, and only at its end', async () => {
    await writeFile(join(folder, 'log'), 'before\n');
    await run(shell, ['/bin/sh', '-c', 'echo out; echo err >&2; kill -KILL $$']);
    expect(await text('log')).toBe('before\nout\nerr\n');
  });

  it('runs nothing when the log cannot be opened', async () => {
    await run(shell, ['/bin/sh', '-c', `echo ran >'${join(folder, 'ran').replaceAll("'", "'\\''")}'`], { log: folder });
    expect(await text('run/exit')).toBe('126\n');
    expect(await text('ran')).toBe('');
  });

  it('hands arguments and variables on as they are, whatever their names, and adds none but the marker', async () => {
    const odd = ['a b', '', "'", '"$HOME"', 'new\nline', '*', '\\', 'ü', '-n'];
    const ours = ['RUN', 'LOG', 'HINT', 'SETSID', 'BOOT', 'STAT', 'STATUS'].map((name) => `QBTC_${name}`);
    const own = [...ours, 'run', 'boot', 'stat', 'status'].map((name) => [name, 'kept'] as const);
    const env = { ...Object.fromEntries(own), SECRET: 'a b\n"c"' };
    await run(
      shell,
      [process.execPath, '-e', 'console.log(JSON.stringify([process.argv.slice(1), process.env]))', '--', ...odd],
      { env },
    );
    const [args, seen] = JSON.parse(await text('log')) as [string[], Record<string, string>];
    expect(args).toEqual(odd);
    // What shells set by themselves: PWD, and BusyBox and bash two more.
    const { PWD: _, SHLVL: __, _: ___, ...rest } = seen;
    expect(rest).toEqual({ ...env, PATH: '/usr/bin:/bin', [MARKER]: 'stack/api' });
  });

  it('leaves every signal to the command as it is by default', async () => {
    await run(shell, ['/bin/grep', '-E', '^Sig(Ign|Blk)', '/proc/self/status']);
    const masks = [...(await text('log')).matchAll(/^Sig\w+:\s+(\w+)$/gm)].map(([, mask]) => mask);
    expect(masks).toEqual(['0000000000000000', '0000000000000000']);
  });

  it.each(['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const)(
    'lets %s end the command, and survives it itself',
    async (signal) => {
      const shim = await launch(shell, ['/bin/sleep', '60']);
      const pid = await commandPid();
      await until(async () => (await readFile(`/proc/${pid}/comm`, 'utf8')) === 'sleep\n');
      process.kill(-shim.pid, signal);
      process.kill(-pid, signal);
      await shim.ended;
      const number = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 }[signal];
      expect(await text('run/exit')).toBe(`${128 + number}\n`);
    },
  );

  it('records both identities as /proc shows them', async () => {
    const shim = await launch(shell, ['/bin/sleep', '60']);
    const pid = await commandPid();
    const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const startTimeOf = async (each: number): Promise<string | undefined> =>
      parseIdentity(`x ${await readFile(`/proc/${each}/stat`, 'utf8')}`)?.startTime;
    expect(parseIdentity(await text('run/claim'))).toEqual({
      bootId,
      pid: shim.pid,
      startTime: await startTimeOf(shim.pid),
    });
    expect(parseIdentity(await text('run/pid'))).toEqual({ bootId, pid, startTime: await startTimeOf(pid) });
  });

  it('runs a command once, however many shims there are for the run', async () => {
    const shims = await Promise.all(Array.from({ length: 8 }, () => launch(shell, ['/bin/sh', '-c', 'echo ran'])));
    await Promise.all(shims.map(({ ended }) => ended));
    expect(await text('log')).toBe('ran\n');
  });

  it('runs nothing when the controller has claimed the run, or when the run is gone', async () => {
    await mkdir(join(folder, 'run', 'claim'));
    await run(shell, ['/bin/sh', '-c', 'echo ran']);
    await rm(join(folder, 'run'), { recursive: true });
    await run(shell, ['/bin/sh', '-c', 'echo ran']);
    expect(await text('log')).toBe('');
    expect(await text('run/exit')).toBe('');
  });

  it('does not begin a command that was asked to stop before', async () => {
    await writeFile(join(folder, 'run', 'stopping'), 'SIGTERM 1\n');
    await run(shell, ['/bin/sh', '-c', 'echo ran']);
    expect(await text('log')).toBe('');
    expect(await text('run/exit')).toBe('143\n');
  });

  it('finds its way without the PATH of the command', async () => {
    await run(shell, ['/bin/sh', '-c', 'echo ran'], { env: { PATH: '/nowhere' } });
    expect(await text('log')).toBe('ran\n');
    expect(await text('run/exit')).toBe('0\n');
  });
});

describe('the words of the shim', () => {
  it('are read back from its command line', () => {
    const request = {
      script: '/s/shim.sh',
      run: '/s/run',
      log: '/s/log',
      hint: '/s/hint',
      setsid: SETSID,
      command: ['a', 'b c'],
    };
    expect(parseShimArgv(shimArgv(request))).toEqual(request);
    expect(parseShimArgv(['node', 'server.js'])).toBeUndefined();
  });

  it('are not believed before they are complete', () => {
    const line = `boot 7 (sh) S 1 7 7 ${'0 '.repeat(15)}99 0`;
    expect(parseIdentity(`${line}\n`)).toEqual({ bootId: 'boot', pid: 7, startTime: '99' });
    expect(parseIdentity(line)).toBeUndefined();
    expect(parseIdentity('')).toBeUndefined();
    expect(parseIdentity('boot 7 (sh) S 1\n')).toBeUndefined();
  });
});
