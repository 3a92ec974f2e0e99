import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const MODULE = 'github.com/docker/compose/v2';
const VERSION = 'v2.40.3';

/** The program of Docker Compose: $DOCKER_COMPOSE, else built with Go from its module once and kept in the user's cache. */
export async function composeProgram(): Promise<string> {
  if (process.env.DOCKER_COMPOSE) return process.env.DOCKER_COMPOSE;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'qbtc-bench');
  const program = join(cache, `docker-compose-${VERSION}`);
  if (await stat(program).catch(() => undefined)) return program;
  console.log(`Building Docker Compose ${VERSION}; this takes some minutes, once.`);
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'compose-'));
  try {
    const { stdout } = await run('go', ['mod', 'download', '-json', `${MODULE}@${VERSION}`], { cwd: folder });
    const { Dir } = JSON.parse(stdout) as { Dir: string };
    const source = join(folder, 'source');
    await cp(Dir, source, { recursive: true });
    await makeWritable(source);
    await run('go', ['build', '-trimpath', '-o', join(folder, 'compose'), './cmd'], { cwd: source });
    await rename(join(folder, 'compose'), program);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return program;
}

/** Go keeps modules read-only, folders too, so that not even a copy could be removed. */
async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
}
