import type { ProcessIdentity } from '../../api/processes.ts';
import { bootIdFile, pseudoFileNow } from './pseudo-file.ts';
import { parseStat } from './stat.ts';

/**
 * Whether the very process that is named still runs, and not another one that got its pid (I7). A zombie has ended (proc_pid_stat(5)).
 * Where there is no /proc, a process with this pid is all that can be asked for.
 */
export function isRunning({ pid, startTime, bootId }: ProcessIdentity): boolean {
  const boot = pseudoFileNow(bootIdFile)?.trim();
  if (boot === undefined) return hasPid(pid);
  const stat = parseStat(pseudoFileNow(`/proc/${pid}/stat`) ?? '');
  return boot === bootId && stat?.startTime === startTime && stat.state !== 'Z' && stat.state !== 'X';
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
