import { join } from 'node:path';
import type { Clock } from '../../api/clock.ts';
import type { Files } from '../../api/files.ts';
import type { ProcessIdentity, ProcessInfo, Processes } from '../../api/processes.ts';
import type { Exit } from '../../api/runtime.ts';
import { markerOf } from './names.ts';
import { LOST, readRun, type RunRecord } from './run-record.ts';
import { RUN_FILES, SHIM_SUFFIX } from './shim.ts';

/** How long a run that this controller started may take to be claimed, in milliseconds. */
const CLAIM_PATIENCE = 10_000;
/** The same for a run that an earlier controller recorded: most likely it died before it started the shim. */
const FOREIGN_PATIENCE = 1000;
/** How long a living shim may take to record the end of its command. */
const EXIT_PATIENCE = 2000;
/** How often a claimed run is looked at until its command has recorded itself. */
const RECHECK = 1000;

export type Judgement =
  /** `recheckAt`: when time alone changes the judgement. */
  | { readonly state: 'Pending'; readonly recheckAt?: number }
  | { readonly state: 'Running'; readonly main: ProcessInfo | undefined; readonly recheckAt?: number }
  | { readonly state: 'Exited'; readonly exit: Exit };

/** The living processes that bear exactly this marker. */
export type Scan = (marker: string) => Promise<readonly ProcessInfo[]>;

export interface JudgeOptions {
  readonly files: Files;
  readonly processes: Processes;
  readonly clock: Clock;
}

/** Finds out how a run is: compares what its folder says with what runs. */
export class Judge {
  readonly #options: JudgeOptions;
  /** Folders of runs that this controller started. */
  readonly #started = new Set<string>();
  /** When a main process was first seen gone without an exit status. */
  readonly #gone = new Map<string, number>();

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** Remembers that a shim is on its way to this run. */
  expect(folder: string): void {
    this.#started.add(folder);
  }

  forget(folder: string): void {
    this.#started.delete(folder);
    this.#gone.delete(folder);
  }

  /**
   * A run that nobody claims in time is claimed here, so that it never starts. `damaged` says that the record cannot be trusted:
   * then a living process with the marker is taken for the main one.
   */
  async judge(stackUid: string, id: string, run: RunRecord, scan: Scan, damaged: boolean): Promise<Judgement> {
    if (run.exit) return { state: 'Exited', exit: run.exit };
    if (run.claim.by === 'controller') return exited(run.modified);
    if (run.main) return this.#judgeStarted(stackUid, id, run, run.main, scan);
    if (damaged) {
      const main = leaderOf(await scan(markerOf(stackUid, id)));
      if (main) return { state: 'Running', main };
    }
    return run.claim.by === 'nobody'
      ? this.#judgeUnclaimed(run)
      : this.#judgeClaimed(stackUid, id, run, run.claim.identity, scan);
  }

  /** The main process of a run, if it lives and is the one that was recorded (I7). */
  async living(stackUid: string, id: string, identity: ProcessIdentity): Promise<ProcessInfo | undefined> {
    const found = await this.#find(identity);
    // A program may overwrite its environment with its title (postgres, redis): then only another marker tells it apart.
    const isOurs = found?.marker === undefined || found.marker === markerOf(stackUid, id);
    return isOurs ? found : undefined;
  }

  async #judgeStarted(
    stackUid: string,
    id: string,
    run: RunRecord,
    identity: ProcessIdentity,
    scan: Scan,
  ): Promise<Judgement> {
    const main = await this.living(stackUid, id, identity);
    if (main) return { state: 'Running', main };
    const isRecording = await this.#shimLives(stackUid, id, run, scan);
    const now = this.#options.clock.now();
    if (isRecording) {
      const since = this.#gone.get(run.folder) ?? now;
      this.#gone.set(run.folder, since);
      if (now < since + EXIT_PATIENCE) return { state: 'Running', main: undefined, recheckAt: since + EXIT_PATIENCE };
      return exited(since);
    }
    return this.#lost(run);
  }

  /** A shim is on its way, or the controller that recorded the run died before it started one. */
  async #judgeUnclaimed(run: RunRecord): Promise<Judgement> {
    const patience = this.#started.has(run.folder) ? CLAIM_PATIENCE : FOREIGN_PATIENCE;
    const age = this.#options.clock.now() - run.modified;
    if (age >= 0 && age < patience) return { state: 'Pending', recheckAt: run.modified + patience };
    const claimed = await this.#options.files.claim(join(run.folder, RUN_FILES.claim));
    return claimed ? exited(this.#options.clock.now()) : { state: 'Pending' };
  }

  /** The shim has claimed the run; the command has not recorded itself yet. */
  async #judgeClaimed(
    stackUid: string,
    id: string,
    run: RunRecord,
    shim: ProcessIdentity | undefined,
    scan: Scan,
  ): Promise<Judgement> {
    const marker = markerOf(stackUid, id);
    const pending: Judgement = { state: 'Pending', recheckAt: this.#options.clock.now() + RECHECK };
    if (shim && (await this.#find(shim))) return pending;
    // Between fork and execve the command still bears the shim's marker, afterwards its own.
    const lives = [...(await scan(`${marker}${SHIM_SUFFIX}`)), ...(await scan(marker))].length > 0;
    return lives ? pending : this.#lost(run);
  }

  async #shimLives(stackUid: string, id: string, run: RunRecord, scan: Scan): Promise<boolean> {
    if (run.claim.by !== 'shim') return false;
    if (run.claim.identity) return (await this.#find(run.claim.identity)) !== undefined;
    return (await scan(`${markerOf(stackUid, id)}${SHIM_SUFFIX}`)).length > 0;
  }

  async #find(identity: ProcessIdentity): Promise<ProcessInfo | undefined> {
    if (identity.bootId !== (await this.#options.processes.bootId())) return undefined;
    const found = await this.#options.processes.inspect(identity.pid);
    return found?.startTime === identity.startTime ? found : undefined;
  }

  /** It ended, and whoever should have recorded how has ended too. Recorded now, so that the time of it stays the same. */
  async #lost(run: RunRecord): Promise<Judgement> {
    const { files, clock } = this.#options;
    // The shim may have done its duty just before it ended.
    const again = await readRun(files, run.folder, run.number, await files.list(run.folder));
    if (again.exit) return { state: 'Exited', exit: again.exit };
    const at = this.#gone.get(run.folder) ?? clock.now();
    this.#gone.set(run.folder, at);
    // On a full disk the answer is the same, only without a lasting time.
    await files.write(join(run.folder, RUN_FILES.exit), LOST).catch(() => undefined);
    return exited(at);
  }
}

const exited = (at: number): Judgement => ({ state: 'Exited', exit: { code: undefined, signal: undefined, at } });

/** The most likely main process among several: the oldest that leads a session, else the oldest. */
export function leaderOf(processes: readonly ProcessInfo[]): ProcessInfo | undefined {
  const age = (a: ProcessInfo, b: ProcessInfo): number => Number(a.startTime) - Number(b.startTime) || a.pid - b.pid;
  const sorted = [...processes].sort(age);
  return sorted.find(({ pid, session }) => pid === session) ?? sorted[0];
}
