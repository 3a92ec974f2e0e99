import { readdir } from 'node:fs/promises';
import { platform } from 'node:os';
import { errnoOf, QbtcError } from '../../api/errors.ts';
import { known, unknown } from '../../api/observation.ts';
import type { MarkedProcesses, ProcessInfo, Processes } from '../../api/processes.ts';
import { findHolders } from './holders.ts';
import { ProcessReader, readMark, readProcess } from './read.ts';
import { bootIdFile, pseudoFile } from './pseudo-file.ts';
import { parseListeners } from './sockets.ts';
import { spawnDetached } from './spawn.ts';

/** How many processes are read at the same time. */
const BATCH = 32;

/**
 * The process table of this machine, as /proc shows it.
 * @throws QbtcError `ProcessesUnsupported` where there is no /proc (macOS).
 */
export function createProcesses(): Processes {
  if (platform() !== 'linux') {
    throw new QbtcError('`process:` needs Linux: this system has no /proc', {
      code: 'ProcessesUnsupported',
      mend: 'Use `docker:` or `external:` for this service, or run the stack on Linux or WSL2.',
      disposition: 'terminal',
    });
  }
  let boot: Promise<string> | undefined;
  // The boot id cannot change while this program runs.
  const bootId = (): Promise<string> => (boot ??= readBootId());
  const reader = new ProcessReader();
  const inspect = async (pid: number): Promise<ProcessInfo | undefined> => reader.read(pid, await bootId());

  return {
    bootId,
    spawn: spawnDetached,
    inspect,
    async argv(pid) {
      const text = await pseudoFile(`/proc/${pid}/cmdline`);
      return text?.replace(/\0$/, '').split('\0');
    },
    marked: async (prefix) => findMarked(prefix, inspect),
    async signal(target, signal, scope) {
      const current = await readProcess(target.pid, await bootId());
      if (!current || !isSame(current, target)) return false;
      // Only a leader's group is known to be ours: a member's group may hold anybody.
      const group = scope === 'group' && current.group === target.pid;
      return sendSignal(group ? -target.pid : target.pid, signal);
    },
    async listeners() {
      const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(pseudoFile));
      // A kernel without IPv6 has no tcp6.
      if (tables[0] === undefined) return unknown('/proc/net/tcp cannot be read');
      return known(tables.flatMap((table) => parseListeners(table ?? '')));
    },
    async inContainers(ids) {
      const found = new Set<string>();
      for (const pid of ids.length > 0 ? await allPids() : []) {
        const groups = (await pseudoFile(`/proc/${pid}/cgroup`)) ?? '';
        for (const id of ids) if (groups.includes(id)) found.add(id);
      }
      return [...found];
    },
    async holders(inodes, likely = []) {
      const pids = await findHolders(inodes, likely, allPids);
      const found = new Map<string, ProcessInfo>();
      for (const [inode, pid] of pids) {
        const holder = await inspect(pid);
        if (holder) found.set(inode, holder);
      }
      return found;
    },
  };
}

async function readBootId(): Promise<string> {
  const text = await pseudoFile(bootIdFile);
  if (text === undefined) {
    throw new QbtcError(`${bootIdFile} cannot be read`, {
      code: 'ProcessesUnsupported',
      mend: 'Mount /proc in the environment in which the controller runs.',
    });
  }
  return text.trim();
}

async function allPids(): Promise<number[]> {
  const names = await readdir('/proc');
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

async function findMarked(
  prefix: string,
  inspect: (pid: number) => Promise<ProcessInfo | undefined>,
): Promise<MarkedProcesses> {
  const processes: ProcessInfo[] = [];
  const unreadable: ProcessInfo[] = [];
  const look = async (pid: number): Promise<void> => {
    const mark = await readMark(pid, prefix);
    if (mark === 'other') return;
    const info = await inspect(pid);
    if (info) (mark === 'marked' ? processes : unreadable).push(info);
  };
  const pids = await allPids();
  for (let start = 0; start < pids.length; start += BATCH)
    await Promise.all(pids.slice(start, start + BATCH).map(look));
  const byPid = (a: ProcessInfo, b: ProcessInfo): number => a.pid - b.pid;
  return { processes: processes.sort(byPid), unreadable: unreadable.sort(byPid) };
}

const isSame = (a: ProcessInfo, b: ProcessInfo): boolean =>
  a.bootId === b.bootId && a.pid === b.pid && a.startTime === b.startTime && a.marker === b.marker;

/** kill(2) through Node; false when the target ended in between. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return false;
    throw new QbtcError(`cannot send ${signal} to process ${Math.abs(pid)}`, {
      code: 'SignalRefused',
      mend: 'Run the controller as the user who owns the process.',
      cause: error,
    });
  }
}
