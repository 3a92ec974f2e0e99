import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait.ts';

/** A real program under test; dispose it to end it and to remove its files. */
export interface RealServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** Its own temporary folder. */
  readonly folder: string;
  /** SIGSTOP: the kernel goes on accepting connections, nobody answers them. */
  pause(): void;
  resume(): void;
  /** Ends the program and waits for it; its files stay. */
  stop(): Promise<void>;
}

export interface ServerRequest {
  readonly argv: readonly [string, ...string[]];
  readonly port: number;
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A user of this machine to run as, when this is root. */
  readonly user?: string;
  /** How it is asked to end; it is killed with its group when it does not. */
  readonly stopSignal: NodeJS.Signals;
  /** Resolves or gives true once the program serves; may throw before. */
  readonly ready: () => Promise<boolean>;
  readonly deadlineMs?: number;
}

const SETPRIV = '/usr/bin/setpriv';

export const isRoot = process.getuid?.() === 0;

/** A new temporary folder with a short path, as unix sockets need it. */
export const temporaryFolder = (name: string): Promise<string> => mkdtemp(join(tmpdir(), `qbtc-${name}-`));

/** The command line that runs a program as somebody else (when this is root), and ends it when the test process dies. */
export function asUser(user: string | undefined, argv: readonly string[]): string[] {
  if (!existsSync(SETPRIV)) return [...argv];
  const identity = user !== undefined && isRoot ? [`--reuid=${user}`, `--regid=${user}`, '--init-groups'] : [];
  return [SETPRIV, ...identity, '--pdeathsig=KILL', '--', ...argv];
}

/** Starts a program in a process group of its own and waits until it serves. What it printed is part of the error when it does not. */
export async function startServer(request: ServerRequest): Promise<RealServer> {
  const { port, folder, env = {} } = request;
  const [program = '', ...args] = asUser(request.user, request.argv);
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, LANG: 'C.UTF-8', ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    signalGroup(child, 'SIGCONT');
    if (isAlive(child)) process.kill(child.pid!, request.stopSignal);
    const timer = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
    }, 10_000);
    await exited;
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  try {
    await waitFor(
      `${request.argv[0]} to serve`,
      () => (isAlive(child) ? request.ready() : Promise.resolve(true)),
      request.deadlineMs,
    );
    if (!isAlive(child)) throw new Error(`${request.argv[0]} ended`);
  } catch (error) {
    await stop();
    await rm(folder, { recursive: true, force: true });
    throw new Error(`${request.argv[0]} did not start:\n${output}`, { cause: error });
  }
  return {
    host: '127.0.0.1',
    port,
    pid: child.pid!,
    folder,
    pause: () => {
      signalGroup(child, 'SIGSTOP');
    },
    resume: () => {
      signalGroup(child, 'SIGCONT');
    },
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

const isAlive = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (isAlive(child)) process.kill(-child.pid!, signal);
}
