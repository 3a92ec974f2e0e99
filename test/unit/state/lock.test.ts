import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { acquireLock } from '../../../controller/state/lock.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
let directory: string;
const held: AsyncDisposable[] = [];
let child: ChildProcess | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qbtc-lock-'));
});
afterEach(async () => {
  for (const lock of held.splice(0)) await lock[Symbol.asyncDispose]();
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  child = undefined;
  await rm(directory, { recursive: true, force: true });
});

const acquire = async (path = directory): Promise<AsyncDisposable | undefined> => {
  const lock = await acquireLock(path);
  if (lock) held.push(lock);
  return lock;
};

/** Another process that holds the lock until it ends. */
async function startHolder(): Promise<ChildProcess> {
  const contents = `
    import { acquireLock } from '${ROOT}/controller/state/lock.ts';
    const lock = await acquireLock(process.argv[2]);
    process.stdout.write(lock ? 'held' : 'refused');
    setInterval(() => undefined, 1000);`;
  const outfile = join(directory, 'holder.mjs');
  await build({ stdin: { contents, resolveDir: ROOT }, outfile, bundle: true, platform: 'node', format: 'esm' });
  child = spawn(process.execPath, [outfile, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [word] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(word.toString()).toBe('held');
  return child;
}

describe('the lock of a state directory', () => {
  it('is held by one controller at a time, and free again once it is given up', async () => {
    const first = await acquire();
    expect(first).toBeDefined();
    expect(await acquire()).toBeUndefined();
    await first![Symbol.asyncDispose]();
    held.length = 0;
    expect(await acquire()).toBeDefined();
  });

  it('is the same under every name of the directory, also after it was renamed', async () => {
    await acquire();
    await symlink(directory, `${directory}-link`);
    expect(await acquire(`${directory}-link`)).toBeUndefined();
    await rm(`${directory}-link`);
    await rename(directory, `${directory}-renamed`);
    directory = `${directory}-renamed`;
    expect(await acquire()).toBeUndefined();
  });

  it('of another directory is another lock', async () => {
    const other = await mkdtemp(join(tmpdir(), 'qbtc-lock-'));
    expect(await acquire()).toBeDefined();
    expect(await acquire(other)).toBeDefined();
    await rm(other, { recursive: true });
  });

  it('keeps out a second process, and is freed by the SIGKILL of its holder', async () => {
    const holder = await startHolder();
    expect(await acquire()).toBeUndefined();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(await acquire()).toBeDefined();
  });
});
