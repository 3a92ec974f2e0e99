import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtProgram } from './build.ts';
import { freePort, isFree } from './ports.ts';
import { asUser, temporaryFolder } from './real-server.ts';
import { waitFor } from './wait.ts';

export interface CommandResult {
  /** undefined when it was ended by a signal. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `qbtc` command that is running. */
export interface RunningCommand {
  readonly pid: number;
  readonly ended: Promise<CommandResult>;
  /** Everything that it has printed so far. */
  output(): string;
  /** Waits until what it has printed matches. */
  printed(pattern: RegExp, deadlineMs?: number): Promise<RegExpMatchArray>;
  signal(signal: NodeJS.Signals): void;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** After it the command is killed and the call fails; 60 s by default. */
  readonly deadlineMs?: number;
}

/**
 * An installation of its own for an end-to-end test: state directory, home, API port. Dispose it to end everything that it started,
 * whatever state the test left it in.
 */
export interface Qbtc extends AsyncDisposable {
  readonly folder: string;
  readonly stateDirectory: string;
  /** Where the controller's HTTP API listens. */
  readonly apiPort: number;
  /** A free port for a service or a front door; `leftovers` looks at it too. */
  port(): Promise<number>;
  /** Writes a file into the folder and gives its path. */
  file(name: string, text: string): Promise<string>;
  /** Runs a command to its end. Fails only when it takes too long. */
  run(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Runs a command that has to end with 0; what it printed is part of the error when it does not. */
  succeed(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Starts a command that goes on. */
  start(args: readonly string[], options?: CommandOptions): Promise<RunningCommand>;
  /** The running controller, from its controller.json; undefined when there is none. */
  controller(): Promise<{ readonly pid: number; readonly url: string; readonly token: string } | undefined>;
  /** `waitFor`, which tells what the controller was doing when the wait is in vain. */
  waitFor(what: string, check: () => Promise<boolean>, deadlineMs?: number): Promise<void>;
  /** Every process, listening port and file of the state directory that is still there, in words. */
  leftovers(): Promise<string[]>;
  /** Waits until nothing is left, as `down` promises; fails naming what is. */
  nothingLeft(deadlineMs?: number): Promise<void>;
}

export async function createQbtc(): Promise<Qbtc> {
  const program = await builtProgram();
  const folder = await temporaryFolder('e2e');
  const stateDirectory = join(folder, 'state');
  const apiPort = await freePort();
  const ports = [apiPort];
  const commands = new Set<RunningCommand>();

  const start = async (
    args: readonly string[],
    { env = {}, cwd = folder }: CommandOptions = {},
  ): Promise<RunningCommand> => {
    const [executable = '', ...rest] = asUser(undefined, [process.execPath, program, ...args]);
    const child = spawn(executable, rest, {
      cwd,
      env: {
        PATH: process.env.PATH ?? '',
        // Services inherit it: by it all that is ours is found again.
        HOME: folder,
        QBTC_STATE_DIR: stateDirectory,
        QBTC_LISTEN: `127.0.0.1:${apiPort}`,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const command = follow(child, args);
    commands.add(command);
    void command.ended.then(() => commands.delete(command));
    return command;
  };

  const run = async (args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> => {
    const { deadlineMs = 60_000 } = options;
    const command = await start(args, options);
    let late = false as boolean;
    const timer = setTimeout(() => {
      late = true;
      command.signal('SIGKILL');
    }, deadlineMs);
    const result = await command.ended;
    clearTimeout(timer);
    if (late)
      throw new Error(
        `qbtc ${args.join(' ')} took over ${deadlineMs} ms; it printed:\n${command.output()}\n${await whatHappened()}`,
      );
    return result;
  };

  /** The end of what the controller tells of itself and of its stacks. */
  const whatHappened = async (): Promise<string> => {
    const ends = ['controller.log', 'events.jsonl'].map(async (name) => {
      const text = await readFile(join(stateDirectory, name), 'utf8').catch(String);
      return `--- ${name}\n${text.slice(-4000)}`;
    });
    const status = (await start(['status', '-o', 'json'])).ended.then(({ stdout }) => `--- status\n${stdout}`);
    return (await Promise.all([...ends, Promise.race([status, sleep(5000, '--- no status within 5 s')])])).join('\n');
  };

  const leftovers = async (): Promise<string[]> => {
    const processes = await processesOf(folder);
    const busy = (await Promise.all(ports.map(async (port) => ((await isFree(port)) ? [] : [`port ${port}`])))).flat();
    const files = await readdir(stateDirectory).catch(() => []);
    return [
      ...processes.map(({ pid, command }) => `process ${pid}: ${command}`),
      ...busy,
      ...files.map((name) => `file ${join(stateDirectory, name)}`),
    ];
  };

  return {
    folder,
    stateDirectory,
    apiPort,
    async port() {
      const port = await freePort();
      ports.push(port);
      return port;
    },
    async file(name, text) {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
    run,
    async succeed(args, options) {
      const result = await run(args, options);
      if (result.code === 0) return result;
      const end = result.code ?? result.signal ?? '';
      throw new Error(`qbtc ${args.join(' ')} ended with ${end}:\n${result.stdout}${result.stderr}`);
    },
    start,
    async controller() {
      const text = await readFile(join(stateDirectory, 'controller.json'), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : (JSON.parse(text) as { pid: number; url: string; token: string });
    },
    async waitFor(what, check, deadlineMs) {
      await waitFor(what, check, deadlineMs).catch(async (cause: unknown) => {
        throw new Error(`${(cause as Error).message}\n${await whatHappened()}`, { cause });
      });
    },
    leftovers,
    async nothingLeft(deadlineMs = 10_000) {
      let left: string[] = [];
      await waitFor('nothing to be left', async () => (left = await leftovers()).length === 0, deadlineMs).catch(() => {
        throw new Error(`still there after ${deadlineMs} ms:\n${left.join('\n')}`);
      });
    },
    async [Symbol.asyncDispose]() {
      for (const command of commands) command.signal('SIGKILL');
      // A controller that is killed starts nothing any more, so the rest is ended in as many rounds as it takes.
      await waitFor('everything that was started to end', async () => {
        const left = await processesOf(folder);
        for (const { pid } of left) kill(pid);
        return left.length === 0;
      });
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function follow(child: ChildProcess, args: readonly string[]): RunningCommand {
  const printed = { stdout: '', stderr: '', both: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
      printed.both += text;
    });
  }
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const { stdout, stderr } = printed;
      resolve({ code: code ?? undefined, signal: signal ?? undefined, stdout, stderr });
    });
  });
  let over = false;
  const noteEnd = (): void => {
    over = true;
  };
  ended.then(noteEnd, noteEnd);
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => printed.both,
    async printed(pattern, deadlineMs = 30_000) {
      const seen = (): RegExpMatchArray | null => pattern.exec(printed.both);
      await waitFor(`${String(pattern)} or the end`, () => over || seen() !== null, deadlineMs).catch(() => undefined);
      const match = seen();
      if (!match) throw new Error(`qbtc ${args.join(' ')} did not print ${String(pattern)}, but:\n${printed.both}`);
      return match;
    },
    signal(signal) {
      if (!over) child.kill(signal);
    },
  };
}

/** All living processes whose environment or command line names the folder. */
async function processesOf(folder: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [command = '', environment = '', stat = ''] = await Promise.all(
        ['cmdline', 'environ', 'stat'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      const isOurs = command.includes(folder) || environment.includes(folder);
      const isZombie = stat.includes(') Z ');
      return isOurs && !isZombie ? [{ pid: Number(pid), command: command.replaceAll('\0', ' ').trim() }] : [];
    }),
  );
  return found.flat();
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
