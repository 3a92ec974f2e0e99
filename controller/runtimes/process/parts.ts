import type { Clock } from '../../api/clock.ts';
import type { Files } from '../../api/files.ts';
import type { Processes } from '../../api/processes.ts';
import type { StackRef } from '../../api/runtime.ts';
import type { Access } from './command.ts';
import { Hints } from './hints.ts';
import { InstanceStore, type StoredInstance } from './instances.ts';
import { Judge, type Judgement } from './judge.ts';
import type { ProcessLogs } from './logs.ts';
import { Readiness } from './readiness.ts';
import type { RunRecord } from './run-record.ts';
import { MarkerScan, Strays } from './strays.ts';

export interface ProcessRuntimeOptions {
  readonly files: Files;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly logs: ProcessLogs;
  /** Where the records are kept; an absolute path, the same as that of the logs. */
  readonly directory: string;
  /** The controller's own environment, of which services inherit a few variables. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How programs are looked up before a start. */
  readonly system?: Access;
}

/** What observing, starting, ending and removing instances have in common. */
export interface Parts extends ProcessRuntimeOptions {
  readonly store: InstanceStore;
  readonly judge: Judge;
  readonly strays: Strays;
  readonly readiness: Readiness;
  readonly hints: Hints;
}

export function partsOf(options: ProcessRuntimeOptions): Parts {
  const { files, clock, logs, directory } = options;
  return {
    ...options,
    store: new InstanceStore(files, clock, directory),
    judge: new Judge(options),
    strays: new Strays(),
    readiness: new Readiness(files, logs),
    hints: new Hints(files, clock),
  };
}

/** How a run is now. */
export function judgeNow(
  { judge, processes }: Parts,
  stack: StackRef,
  { id, problem }: StoredInstance,
  run: RunRecord,
): Promise<Judgement> {
  return judge.judge(stack.uid, id, run, new MarkerScan(processes).exactly, problem !== undefined);
}

/** Drops what is remembered of a run that is gone. */
export function forgetRun({ store, judge, readiness, strays }: Parts, folder: string): void {
  store.forgetRun(folder);
  judge.forget(folder);
  readiness.forget(folder);
  strays.forget(folder);
}
