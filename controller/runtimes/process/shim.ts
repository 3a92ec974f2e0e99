import { MARKER, type ProcessIdentity } from '../../api/processes.ts';
import { parseStat } from '../../platform/proc/stat.ts';

/** What a shim's marker adds to that of its instance, so that it is never taken for a process of the service. */
export const SHIM_SUFFIX = '#shim';

/** Files of a run's folder. Those of the shim end with a line break; without one they are not written yet. */
export const RUN_FILES = {
  /** Made by whoever decides about the run: a file of the shim (its identity), or a folder of the controller (it never starts). */
  claim: 'claim',
  /** Identity of the main process, written by itself before it becomes the command. */
  pid: 'pid',
  /** Exit status, or `lost` when the controller found that nobody recorded one. */
  exit: 'exit',
  /** Written by the controller before it asks the run to end. */
  stopping: 'stopping',
} as const;

/**
 * The POSIX shell script that runs a command, outlives the controller and records how the command ended. It starts no program of
 * its own but setsid: everything else is built into dash, BusyBox ash and bash.
 *
 * - It sets no variable but the marker, which the command gets, too: any other name could be one of the command's own. What it needs
 *   are arguments, and what it reads is read in a subshell.
 * - `set -C` makes the redirection O_EXCL: exactly one of shim and controller gets the claim.
 * - The command is a foreground child in a session of its own. A background child of a non-interactive shell would ignore SIGINT
 *   and SIGQUIT (POSIX.1-2017, XCU 2.11); signals to its group do not reach the shim.
 * - Traps with a handler, unlike ignored signals, are reset in the child.
 * - The child records its identity, then looks for a stop request; the controller records the request, then looks for the
 *   identity. So at least one of them sees the other.
 */
export const SHIM_SCRIPT = `# Runs one command of a stack: sh shim.sh RUN LOG HINT SETSID COMMAND [ARGUMENT...]
exec 2>/dev/null
set -C
(
  IFS= read -r boot </proc/sys/kernel/random/boot_id
  IFS= read -r stat </proc/$$/stat
  printf '%s %s\\n' "$boot" "$stat"
) >"$1/claim" || exit 0
set +C
trap : HUP INT QUIT TERM USR1 USR2
${MARKER}=\${${MARKER}%${SHIM_SUFFIX}}
export ${MARKER}
"$4" /bin/sh -c '
true >>"$2" || exit 126
exec >>"$2" 2>&1
(
  IFS= read -r boot </proc/sys/kernel/random/boot_id
  IFS= read -r stat </proc/$$/stat
  printf "%s %s\\n" "$boot" "$stat"
) >"$1/pid" || exit 125
[ -e "$1/stopping" ] && exit 143
{ printf "pid\\n" >"$3"; } 2>/dev/null
shift 4
exec "$@"' sh "$@"
printf '%s\\n' "$?" >"$1/exit"
printf 'exit\\n' >"$3"
`;

/** What the shim is told; paths are absolute. */
export interface ShimRequest {
  readonly script: string;
  readonly run: string;
  readonly log: string;
  /** A file that is written after the pid and the exit file, so that one watch on its folder serves a whole stack. */
  readonly hint: string;
  readonly setsid: string;
  readonly command: readonly string[];
}

const SHELL = '/bin/sh';

/** The shim's argv: paths and the command, no environment values. */
export const shimArgv = ({ script, run, log, hint, setsid, command }: ShimRequest): string[] => [
  SHELL,
  script,
  run,
  log,
  hint,
  setsid,
  ...command,
];

/** Reads a shim's argv back; undefined for any other command line. */
export function parseShimArgv(argv: readonly string[]): ShimRequest | undefined {
  const [shell, script, run, log, hint, setsid, ...command] = argv;
  if (shell !== SHELL || script?.endsWith('.sh') !== true) return undefined;
  if (run === undefined || log === undefined || hint === undefined || setsid === undefined) return undefined;
  return { script, run, log, hint, setsid, command };
}

/** Parses what a claim or pid file holds: the boot id and the process's line of /proc/PID/stat. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  if (!text.endsWith('\n')) return undefined;
  const space = text.indexOf(' ');
  const stat = parseStat(text.slice(space + 1));
  if (space < 1 || !stat) return undefined;
  return { bootId: text.slice(0, space), pid: stat.pid, startTime: stat.startTime };
}
