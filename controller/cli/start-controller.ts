import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { QbtcError } from '../api/errors.ts';
import { connect } from './connect.ts';
import { type Client } from './client.ts';

/** How long a new controller may take to answer; it may have to wait for the one before it to end. Milliseconds. */
const START_DEADLINE = 30_000;
const POLL = 15;

/** Connects to the controller of a state directory, and starts one in the background when none answers. */
export async function ensureController(directory: string): Promise<Client> {
  return (await connect(directory)) ?? startController(directory);
}

/** Starts `run --source local` in the background, its log in the state directory, and waits until it answers. */
async function startController(directory: string): Promise<Client> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const logFile = join(directory, 'controller.log');
  const log = openSync(logFile, 'a', 0o600);
  const script = process.argv[1] ?? fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [script, 'run', '--source', 'local', '--ephemeral'], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, QBTC_STATE_DIR: directory },
    cwd: '/',
  });
  let exited: string | undefined;
  child.once('exit', (code, signal) => (exited = signal ?? `exit code ${code ?? 0}`));
  child.once('error', (error) => (exited = error.message));
  child.unref();

  const deadline = Date.now() + START_DEADLINE;
  while (Date.now() < deadline) {
    const client = await connect(directory);
    if (client) return client;
    if (exited !== undefined && exited !== 'exit code 0') break;
    await sleep(POLL);
  }
  throw new QbtcError(
    `the controller did not start${exited === undefined ? ` within ${START_DEADLINE / 1000} s` : `: ${exited}`}`,
    {
      code: 'StartFailed',
      mend: `The end of ${logFile}:\n${await lastLines(logFile)}`,
    },
  );
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-5).join('\n');
}
