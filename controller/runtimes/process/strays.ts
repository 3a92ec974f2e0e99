import type { MarkedProcesses, ProcessInfo, Processes } from '../../api/processes.ts';
import { markerOf } from './names.ts';
import type { Scan } from './judge.ts';
import type { RunRecord } from './run-record.ts';

/** How long the answer "nothing is left of it" holds while some process cannot be read, in milliseconds. */
const DOUBTFUL = 30_000;
/** A process in the middle of execve(2) has no environment for a moment, so one look is not enough. */
const LOOKS = 2;

export interface Left {
  readonly strays: readonly ProcessInfo[];
  readonly unreadable: readonly ProcessInfo[];
}

/** One look at all marked processes, taken at most once per prefix. */
export class MarkerScan {
  readonly #processes: Processes;
  readonly #found = new Map<string, Promise<MarkedProcesses>>();

  constructor(processes: Processes) {
    this.#processes = processes;
  }

  under(prefix: string): Promise<MarkedProcesses> {
    const found = this.#found.get(prefix) ?? this.#processes.marked(prefix);
    this.#found.set(prefix, found);
    return found;
  }

  /** Those that bear exactly this marker. */
  exactly: Scan = async (marker) => {
    const stack = marker.slice(0, marker.lastIndexOf('/') + 1);
    return (await this.under(stack)).processes.filter((process) => process.marker === marker);
  };
}

/** Finds what outlived the main process of an instance, or left its group before. */
export class Strays {
  /** How often in a row nothing was found, by folder of the run, and when last. */
  readonly #clean = new Map<string, { looks: number; at: number; unreadable: readonly ProcessInfo[] }>();

  async find(
    stackUid: string,
    id: string,
    run: RunRecord,
    scan: MarkerScan,
    now: number,
    main: ProcessInfo | undefined,
  ): Promise<Left> {
    const cached = this.#clean.get(run.folder);
    if (cached && cached.looks >= LOOKS && (cached.unreadable.length === 0 || now < cached.at + DOUBTFUL)) {
      return { strays: [], unreadable: cached.unreadable };
    }
    const marked = await scan.exactly(markerOf(stackUid, id));
    // As long as the main process lives, its group is no stray: it gets the same signals.
    const strays = marked.filter(({ pid, group }) => pid !== main?.pid && group !== main?.pid);
    const unreadable = (await scan.under(`${stackUid}/`)).unreadable.filter((process) => isYounger(process, run));
    if (strays.length > 0 || main) this.#clean.delete(run.folder);
    else this.#clean.set(run.folder, { looks: (cached?.looks ?? 0) + 1, at: now, unreadable });
    return { strays, unreadable };
  }

  forget(folder: string): void {
    this.#clean.delete(folder);
  }
}

/** Only what started after an instance can be a child of it. */
const isYounger = (process: ProcessInfo, { main }: RunRecord): boolean =>
  process.bootId === main?.bootId && Number(process.startTime) >= Number(main.startTime);
