import { join } from 'node:path';
import type { Files } from '../api/files.ts';
import type { FrontDoors } from '../api/front-door.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import type { LogLine, LogQuery } from '../api/logs.ts';
import type { Prober } from '../api/probe.ts';
import type { ProcessIdentity } from '../api/processes.ts';
import { BUILD } from '../build.ts';
import { createProber } from '../observe/prober.ts';
import { guardedFiles, guardedProcesses } from '../platform/guarded.ts';
import { merge } from '../platform/streams.ts';
import { Controller } from '../reconcile/controller.ts';
import { documentOf } from '../status/document.ts';
import type { HeldDirectory } from '../state/held-directory.ts';
import { openInstallation } from '../state/installation.ts';
import { StackStore } from '../state/store.ts';
import { EventLog } from '../telemetry/events.ts';
import { keepJournal } from '../telemetry/journal.ts';
import { keepScores } from '../telemetry/keep-scores.ts';
import type { Logger } from '../telemetry/log.ts';
import { createAdapters, machine } from '../wire.ts';

/** Between two looks at the logs' sizes, in milliseconds. */
const ROTATION = 5000;
/** Between two looks whether the state directory is in its place, in milliseconds; every effect looks, too. */
const LOOK = 1000;

/** The running loop over one state directory, without its HTTP API. */
export interface Loop extends AsyncDisposable {
  readonly controller: Controller;
  readonly store: StackStore;
  readonly events: EventLog;
  readonly logs: (query: LogQuery, signal: AbortSignal) => AsyncIterable<LogLine>;
  readonly frontDoors: FrontDoors;
  readonly files: Files;
  document(key: string): QbtcStack | undefined;
  /** What names this process for good. */
  identity(): Promise<ProcessIdentity>;
}

export interface LoopOptions {
  readonly directory: string;
  /** The lock of the directory: nothing is done but as long as it is in its place. */
  readonly lock: HeldDirectory;
  readonly log: Logger;
  readonly onForgotten?: (key: string) => void;
  /** Takes up these stacks alone; all others stay as they are. */
  readonly only?: readonly string[];
}

/** Opens the state directory and starts the loop. */
export async function startLoop({ directory, lock, log, onForgotten, only }: LoopOptions): Promise<Loop> {
  const real = machine(directory);
  const here = {
    ...real,
    files: guardedFiles(real.files, lock.check),
    processes: guardedProcesses(real.processes, lock.check),
  };
  const { clock, files } = here;
  const installation = await openInstallation(files, directory);
  const store = await StackStore.open({ files, directory, installation, now: () => clock.now() });
  const events = new EventLog(() => clock.now());
  const journal = await keepJournal(events, files, join(directory, 'events.jsonl'), log);
  const uids = store.list().map(({ uid }) => uid);
  const history = await keepScores({ files, clock, log, path: join(directory, 'scores.json'), uids });
  const adapters = await createAdapters({ ...here, directory, installation: installation.id });
  const prober: Prober = createProber({
    clock,
    runProbe: adapters.runProbe,
    onEdge: (uid) => {
      controller.hintByUid(uid);
    },
    onResult: (uid, { service }, result) => {
      if (service !== undefined) controller.recorder.probed(uid, service, result);
    },
  });
  const controller = new Controller({
    ...here,
    ...adapters,
    store,
    installation,
    events,
    scores: history.scores,
    log,
    prober,
    build: BUILD,
    guard: lock.check,
    ...(onForgotten ? { onForgotten } : {}),
  });
  for (const { path } of store.damaged) {
    log.error(
      { path },
      'the record of a stack is damaged; nothing is done about it until it is handed over anew with `qbtc up`',
    );
  }
  lock.lost.addEventListener('abort', () => {
    controller.giveUp(lock.lost.reason);
  });
  controller.start(only ?? store.keys());
  const looks = setInterval(lock.isInPlace, LOOK).unref();
  const rotation = setInterval(() => {
    for (const { uid } of store.list())
      for (const logs of adapters.logs)
        logs.rotate(uid).catch((error: unknown) => {
          log.warn({ err: error }, 'a log could not be rotated');
        });
  }, ROTATION).unref();

  return {
    controller,
    store,
    events,
    logs: (query, signal) => merge(adapters.logs.map((source) => source.read(query, signal))),
    frontDoors: adapters.frontDoors,
    files,
    async identity() {
      const { bootId, pid, startTime } = (await here.processes.inspect(process.pid)) ?? {
        bootId: '',
        pid: process.pid,
        startTime: '',
      };
      return { bootId, pid, startTime };
    },
    document(key) {
      const stack = store.get(key);
      return stack && documentOf(stack, store.status(key));
    },
    async [Symbol.asyncDispose]() {
      clearInterval(looks);
      clearInterval(rotation);
      await controller.close();
      await journal[Symbol.asyncDispose]();
      await history[Symbol.asyncDispose]();
      await prober[Symbol.asyncDispose]();
      adapters[Symbol.dispose]();
    },
  };
}
