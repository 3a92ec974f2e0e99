import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { QbtcError } from '../api/errors.ts';
import type { ProcessInfo } from '../api/processes.ts';
import { createProcesses } from '../platform/proc/processes.ts';
import { INSTALLATION_FILE } from '../state/directory.ts';

/**
 * What is to be said when a state directory was lost: it holds no installation, and what was started from it still runs. Undefined when
 * nothing of the kind is seen. A clean end leaves no directory either, and nothing that runs.
 */
export async function lossOf(directory: string): Promise<QbtcError | undefined> {
  if (process.platform !== 'linux' || existsSync(join(directory, INSTALLATION_FILE))) return undefined;
  // A look that fails says nothing.
  const left = await startedFrom(directory).catch(() => []);
  if (left.length === 0) return undefined;
  const pids = left.map(({ pid }) => pid).join(' ');
  return new QbtcError(
    `the state directory ${directory} was moved away or removed, and what was started from it still runs: ` +
      left.map(({ pid, command }) => `pid ${pid} (${command})`).join(', '),
    {
      code: 'StateDirectoryLost',
      mend: `Move it back, then \`qbtc up -f FILE\` or \`qbtc run\` takes all of it over as it is. If it is lost, end what runs: kill ${pids}`,
    },
  );
}

/**
 * Shims and front doors name their files on their command lines; what else bears the mark of their stack or installation belongs to them.
 * A shim ends with what it runs.
 */
async function startedFrom(directory: string): Promise<ProcessInfo[]> {
  const { processes } = await createProcesses().marked('');
  const ownerOf = ({ marker = '' }: ProcessInfo): string => marker.split('/')[0] ?? '';
  const names = (path: string, { command }: ProcessInfo): boolean => command.includes(` ${join(directory, path)}/`);
  const shims = processes.filter((found) => names('run', found));
  const frontDoors = processes.filter((found) => names('front-doors', found));
  const owners = new Set([...shims, ...frontDoors].map(ownerOf));
  return processes.filter((found) => owners.has(ownerOf(found)) && !shims.includes(found));
}
