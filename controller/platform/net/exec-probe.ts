import { spawn } from 'node:child_process';
import { errnoOf } from '../../api/errors.ts';
import { ProbeFailure } from './probe-failure.ts';

export interface ExecRequest {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Succeeds when the program exits with 0. No shell is involved; what it prints is discarded, since it may hold secrets and differ
 * from time to time. It runs in a process group of its own, which is killed on an abort.
 */
export function probeExec(
  { command: [program = '', ...args], cwd, env }: ExecRequest,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env }, detached: true, stdio: 'ignore' });
    const kill = (): void => {
      // Until its exit is seen here the child is not reaped, so nobody else can have its pid.
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        // Before the child has made its group (ESRCH) the group is the child alone.
        if (errnoOf(error) === 'ESRCH') child.kill('SIGKILL');
      }
    };
    signal.addEventListener('abort', kill);
    child.once('error', (error) => {
      signal.removeEventListener('abort', kill);
      reject(new ProbeFailure(spawnFailure(program, error)));
    });
    child.once('exit', (code, killedBy) => {
      signal.removeEventListener('abort', kill);
      if (code === 0) resolve();
      else
        reject(
          new ProbeFailure(
            killedBy ? `${program} was ended by ${killedBy}` : `${program} exited with code ${code ?? 0}`,
          ),
        );
    });
  });
}

function spawnFailure(program: string, error: Error): string {
  switch (errnoOf(error)) {
    case 'ENOENT':
      return `${program} or its working directory was not found`;
    case 'EACCES':
      return `${program} may not be executed`;
    default:
      return `${program} cannot be started`;
  }
}
