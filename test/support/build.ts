import { execFile } from 'node:child_process';
import { mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from './wait.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['controller', 'crds', 'package.json', 'esbuild.config.mjs'];
const LOCK = join(ROOT, 'node_modules/.qbtc-build');
/** A build takes a second; a lock that is older was left by a test run that was killed. */
const STALE_LOCK = 60_000;

let program: Promise<string> | undefined;

/** The path of the bundled command, built anew when a source is newer. Test processes that run side by side build once. */
export function builtProgram(): Promise<string> {
  program ??= build(join(ROOT, 'dist/qbtc.js'));
  return program;
}

async function build(path: string): Promise<string> {
  if (await isCurrent(path)) return path;
  await waitFor('another test process to finish its build', takeLock, 2 * STALE_LOCK);
  try {
    if (!(await isCurrent(path))) await promisify(execFile)(process.execPath, ['esbuild.config.mjs'], { cwd: ROOT });
  } finally {
    await rmdir(LOCK);
  }
  return path;
}

async function takeLock(): Promise<boolean> {
  try {
    await mkdir(LOCK);
    return true;
  } catch {
    const { mtimeMs } = await stat(LOCK);
    if (Date.now() - mtimeMs > STALE_LOCK) await rmdir(LOCK);
    return false;
  }
}

async function isCurrent(path: string): Promise<boolean> {
  const built = await stat(path).catch(() => undefined);
  if (!built) return false;
  const newest = await Promise.all(SOURCES.map((source) => newestChange(join(ROOT, source))));
  return Math.max(...newest) <= built.mtimeMs;
}

/** When a file, or anything in a folder, was last changed; milliseconds since the epoch. */
async function newestChange(path: string): Promise<number> {
  const own = await stat(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const entries = await readdir(path);
  return Math.max(own.mtimeMs, ...(await Promise.all(entries.map((entry) => newestChange(join(path, entry))))));
}
