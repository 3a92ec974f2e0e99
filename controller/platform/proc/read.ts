import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { errnoOf } from '../../api/errors.ts';
import { MARKER, type ProcessInfo } from '../../api/processes.ts';
import { pseudoFile, pseudoFileNow } from './pseudo-file.ts';
import { isDead, parseStat, type ProcessStat } from './stat.ts';

/** Longest command line that a message shows, in characters. */
const COMMAND_LENGTH = 200;

/** Reads one process; undefined when there is none, or only what is left of it (a zombie). */
export async function readProcess(pid: number, bootId: string): Promise<ProcessInfo | undefined> {
  const before = readStat(pid);
  if (!before) return undefined;
  const [environment, command] = await Promise.all([readEnvironment(pid), pseudoFile(`/proc/${pid}/cmdline`)]);
  // What was read between two looks at the same start time belongs to the same process.
  const after = readStat(pid);
  if (after?.startTime !== before.startTime) return undefined;
  const { parent, group, session, startTime, name } = after;
  const marker = environment === undefined ? undefined : markerIn(environment);
  return { bootId, pid, startTime, parent, group, session, marker, command: commandLine(command, name) };
}

/** Clock ticks a second in /proc, the same on every Linux (USER_HZ). */
const TICKS = 100;
/** Seconds after which a process is taken to have become what it will be, by execve(2). */
const SETTLED = 5;
/** Processes remembered at most. */
const REMEMBERED = 10_000;

/** Reads processes; what does not change any more in one that has run for a while is read only once. */
export class ProcessReader {
  readonly #settled = new Map<number, ProcessInfo>();

  async read(pid: number, bootId: string): Promise<ProcessInfo | undefined> {
    const remembered = this.#settled.get(pid);
    if (remembered) {
      const stat = readStat(pid);
      if (stat?.startTime === remembered.startTime) {
        const { parent, group, session } = stat;
        return { ...remembered, parent, group, session };
      }
      this.#settled.delete(pid);
    }
    const info = await readProcess(pid, bootId);
    if (info?.marker !== undefined && uptime() - Number(info.startTime) / TICKS > SETTLED) {
      if (this.#settled.size >= REMEMBERED) this.#settled.clear();
      this.#settled.set(pid, info);
    }
    return info;
  }
}

/**
 * Whether a process bears a marker with this prefix. One read for most processes, since this is asked of all of them. Processes of
 * other users are none of ours: the controller starts none, unless it is root, who can read them all.
 */
export async function readMark(pid: number, prefix: string): Promise<'marked' | 'other' | 'unreadable'> {
  const environment = await readEnvironment(pid);
  if (environment !== undefined) return markerIn(environment)?.startsWith(prefix) === true ? 'marked' : 'other';
  return (await ownerOf(pid)) === process.getuid?.() ? 'unreadable' : 'other';
}

function readStat(pid: number): ProcessStat | undefined {
  const text = pseudoFileNow(`/proc/${pid}/stat`);
  const parsed = text === undefined ? undefined : parseStat(text);
  return parsed && !isDead(parsed) ? parsed : undefined;
}

/** Undefined when it may not be read; a process that ended has an empty one. */
async function readEnvironment(pid: number): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/environ`, 'latin1');
  } catch (error) {
    const code = errnoOf(error);
    return code === 'ENOENT' || code === 'ESRCH' ? '' : undefined;
  }
}

/** Real user id; undefined when it ended meanwhile. The owner of the folder would be root for a process that may not be inspected. */
async function ownerOf(pid: number): Promise<number | undefined> {
  const uid = /^Uid:\s+(\d+)/m.exec((await pseudoFile(`/proc/${pid}/status`)) ?? '')?.[1];
  return uid === undefined ? undefined : Number(uid);
}

function markerIn(environment: string): string | undefined {
  const prefix = `${MARKER}=`;
  return environment
    .split('\0')
    .find((entry) => entry.startsWith(prefix))
    ?.slice(prefix.length);
}

/** Kernel threads have no command line; they go by their name. */
function commandLine(text: string | undefined, name: string): string {
  const line = Buffer.from(text ?? '', 'latin1')
    .toString()
    .replace(/\0+$/, '')
    .replaceAll('\0', ' ');
  if (line === '') return name;
  return line.length > COMMAND_LENGTH ? `${line.slice(0, COMMAND_LENGTH)}…` : line;
}
