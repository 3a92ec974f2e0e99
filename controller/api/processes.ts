import type { Observation } from './observation.ts';

/** What names one process on this machine for good: a pid alone is reused (I7). */
export interface ProcessIdentity {
  /** /proc/sys/kernel/random/boot_id */
  readonly bootId: string;
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: clock ticks after boot. */
  readonly startTime: string;
}

export interface ProcessInfo extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** The marker from its environment; undefined when it has none or its environment cannot be read. */
  readonly marker: string | undefined;
  /** The command line, for messages; never holds the environment. */
  readonly command: string;
}

/** A TCP socket in state LISTEN. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** The socket's inode, by which its holder is found. */
  readonly inode: string;
}

export interface SpawnRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The environment variable that marks every process of ours; its value is `<stack uid>/<instance id>`. */
export const MARKER = 'QBTC_MARKER';

export interface MarkedProcesses {
  readonly processes: readonly ProcessInfo[];
  readonly unreadable: readonly ProcessInfo[];
}

/** The process table of this machine. Zombies (state Z) count as gone. */
export interface Processes {
  bootId(): Promise<string>;
  /** Starts a detached process (own session, no controlling terminal, stdio on /dev/null) that outlives the controller. */
  spawn(request: SpawnRequest): Promise<void>;
  /** The process with this pid, or undefined when there is none. */
  inspect(pid: number): Promise<ProcessInfo | undefined>;
  /** The arguments of a process, its program first; undefined when there is none, or when they cannot be read. They may hold secrets of others. */
  argv(pid: number): Promise<readonly string[] | undefined>;
  /** All living processes whose marker starts with the prefix; `unreadable` are those of this user whose environment could not be read. */
  marked(prefix: string): Promise<MarkedProcesses>;
  /**
   * Sends a signal to the process, or to its whole process group, after checking that pid and start time still match.
   * False when it is gone or is somebody else by now.
   */
  signal(target: ProcessInfo, signal: NodeJS.Signals, scope: 'process' | 'group'): Promise<boolean>;
  /** Every listening TCP socket of this network namespace. */
  listeners(): Promise<Observation<Listener[]>>;
  /** Which of these containers, by id, have a process on this machine. */
  inContainers(ids: readonly string[]): Promise<readonly string[]>;
  /**
   * Who holds these sockets, by inode; absent where it cannot be found out (another user's process). Costly, unless they are all held
   * by the processes that are likely to.
   */
  holders(inodes: ReadonlySet<string>, likely?: readonly number[]): Promise<Map<string, ProcessInfo>>;
}
