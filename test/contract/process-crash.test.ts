import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock } from '../../controller/platform/clock.ts';
import { createFiles } from '../../controller/platform/files.ts';
import { createProcesses } from '../../controller/platform/proc/processes.ts';
import type { Instance, Runtime, StackRef } from '../../controller/api/runtime.ts';
import { createProcessLogs, type ProcessLogs } from '../../controller/runtimes/process/logs.ts';
import { createProcessRuntime } from '../../controller/runtimes/process/runtime.ts';
import { desiredFrom } from '../support/world.ts';
import { launch } from './process-runtime.ts';

const STACK: StackRef = {
  installation: 'i',
  namespace: 'default',
  name: 'shop',
  uid: '22222222-2222-5333-8444-555555555555',
};
/** The process runtime asks nothing of it. */
const SPEC = desiredFrom('services: []').spec;
const LIVE = new AbortController().signal;
const ROOT = resolve(import.meta.dirname, '../..');
const processes = createProcesses();
const files = createFiles();

/** A controller that brings one instance up, again and again looking at what there is. */
const CONTROLLER = `
import { createClock } from '${ROOT}/controller/platform/clock.ts';
import { createFiles } from '${ROOT}/controller/platform/files.ts';
import { createProcesses } from '${ROOT}/controller/platform/proc/processes.ts';
import { createProcessLogs } from '${ROOT}/controller/runtimes/process/logs.ts';
import { createProcessRuntime } from '${ROOT}/controller/runtimes/process/runtime.ts';
import { desiredFrom } from '../support/world.ts';
const [directory, stack, launch] = [process.argv[2], ...process.argv.slice(3).map((text) => JSON.parse(text))];
const parts = { directory, files: createFiles(), processes: createProcesses(), clock: createClock() };
const runtime = createProcessRuntime({ ...parts, logs: createProcessLogs(parts) });
const signal = new AbortController().signal;
process.stdout.write('begin\\n');
for (;;) {
  const seen = await runtime.observe(stack, {}, signal);
  const [instance] = seen.known ? seen.value.instances : [];
  if (!instance) await runtime.start(stack, launch, {}, signal);
  else if (instance.state === 'Exited' && instance.exit.code !== 0) await runtime.restart(stack, instance.id, signal);
  else if (instance.state !== 'Pending') break;
  await new Promise((resolve) => setTimeout(resolve, 2));
}
process.stdout.write('up\\n');
setInterval(() => undefined, 1000);
`;

let built: string;
let directory: string;
let runtime: Runtime;
let logs: ProcessLogs;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'qbtc-crash-'));
  await writeFile(join(built, 'controller.ts'), CONTROLLER);
  const options = [
    '--bundle',
    '--platform=node',
    '--format=esm',
    `--outfile=${built}/controller.mjs`,
    '--log-level=error',
  ];
  await promisify(execFile)(join(ROOT, 'node_modules/.bin/esbuild'), [join(built, 'controller.ts'), ...options]);
});
afterAll(() => rm(built, { recursive: true, force: true }));

beforeEach(async () => {
  // Deep enough that a path does not fit where a socket's would.
  directory = join(await mkdtemp(join(tmpdir(), 'qbtc-crash-')), 'd'.repeat(110), 'state');
  await mkdir(directory, { recursive: true });
  const clock = createClock();
  logs = createProcessLogs({ files, clock, directory, bound: 50_000, keep: 1000 });
  runtime = createProcessRuntime({ files, processes, clock, logs, directory });
});
afterEach(async () => {
  for (const left of (await processes.marked(STACK.uid)).processes) await processes.signal(left, 'SIGKILL', 'process');
  await rm(resolve(directory, '../..'), { recursive: true, force: true, maxRetries: 5 });
});

const observe = async (): Promise<Instance | undefined> => {
  const seen = await runtime.observe(STACK, SPEC, LIVE);
  if (!seen.known) throw new Error(seen.reason);
  return seen.value.instances[0];
};
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error('the state did not come');
}
const inState = (state: Instance['state']): Promise<Instance> =>
  until(async () => {
    const instance = await observe();
    return instance?.state === state && (state !== 'Running' || instance.pid !== undefined) ? instance : undefined;
  });
const withCommand = (...command: string[]) => launch('serve', { command });
const lines = async (): Promise<string[]> => {
  const all: string[] = [];
  for await (const { line } of logs.read({ uid: STACK.uid, service: undefined, tail: 0, follow: false }, LIVE))
    all.push(line);
  return all;
};

/** Runs a controller and kills it so many milliseconds after it began; Infinity: once it has brought the instance up. */
async function controllerFor(
  ms: number,
  wanted = withCommand('/bin/sh', '-c', 'echo began; exec sleep 600'),
): Promise<void> {
  const args = [join(built, 'controller.mjs'), directory, JSON.stringify(STACK), JSON.stringify(wanted)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const word = Number.isFinite(ms) ? 'begin' : 'up';
  await until(async () => output.includes(word) || undefined);
  if (Number.isFinite(ms)) await new Promise((done) => setTimeout(done, ms));
  child.kill('SIGKILL');
  await ended;
}

describe('a controller that is killed', () => {
  it.each([0, 2, 4, 6, 8, 10, 13, 16, 20, 25, 30, 40])(
    '%d ms after it began to start an instance leaves none or one, and the next one makes it exactly one',
    async (ms) => {
      await controllerFor(ms);
      await controllerFor(ms / 2);
      await controllerFor(Infinity);
      const instance = await inState('Running');
      await until(async () => ((await lines()).length > 0 ? true : undefined));
      const { processes: marked } = await processes.marked(`${STACK.uid}/`);
      expect(marked.filter(({ marker }) => marker?.endsWith('#shim') !== true).map(({ pid }) => pid)).toEqual([
        instance.pid,
      ]);
      // Whatever began is what runs now: none of the interrupted starts came to life beside it.
      expect(await lines()).toEqual(['began']);
    },
  );

  it('loses neither a line of the log nor the exit status of what it started', async () => {
    const go = join(directory, 'go');
    const rotated = join(directory, 'rotated');
    const folder = join(directory, STACK.uid, 'logs');
    // Half of the lines are written before the first rotation and half after it, however fast the machine is.
    const script = `
      const fs = require('fs');
      const wait = (file) => { while (!fs.existsSync(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); };
      wait(process.argv[1]);
      for (let i = 0; i < 60000; i++) {
        if (i === 30000) wait(process.argv[2]);
        fs.writeSync(1, i + '\\n');
      }
      process.exitCode = 9;`;
    await controllerFor(Infinity, withCommand(process.execPath, '-e', script, go, rotated));
    await writeFile(go, '');
    while ((await observe())?.state !== 'Exited') {
      await logs.rotate(STACK.uid);
      if ((await readdir(folder)).length > 1) await writeFile(rotated, '');
    }
    expect((await observe())?.exit).toMatchObject({ code: 9 });
    expect(await lines()).toEqual(Array.from({ length: 60_000 }, (_, index) => String(index)));
  });
});

describe('a command', () => {
  it('that is frozen ends when it is asked to, without waiting for its time-out', async () => {
    await controllerFor(Infinity);
    const { id, pid } = await inState('Running');
    process.kill(pid!, 'SIGSTOP');
    await runtime.stop(STACK, id, 'SIGTERM', LIVE);
    expect((await inState('Exited')).exit).toMatchObject({ signal: 'SIGTERM' });
  });

  it('that turns itself into a daemon is found by its marker and ended', async () => {
    const script = [
      'import os, time',
      'if os.fork() == 0:',
      '  os.setsid()',
      '  if os.fork() == 0:',
      '    os.chdir("/")',
      '    [os.close(fd) for fd in (0, 1, 2)]',
      '    time.sleep(600)',
      '  os._exit(0)',
    ].join('\n');
    await runtime.start(STACK, withCommand('python3', '-c', script), {}, LIVE);
    const stray = await until(async () => {
      const instance = await observe();
      return instance?.state === 'Exited' && instance.strays.length === 1 ? instance : undefined;
    });
    expect(stray.exit).toMatchObject({ code: 0 });
    await runtime.kill(STACK, stray.id, LIVE);
    await until(async () => ((await observe())?.strays.length === 0 ? true : undefined));
    await runtime.remove(STACK, stray.id, LIVE);
    await runtime.purge(STACK, LIVE);
    expect((await processes.marked(STACK.uid)).processes).toEqual([]);
  });

  it('is seen to end within moments, also by a controller that did not start it', async () => {
    await controllerFor(Infinity);
    let hints = 0;
    using _ = runtime.watch(STACK, () => hints++);
    const { pid } = await inState('Running');
    const before = hints;
    process.kill(pid!, 'SIGKILL');
    await until(async () => hints > before || undefined);
    expect((await inState('Exited')).exit).toMatchObject({ code: 137, signal: 'SIGKILL' });
  });

  it('gets no secret on a command line, and keeps its record to its owner', async () => {
    await runtime.start(
      STACK,
      withCommand('/bin/sh', '-c', 'echo "$TOKEN"; exec sleep 600'),
      { TOKEN: 'planted-secret' },
      LIVE,
    );
    await until(async () => ((await lines()).includes('planted-secret') ? true : undefined));
    const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const commands = await Promise.all(all.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
    expect(commands.filter((command) => command.includes('planted-secret'))).toEqual([]);
    const { id } = (await observe())!;
    const { mode } = await import('node:fs/promises').then(({ stat }) =>
      stat(join(directory, STACK.uid, 'instances', id, 'launch.json')),
    );
    expect(mode & 0o077).toBe(0);
  });
});

const isRoot = process.getuid?.() === 0;
(isRoot ? describe : describe.skip)('a process whose environment cannot be read (as another user than root)', () => {
  it('is reported instead of being overlooked', async () => {
    const script = join(built, 'marked.ts');
    await writeFile(
      script,
      `import { spawn } from 'node:child_process';
       import { createProcesses } from '${ROOT}/controller/platform/proc/processes.ts';
       const hidden = spawn('python3', ['-c', 'import ctypes, sys, time; ctypes.CDLL(None).prctl(4, 0); print("hidden", flush=True); time.sleep(600)']);
       await new Promise((resolve) => hidden.stdout.once('data', resolve));
       const { unreadable } = await createProcesses().marked('x/');
       hidden.kill('SIGKILL');
       console.log(unreadable.some(({ pid }) => pid === hidden.pid));`,
    );
    const options = ['--bundle', '--platform=node', '--format=esm', '--log-level=error'];
    const bundle = await promisify(execFile)(join(ROOT, 'node_modules/.bin/esbuild'), [script, ...options]);
    // Read from the standard input, since a plain user may not look into the folder.
    const child = spawn(process.execPath, ['--input-type=module', '-'], {
      uid: 65534,
      gid: 65534,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.stdin.end(bundle.stdout);
    await once(child, 'exit');
    expect(output).toBe('true\n');
  });
});
