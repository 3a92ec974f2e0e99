import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { errnoOf, messageOf, QbtcError } from '../../api/errors.ts';
import type { SpawnRequest } from '../../api/processes.ts';

/**
 * Starts a process that outlives this program: a session of its own, nothing inherited but what is given, stdio on /dev/null.
 * Resolves once the kernel has run execve(2).
 * @throws QbtcError `CommandNotFound`, `SpawnFailed`
 */
export async function spawnDetached({ argv, cwd, env }: SpawnRequest): Promise<void> {
  const [file, ...args] = argv;
  if (file === undefined)
    throw new QbtcError('no command was given', { code: 'CommandNotFound', disposition: 'terminal' });
  try {
    const child = spawn(file, args, { cwd, env: { ...env }, detached: true, stdio: 'ignore' });
    await once(child, 'spawn');
    child.unref();
  } catch (error) {
    throw spawnError(file, cwd, error);
  }
}

function spawnError(file: string, cwd: string, error: unknown): QbtcError {
  const code = errnoOf(error);
  if (code === 'ENOENT' || code === 'EACCES') {
    return new QbtcError(
      `cannot run ${file} in ${cwd}: ${code === 'ENOENT' ? 'no such file or folder' : 'permission denied'}`,
      {
        code: 'CommandNotFound',
        mend: 'Check that the program and the working directory exist and may be used.',
        cause: error,
      },
    );
  }
  return new QbtcError(`cannot start ${file}: ${messageOf(error)}`, {
    code: 'SpawnFailed',
    mend: 'Free memory or raise the limit on processes (ulimit -u).',
    cause: error,
  });
}
