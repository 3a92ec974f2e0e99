import { constants } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { QbtcError } from '../../api/errors.ts';

/** What the checks before a start need of the file system; `access` rejects when the mode is not granted. */
export interface Access {
  stat(path: string): Promise<{ isFile(): boolean; isDirectory(): boolean }>;
  access(path: string, mode: number): Promise<void>;
}

/** Where execvp(3) looks when there is no PATH. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * Finds the program of a command as execvp(3) would: through PATH, or, with a slash in it, relative to the working directory.
 * @throws QbtcError `WorkingDirMissing`, `CommandNotFound`
 */
export async function findCommand(
  command: readonly string[],
  cwd: string,
  path: string | undefined,
  system: Access,
): Promise<string> {
  const folder = await system.stat(cwd).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new QbtcError(`the working directory ${cwd} does not exist`, {
      code: 'WorkingDirMissing',
      mend: 'Create it, or correct `workingDir`.',
      disposition: 'wait',
    });
  }
  const [program] = command;
  if (program === undefined || program === '') {
    throw new QbtcError('the command is empty', { code: 'CommandNotFound', mend: 'Name a program in `command`.' });
  }
  for (const candidate of candidates(program, cwd, path ?? DEFAULT_PATH)) {
    if (await isProgram(candidate, system)) return candidate;
  }
  const where = program.includes('/') ? `in ${cwd}` : 'in PATH';
  throw new QbtcError(`there is no program ${program} ${where}`, {
    code: 'CommandNotFound',
    mend: 'Install it, make it executable, or correct `command`.',
    disposition: 'wait',
  });
}

function candidates(program: string, cwd: string, path: string): string[] {
  if (program.includes('/')) return [isAbsolute(program) ? program : resolve(cwd, program)];
  return path.split(delimiter).map((folder) => resolve(cwd, join(folder === '' ? '.' : folder, program)));
}

async function isProgram(path: string, system: Access): Promise<boolean> {
  try {
    if (!(await system.stat(path)).isFile()) return false;
    await system.access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What every POSIX shell keeps for itself, whatever its environment says (dash, BusyBox ash and bash alike). */
const KEPT_BY_SHELLS: ReadonlySet<string> = new Set(['IFS', 'OPTIND', 'PPID']);

/**
 * @throws QbtcError `EnvironmentNameUnsupported` for a variable that a POSIX shell does not hand on to its children as it is
 */
export function checkEnvironmentNames(env: Readonly<Record<string, string>>): void {
  const odd = Object.keys(env).find((name) => KEPT_BY_SHELLS.has(name) || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (odd === undefined) return;
  throw new QbtcError(`the environment variable ${odd} has a name that cannot be handed to a process`, {
    code: 'EnvironmentNameUnsupported',
    mend: 'Use letters, digits and underscores only, and none of the names that a shell keeps for itself (IFS, OPTIND, PPID).',
    disposition: 'terminal',
  });
}
