import type { Clock } from './api/clock.ts';
import type { Files } from './api/files.ts';
import type { FrontDoors } from './api/front-door.ts';
import type { LogSource } from './api/logs.ts';
import type { RuntimeKind } from './api/plan.ts';
import type { Processes } from './api/processes.ts';
import type { Runtime } from './api/runtime.ts';
import { BUILD } from './build.ts';
import { createClock } from './platform/clock.ts';
import { createFiles } from './platform/files.ts';
import { createProcesses } from './platform/proc/processes.ts';

export { readStackFiles } from './sources/file/read.ts';

/** The clients of this machine through which everything else touches it. */
export interface Machine {
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
}

/** @param directory the state directory, in which alone files are made */
export const machine = (directory: string): Machine => ({
  clock: createClock(),
  files: createFiles(directory),
  processes: createProcesses(),
});

/** What an adapter is made of. */
interface Place extends Machine {
  /** The state directory. */
  readonly directory: string;
  /** The installation's id. */
  readonly installation: string;
}

interface RuntimeAdapter {
  readonly runtime: Runtime;
  readonly logs: LogSource;
}

/** The runtimes, each loaded when a controller starts: a new one is a folder and a line here. */
const RUNTIMES: Readonly<Partial<Record<RuntimeKind, (place: Place) => Promise<RuntimeAdapter>>>> = {
  process: async (place) => (await import('./runtimes/process/adapter.ts')).createProcessAdapter(place),
};

/** The systems that a controller acts on. */
export interface Adapters {
  readonly runtimes: Readonly<Partial<Record<RuntimeKind, Runtime>>>;
  readonly logs: readonly LogSource[];
  readonly frontDoors: FrontDoors;
}

/** Every adapter is named in this file and nowhere else. */
export async function createAdapters(place: Place): Promise<Adapters> {
  const [{ createFrontDoors }, ...adapters] = await Promise.all([
    import('./gateways/frontdoor/front-doors.ts'),
    ...Object.entries(RUNTIMES).map(async ([kind, create]) => ({ kind, ...(await create(place)) })),
  ]);
  const { directory: stateDir, files, processes, installation } = place;
  return {
    runtimes: Object.fromEntries(adapters.map(({ kind, runtime }) => [kind, runtime])),
    logs: adapters.map(({ logs }) => logs),
    frontDoors: createFrontDoors({ stateDir, files, processes, program: PROGRAM, build: BUILD, installation }),
  };
}

/** The script that this very process runs, started again for every front door. */
const PROGRAM = [process.argv[1] ?? '', 'front-door'];
