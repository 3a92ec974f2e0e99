import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, QbtcError } from '../../api/errors.ts';
import type { Files } from '../../api/files.ts';
import { frontDoorMarker, type FrontDoorAddress, type FrontDoors, type FrontDoorState } from '../../api/front-door.ts';
import { known, type Observation, unknown } from '../../api/observation.ts';
import { MARKER, type Processes } from '../../api/processes.ts';
import type { RouteTable } from '../../api/route-table.ts';
import { askStop, askUpgrade, deleteTable, NobodyListens, putPermit, putTable, readState } from './control-client.ts';
import { EndHints } from './end-hints.ts';
import { addressOf, exitRecord, folderOf, foldersIn, runningProcess } from './folder.ts';

export interface FrontDoorsOptions {
  readonly stateDir: string;
  readonly files: Files;
  readonly processes: Processes;
  /** What to run, after the interpreter: the program's script and the name of its command, `['/…/qbtc.js', 'front-door']`. */
  readonly program: readonly string[];
  /** Names the build of that program. */
  readonly build: string;
  /** Enters the marker of the processes. */
  readonly installation: string;
}

/** Milliseconds for a program to listen, and for one to end after what was under way in it had its time. */
const START_BOUND = 15_000;
const STOP_BOUND = 15_000;
const LOOK_TIME = 20;

/** `host:port`, as the program takes it. */
const listenArgument = ({ host, port }: FrontDoorAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

class LocalFrontDoors implements FrontDoors {
  readonly #options: FrontDoorsOptions;
  readonly #ends = new EndHints((folder, signal) => this.#look(folder, signal));

  constructor(options: FrontDoorsOptions) {
    this.#options = options;
  }

  #folder(address: FrontDoorAddress): string {
    return folderOf(this.#options.stateDir, address);
  }

  #arguments(address: FrontDoorAddress): string[] {
    return [...this.#options.program, '--dir', this.#folder(address), '--listen', listenArgument(address)];
  }

  async observe(address: FrontDoorAddress, signal: AbortSignal): Promise<Observation<FrontDoorState | undefined>> {
    const folder = this.#folder(address);
    const state = await this.#look(folder, signal);
    if (state.known && state.value !== undefined) this.#ends.seen(folder, state.value.pid);
    return state;
  }

  async #look(folder: string, signal: AbortSignal): Promise<Observation<FrontDoorState | undefined>> {
    try {
      return known(await readState(folder, signal));
    } catch (error) {
      if (signal.aborted) return unknown('the look was called off');
      const alive = await runningProcess(folder, this.#options.files, this.#options.processes);
      if (alive !== undefined) return unknown(`process ${alive.pid} does not answer: ${messageOf(error)}`);
      // Somebody holds the socket whom the records do not name: a successor that is taking over, or a damaged folder.
      return error instanceof NobodyListens ? known(undefined) : unknown(messageOf(error));
    }
  }

  async list(): Promise<FrontDoorAddress[]> {
    const names = await this.#options.files.list(foldersIn(this.#options.stateDir));
    return names.map(addressOf).filter((address) => address !== undefined);
  }

  async start(address: FrontDoorAddress, signal: AbortSignal): Promise<void> {
    const { files, processes, build } = this.#options;
    const before = await this.observe(address, signal);
    if (before.known && before.value !== undefined) return;
    if (!before.known)
      throw new QbtcError(`The front door cannot be started: ${before.reason}.`, { code: 'FrontDoorSilent' });
    const folder = this.#folder(address);
    await files.remove(join(folder, 'exit.json'));
    // Creates the folder, and says at once when it cannot be written.
    await files.write(join(folder, 'log'), (await files.read(join(folder, 'log'))) ?? '');
    const log = join(folder, 'log');
    await processes.spawn({
      // The shell is replaced by the program: its process is the front door itself.
      argv: [
        '/bin/sh',
        '-c',
        'log=$1; shift; exec "$@" >>"$log" 2>&1',
        'sh',
        log,
        process.execPath,
        ...this.#arguments(address),
      ],
      cwd: '/',
      env: {
        ...inheritedEnvironment(),
        [MARKER]: this.#marker(address),
        QBTC_FRONT_DOOR_BUILD: build,
      },
    });
    await this.#started(address, folder, signal);
  }

  async #started(address: FrontDoorAddress, folder: string, signal: AbortSignal): Promise<void> {
    const end = Date.now() + START_BOUND;
    while (Date.now() < end) {
      const failure = await exitRecord(folder, this.#options.files);
      // Another start of the same front door may have been faster: then its port is held by ours, and the folder is in use.
      if (failure !== undefined && !(await this.#anyRuns(address))) {
        await this.#options.files.remove(folder);
        throw failure.code === 'PortConflict'
          ? await this.#portConflict(address)
          : new QbtcError(failure.message, { code: failure.code });
      }
      const state = await this.observe(address, signal);
      if (state.known && state.value !== undefined) return;
      await sleep(LOOK_TIME, undefined, { signal });
    }
    const log = (await this.#options.files.read(join(folder, 'log'))) ?? '';
    throw new QbtcError(
      `The front door did not come up within ${START_BOUND / 1000} s. Its log ends: ${log.trim().slice(-500)}`,
      {
        code: 'FrontDoorNotStarted',
      },
    );
  }

  #marker(address: FrontDoorAddress): string {
    return frontDoorMarker(this.#options.installation, address);
  }

  async #anyRuns(address: FrontDoorAddress): Promise<boolean> {
    const marker = this.#marker(address);
    const { processes } = await this.#options.processes.marked(marker);
    return processes.some((candidate) => candidate.marker === marker);
  }

  async #portConflict(address: FrontDoorAddress): Promise<QbtcError> {
    const { processes } = this.#options;
    const listeners = await processes.listeners();
    const inodes = listeners.known
      ? listeners.value.filter(({ port }) => port === address.port).map(({ inode }) => inode)
      : [];
    const [holder] = (await processes.holders(new Set(inodes))).values();
    const who = holder === undefined ? 'a process that cannot be read' : `process ${holder.pid} (${holder.command})`;
    return new QbtcError(`The front door cannot listen on ${listenArgument(address)}: ${who} listens there.`, {
      code: 'PortConflict',
      mend: 'Stop that process, or give spec.gateway.frontDoor another port.',
      disposition: 'wait',
    });
  }

  push(address: FrontDoorAddress, table: RouteTable, signal: AbortSignal): Promise<void> {
    return putTable(this.#folder(address), table, signal);
  }

  permit(address: FrontDoorAddress, stackUid: string, stay: string, signal: AbortSignal): Promise<void> {
    return putPermit(this.#folder(address), stackUid, stay, signal);
  }

  async withdraw(address: FrontDoorAddress, stackUid: string, signal: AbortSignal): Promise<void> {
    const folder = this.#folder(address);
    try {
      await deleteTable(folder, stackUid, signal);
    } catch (error) {
      if (!(error instanceof NobodyListens)) throw error;
      // None runs: the next one must not serve it at its cold start.
      await this.#options.files.remove(join(folder, 'tables', `${stackUid}.ndjson`));
      await this.#options.files.remove(join(folder, 'gateways', `${stackUid}.json`));
    }
  }

  async upgrade(address: FrontDoorAddress, signal: AbortSignal): Promise<void> {
    const folder = this.#folder(address);
    const { build } = this.#options;
    if ((await readState(folder, signal)).build === build) return;
    await askUpgrade(folder, this.#arguments(address), build, signal);
  }

  async stop(address: FrontDoorAddress, signal: AbortSignal): Promise<void> {
    const { files, processes } = this.#options;
    const folder = this.#folder(address);
    const target = await runningProcess(folder, files, processes);
    this.#ends.forget(folder);
    try {
      await askStop(folder, signal);
    } catch (error) {
      // A program that does not listen to its socket may still listen to a signal.
      if (target === undefined && !(error instanceof NobodyListens)) throw error;
      if (target !== undefined) await processes.signal(target, 'SIGTERM', 'process');
    }
    if (target !== undefined) await this.#gone(target.pid, target.startTime, signal);
    await files.remove(folder);
  }

  watch(changed: () => void): Disposable {
    return this.#ends.watch(changed);
  }

  async #gone(pid: number, startTime: string, signal: AbortSignal): Promise<void> {
    const { processes } = this.#options;
    const end = Date.now() + STOP_BOUND;
    for (;;) {
      const info = await processes.inspect(pid);
      if (info?.startTime !== startTime) return;
      if (Date.now() >= end) {
        await processes.signal(info, 'SIGKILL', 'process');
        return;
      }
      await sleep(LOOK_TIME, undefined, { signal });
    }
  }
}

/** What the program needs of the controller's environment; the rest may hold secrets of services. */
function inheritedEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** The front doors on this machine: programs of their own, found again by a later controller through the state directory. */
export const createFrontDoors = (options: FrontDoorsOptions): FrontDoors => new LocalFrontDoors(options);
