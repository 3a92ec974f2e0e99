import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { QbtcError } from '../api/errors.ts';
import { createFiles } from '../platform/files.ts';
import { createStateDirectory } from '../state/directory.ts';
import { otherInstallations, readInstallation, type MarkedGroup } from './installations.ts';
import { stateDirectory } from './paths.ts';
import { print } from './report.ts';

/**
 * `qbtc doctor --adopt ID`: gives this state directory the identity of an installation whose own was lost, so that `up` finds what
 * runs for it. Only the id can be had back; with another key, services with secrets count as changed.
 */
export async function adopt(id: string): Promise<number> {
  const directory = stateDirectory();
  const own = await readInstallation(directory);
  if (own) {
    throw new QbtcError(`${directory} is the installation ${own.id} already`, {
      code: 'Conflict',
      mend: 'Take its stacks down with `qbtc down NAME`, or set QBTC_STATE_DIR to a folder that does not exist yet.',
    });
  }
  const lost = lostInstallation(id, await otherInstallations(undefined));
  const { lockDirectory } = await import('../state/lock.ts');
  createStateDirectory(directory);
  await using _lock = await lockDirectory(directory, 0);
  const installation = { id, key: randomBytes(32).toString('hex') };
  await createFiles().write(join(directory, 'installation.json'), `${JSON.stringify(installation)}\n`);
  print(`${directory} is the installation ${id} now`);
  print(`End its front door, which cannot be spoken to any more: kill ${lost.frontDoors.join(' ')}`);
  print('Then hand its stacks over with `qbtc up -f FILE`: their services are replaced one after the other.');
  return 0;
}

function lostInstallation(id: string, groups: readonly MarkedGroup[]): MarkedGroup {
  const group = groups.find((candidate) => candidate.id === id);
  if (!group) {
    const ids = groups.flatMap((candidate) => candidate.id ?? []).join(', ') || 'none';
    throw new QbtcError(`nothing runs for an installation ${id}`, {
      code: 'NotFound',
      mend: `There is: ${ids}; see \`qbtc doctor\`.`,
    });
  }
  if (group.installation === undefined && group.isReadable) return group;
  throw new QbtcError(`the installation ${id} is not lost: ${group.directory ?? 'its state directory'} knows it`, {
    code: 'Conflict',
    mend: `Use it with QBTC_STATE_DIR=${group.directory ?? 'FOLDER'}.`,
  });
}
