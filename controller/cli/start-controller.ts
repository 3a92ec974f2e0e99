import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { QbtcError } from '../api/errors.ts';
import { createStateDirectory } from '../state/directory.ts';
import { connect, CONTROLLER_FILE } from './connect.ts';
import { type Client } from './client.ts';
import { lossOf } from './loss.ts';

/** How long a new controller may take to answer; it may have to wait for the one before it to end. Milliseconds. */
const START_DEADLINE = 30_000;
/** How long a command waits for one that it does not need to end. Milliseconds. */
const RELEASE_DEADLINE = 2000;
const POLL = 15;

/** Connects to the controller of a state directory, and starts one in the background when none answers. */
export async function ensureController(directory: string): Promise<Client> {
  return (await connect(directory)) ?? startController(directory).answers();
}

/**
 * The same after a controller that answered has ended.
 *
 * @throws QbtcError `StateDirectoryLost` when what it kept is gone: a new one would know nothing of what runs
 */
export async function reconnect(directory: string): Promise<Client> {
  const loss = await lossOf(directory);
  if (loss) throw loss;
  return ensureController(directory);
}

/**
 * Starts a controller where none has left word of itself, while the stack that it is for is still being read: the two take about as long.
 * Undefined where there may be one.
 */
export function startAhead(directory: string): StartingController | undefined {
  return existsSync(join(directory, CONTROLLER_FILE)) ? undefined : startController(directory);
}

/** A controller that has been started in the background. */
export interface StartingController {
  /** Waits until it answers. */
  answers(): Promise<Client>;
  /** Lets it go; it ends when nobody else has handed a stack over to it. */
  release(): Promise<void>;
}

/** It runs in another folder than this command. */
const absoluteConfiguration = (): { QBTC_CONFIG?: string } =>
  process.env.QBTC_CONFIG ? { QBTC_CONFIG: resolve(process.env.QBTC_CONFIG) } : {};

/** Starts `run --source local` in the background, its log in the state directory. */
function startController(directory: string): StartingController {
  createStateDirectory(directory);
  const logFile = join(directory, 'controller.log');
  const log = openSync(logFile, 'a', 0o600);
  const script = process.argv[1] ?? fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [script, 'run', '--source', 'local', '--ephemeral'], {
    detached: true,
    // It reads nothing; the end of its standard input tells it that this command has ended.
    stdio: ['pipe', log, log],
    env: { ...process.env, QBTC_STATE_DIR: directory, ...absoluteConfiguration() },
    cwd: '/',
  });
  closeSync(log);
  let exited: string | undefined;
  child.once('exit', (code, signal) => (exited = signal ?? `exit code ${code ?? 0}`));
  child.once('error', (error) => (exited = error.message));
  const held = child.stdin;
  held?.on('error', () => undefined);
  child.unref();
  if (held instanceof Socket) held.unref();

  return {
    async answers() {
      const deadline = Date.now() + START_DEADLINE;
      while (Date.now() < deadline) {
        const client = await connect(directory);
        if (client) return client;
        // The controller before it has taken the directory along, with the log that this one was given.
        if (exited !== undefined && !existsSync(logFile)) return startController(directory).answers();
        if (exited !== undefined && exited !== 'exit code 0') break;
        await sleep(POLL);
      }
      throw new QbtcError(
        `the controller did not start${exited === undefined ? ` within ${START_DEADLINE / 1000} s` : `: ${exited}`}`,
        { code: 'StartFailed', mend: `The end of ${logFile}:\n${await lastLines(logFile)}` },
      );
    },
    async release() {
      held?.end();
      const deadline = Date.now() + RELEASE_DEADLINE;
      while (exited === undefined && Date.now() < deadline) await sleep(POLL);
    },
  };
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-5).join('\n');
}
