import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf, QbtcError } from '../api/errors.ts';

/** Makes a folder the state directory of an installation. */
export const INSTALLATION_FILE = 'installation.json';

/**
 * Creates a state directory (0700) and the folders above it, one by one: Node's own recursive mkdir never ends where the kernel lets
 * nobody create anything, such as under /proc.
 *
 * @param path absolute
 * @throws QbtcError `StateDirectoryUnusable` naming the path
 */
export function createStateDirectory(path: string): void {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return;
    throw unusable(path, 'it is not a folder');
  }
  if (dirname(path) !== path) createStateDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another command may have been faster.
    if (errnoOf(error) === 'EEXIST') return;
    throw unusable(path, `it cannot be created (${errnoOf(error) ?? String(error)})`, error);
  }
}

const unusable = (path: string, why: string, cause?: unknown): QbtcError =>
  new QbtcError(`${path}: ${why}`, {
    code: 'StateDirectoryUnusable',
    mend: 'Set QBTC_STATE_DIR to a folder that you may write to.',
    disposition: 'terminal',
    cause,
  });
