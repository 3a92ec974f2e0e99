import { join } from 'node:path';
import type { Clock } from '../../api/clock.ts';
import type { Files } from '../../api/files.ts';
import type { Processes } from '../../api/processes.ts';
import type { Runtime } from '../../api/runtime.ts';
import { createProcessLogs, type ProcessLogs } from './logs.ts';
import { createProcessRuntime } from './runtime.ts';

export interface ProcessAdapterOptions {
  readonly files: Files;
  readonly processes: Processes;
  readonly clock: Clock;
  /** The state directory. */
  readonly directory: string;
}

/** The process runtime of a state directory, and the logs of what it runs. */
export function createProcessAdapter(options: ProcessAdapterOptions): { runtime: Runtime; logs: ProcessLogs } {
  const { files, processes, clock } = options;
  const directory = join(options.directory, 'run');
  const logs = createProcessLogs({ files, clock, directory });
  return { runtime: createProcessRuntime({ files, processes, clock, logs, directory }), logs };
}
