import { readlinkSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { QbtcError } from '../api/errors.ts';
import { INSTALLATION_FILE } from './directory.ts';

/** A directory that somebody holds on to, and whether it is still the one at its path. */
export interface HeldDirectory extends AsyncDisposable {
  /** Device and inode: no other directory has them while this one is held, even when it is removed. */
  readonly id: string;
  /** Aborted for good, with the error as its reason, once the directory was found not to be in its place. */
  readonly lost: AbortSignal;
  /** Looks at the path: whether the directory is there, or was moved, removed, replaced or emptied. Once it was, the answer stays. */
  readonly isInPlace: () => boolean;
  /** @throws QbtcError `StateDirectoryLost` when it is not in its place */
  readonly check: () => void;
}

/** Holds a state directory by keeping it open. */
export async function holdDirectory(directory: string): Promise<HeldDirectory> {
  const handle = await open(directory, 'r');
  const { dev, ino } = await handle.stat();
  const lost = new AbortController();
  let isFounded = false;
  const isInPlace = (): boolean => {
    if (lost.signal.aborted) return false;
    const found = lookAt(directory);
    const isThere = found === 'unknown' || (found?.dev === dev && found.ino === ino);
    if (isThere) {
      const identity = lookAt(join(directory, INSTALLATION_FILE));
      isFounded ||= identity !== undefined;
      if (identity !== undefined || !isFounded) return true;
    }
    lost.abort(loss(directory, isThere ? 'was emptied' : fateOf(handle.fd, found !== undefined)));
    return false;
  };
  return {
    id: `${dev}:${ino}`,
    lost: lost.signal,
    isInPlace,
    check() {
      if (!isInPlace()) lost.signal.throwIfAborted();
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** A path that cannot be looked at says nothing about what is there (I2). */
function lookAt(path: string): { dev: number; ino: number } | 'unknown' | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return 'unknown';
  }
}

function loss(directory: string, fate: string): QbtcError {
  return new QbtcError(`the state directory ${directory} ${fate}`, {
    code: 'StateDirectoryLost',
    mend:
      'Services and front doors go on, but nobody keeps them up. Bring it back, then `qbtc up -f FILE` takes them over as they are; ' +
      'if it is lost, `qbtc doctor` names what runs.',
    disposition: 'terminal',
  });
}

function fateOf(descriptor: number, isReplaced: boolean): string {
  const moved = pathOf(descriptor);
  const fate = moved === undefined ? 'was moved away or removed' : `was moved to ${moved}`;
  return isReplaced ? `${fate}, and another one is in its place` : fate;
}

/** Where an open directory is now, as Linux tells it (proc_pid_fd(5)); undefined when it was removed, and elsewhere. */
function pathOf(descriptor: number): string | undefined {
  try {
    const path = readlinkSync(`/proc/self/fd/${descriptor}`);
    return path.endsWith(' (deleted)') ? undefined : path;
  } catch {
    return undefined;
  }
}
