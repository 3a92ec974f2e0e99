/** The part of /proc/PID/stat that the controller uses (proc_pid_stat(5)). */
export interface ProcessStat {
  readonly pid: number;
  /** The program's name, cut by the kernel to 15 bytes. */
  readonly name: string;
  /** One letter; Z and X are dead. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks after boot. */
  readonly startTime: string;
}

/**
 * Parses one line of /proc/PID/stat; undefined when it is none. The name stands in parentheses and may itself hold spaces,
 * parentheses and line breaks, so it ends at the last closing one.
 */
export function parseStat(line: string): ProcessStat | undefined {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const [state, parent, group, session, ...rest] = line
    .slice(close + 1)
    .trim()
    .split(' ');
  const startTime = rest[15];
  const numbers = [line.slice(0, open).trim(), parent, group, session, startTime];
  if (state === undefined || !numbers.every((text) => text !== undefined && /^-?\d+$/.test(text))) return undefined;
  return {
    pid: Number(numbers[0]),
    name: line.slice(open + 1, close),
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startTime: String(startTime),
  };
}

/** A process that only waits to be reaped, or is being removed, runs nothing any more. */
export const isDead = ({ state }: ProcessStat): boolean => state === 'Z' || state === 'X' || state === 'x';
