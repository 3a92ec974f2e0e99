import { join } from 'node:path';
import type { Clock } from './api/clock.ts';
import { QbtcError } from './api/errors.ts';
import type { Files } from './api/files.ts';
import type { FrontDoors } from './api/front-door.ts';
import type { QbtcStack } from './api/generated/resource.ts';
import type { LogLine, LogQuery } from './api/logs.ts';
import type { Memory } from './api/memory.ts';
import type { Desired, Observed, RuntimeKind } from './api/plan.ts';
import type { Prober } from './api/probe.ts';
import type { ProcessIdentity, ProcessInfo, Processes } from './api/processes.ts';
import type { Runtime } from './api/runtime.ts';
import { BUILD } from './build.ts';
import { createProber } from './observe/prober.ts';
import { Intruders } from './observe/intruders.ts';
import { observe } from './observe/snapshot.ts';
import { createClock } from './platform/clock.ts';
import { createFiles } from './platform/files.ts';
import { runProbe } from './platform/net/run-probe.ts';
import { createProcesses } from './platform/proc/processes.ts';
import { readOnlyFiles, readOnlyProcesses } from './platform/read-only.ts';
import { Controller } from './reconcile/controller.ts';
import { claimsAgainst, desiredOf } from './reconcile/desired.ts';
import { documentOf } from './status/document.ts';
import { openInstallation, stackUid, type Installation } from './state/installation.ts';
import { acquireLock } from './state/lock.ts';
import { keyOf, StackStore } from './state/store.ts';
import { EventLog } from './telemetry/events.ts';
import { keepJournal } from './telemetry/journal.ts';
import type { Logger } from './telemetry/log.ts';

export { readStackFiles } from './sources/file/read.ts';

/** Between two looks at the logs' sizes, in milliseconds. */
const ROTATION = 5000;

interface Machine {
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
}

interface Adapters {
  readonly runtimes: Readonly<Partial<Record<RuntimeKind, Runtime>>>;
  readonly frontDoors: FrontDoors;
  readonly logs: (query: LogQuery, signal: AbortSignal) => AsyncIterable<LogLine>;
  readonly rotateLogs: (stackUid: string) => Promise<void>;
}

const machine = (): Machine => ({ clock: createClock(), files: createFiles(), processes: createProcesses() });

/** The script that this very process runs; started again for every front door. */
const program = (): string => process.argv[1] ?? '';

/** Every adapter is named here and nowhere else. */
async function createAdapters(
  { clock, files, processes }: Machine,
  directory: string,
  { id: installation }: Installation,
): Promise<Adapters> {
  const [{ createProcessRuntime }, { createProcessLogs }, { createFrontDoors }] = await Promise.all([
    import('./runtimes/process/runtime.ts'),
    import('./runtimes/process/logs.ts'),
    import('./gateways/frontdoor/front-doors.ts'),
  ]);
  const run = join(directory, 'run');
  const logs = createProcessLogs({ files, clock, directory: run });
  return {
    runtimes: { process: createProcessRuntime({ files, processes, clock, logs, directory: run }) },
    frontDoors: createFrontDoors({
      stateDir: directory,
      files,
      processes,
      program: [program(), 'front-door'],
      build: BUILD,
      installation,
    }),
    logs: (query, signal) => logs.read(query, signal),
    rotateLogs: (uid) => logs.rotate(uid),
  };
}

/** The running loop over one state directory, without its HTTP API. */
export interface Engine extends AsyncDisposable {
  readonly controller: Controller;
  readonly store: StackStore;
  readonly events: EventLog;
  readonly logs: Adapters['logs'];
  readonly frontDoors: FrontDoors;
  readonly files: Files;
  document(key: string): QbtcStack | undefined;
  /** What names this process for good. */
  identity(): Promise<ProcessIdentity>;
}

export interface EngineOptions {
  readonly directory: string;
  readonly log: Logger;
  readonly onForgotten?: (key: string) => void;
  /** Takes up these stacks alone; all others stay as they are. */
  readonly only?: readonly string[];
}

/**
 * Opens the state directory and starts the loop. The caller holds the lock.
 */
export async function startEngine({ directory, log, onForgotten, only }: EngineOptions): Promise<Engine> {
  const here = machine();
  const { clock, files } = here;
  const installation = await openInstallation(files, directory);
  const store = await StackStore.open({ files, directory, installation, now: () => clock.now() });
  const events = new EventLog(() => clock.now());
  const journal = await keepJournal(events, files, join(directory, 'events.jsonl'), log);
  const adapters = await createAdapters(here, directory, installation);
  const prober: Prober = createProber({
    clock,
    runProbe,
    onEdge: (uid) => {
      controller.hintByUid(uid);
    },
  });
  const controller = new Controller({
    ...here,
    ...adapters,
    store,
    installation,
    events,
    log,
    prober,
    build: BUILD,
    ...(onForgotten ? { onForgotten } : {}),
  });
  for (const { path } of store.damaged) {
    log.error(
      { path },
      'the record of a stack is damaged; nothing is done about it until it is handed over anew with `qbtc up`',
    );
  }
  controller.start(only ?? store.keys());
  const rotation = setInterval(() => {
    for (const { uid } of store.list())
      adapters.rotateLogs(uid).catch((error: unknown) => {
        log.warn({ err: error }, 'a log could not be rotated');
      });
  }, ROTATION).unref();

  return {
    controller,
    store,
    events,
    logs: adapters.logs,
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
      clearInterval(rotation);
      await controller.close();
      await journal[Symbol.asyncDispose]();
      await prober[Symbol.asyncDispose]();
    },
  };
}

/** One look at everything that concerns a stack, by a command that works alone and changes nothing. */
export async function observeAlone(
  directory: string,
  resource: QbtcStack,
  secrets: Readonly<Record<string, string>>,
): Promise<{ desired: Desired; observed: Observed; memory: Memory; now: number; build: string }> {
  const real = machine();
  const here = { clock: real.clock, files: readOnlyFiles(real.files), processes: readOnlyProcesses(real.processes) };
  const now = here.clock.now();
  const installation: Installation = await openInstallation(here.files, directory);
  const store = await StackStore.open({ files: here.files, directory, installation, now: () => now });
  const { namespace, name } = resource.metadata;
  const key = keyOf(resource.metadata);
  const accepted = store.get(key) ?? {
    uid: stackUid(installation, namespace, name),
    namespace,
    name,
    generation: 0,
    createdAt: now,
    deleting: false,
    stopped: [],
    restarts: {},
    resource,
    secrets,
  };
  const desired = desiredOf({ ...accepted, resource, secrets }, installation);
  await using prober = createProber({ clock: here.clock, runProbe, onEdge: () => undefined });
  const adapters = await createAdapters(here, directory, installation);
  const sources = {
    ...here,
    ...adapters,
    prober,
    intruders: new Intruders(here.processes),
    claims: () => claimsAgainst(desired, store.list()),
    operations: () => [],
  };
  const observed = await observe(desired, sources, { refresh: true, secrets }, AbortSignal.timeout(30_000));
  return { desired, observed, memory: store.memory(key), now, build: BUILD };
}

/** Takes the lock of the state directory, waiting up to `patience` ms for one that is being given up; not for a controller that is serving. */
export async function lockDirectory(
  directory: string,
  patience: number,
  isServing: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<AsyncDisposable> {
  for (const deadline = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const lock = await acquireLock(directory);
    if (lock) return lock;
    if (Date.now() >= deadline || (await isServing())) {
      throw new QbtcError(`another controller serves ${directory}`, {
        code: 'Locked',
        mend: 'Use its commands, or end it first; see `qbtc doctor`.',
      });
    }
  }
}

/** What a state directory holds that nobody can use, and what runs with our mark that it does not know. */
export interface Leftovers {
  /** Paths of records that cannot be understood. */
  readonly damaged: readonly string[];
  readonly strangers: readonly ProcessInfo[];
}

export async function findLeftovers(directory: string): Promise<Leftovers> {
  const files = readOnlyFiles(createFiles());
  const installation = await openInstallation(files, directory);
  const store = await StackStore.open({ files, directory, installation, now: () => Date.now() });
  const ours = new Set([
    installation.id,
    ...store.list().map(({ uid }) => uid),
    ...store.damaged.map(({ uid }) => uid),
  ]);
  const marked = process.platform === 'linux' ? (await createProcesses().marked('')).processes : [];
  return {
    damaged: store.damaged.map(({ path }) => path),
    strangers: marked.filter(({ marker = '' }) => !ours.has(marker.split('/')[0] ?? '')),
  };
}
