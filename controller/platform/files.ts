import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, QbtcError } from '../api/errors.ts';
import type { Files } from '../api/files.ts';
import { archiveFile } from './archive.ts';
import { watchFolder } from './watch.ts';

/**
 * The file system of this machine. Errors are those of Node's `fs`.
 *
 * @param root folders are made below it where they are missing, itself never: whoever took it away may be about to put it back
 */
export function createFiles(root = '/'): Files {
  return {
    read: async (path) => missingIs(undefined, readFile(path, 'utf8')),
    readAt: async (path, offset, length) => missingIs(new Uint8Array(), readBytes(path, offset, length)),
    stat: async (path) => {
      const found = await missingIs(undefined, stat(path));
      return found && { folder: found.isDirectory(), size: found.size, modified: found.mtimeMs };
    },
    write: (path, text, mode = 0o600) => writeAtomically(path, text, mode, root),
    append: async (path, text) => appendFile(path, text, { mode: 0o600 }),
    claim: async (path) => {
      await makeFolder(dirname(path), root);
      return claim(path);
    },
    list: async (path) => (await missingIs([], readdir(path))).sort(),
    archive: archiveFile,
    remove: async (path) => rm(path, { recursive: true, force: true }),
    watch: watchFolder,
  };
}

async function missingIs<T, U>(absent: U, found: Promise<T>): Promise<T | U> {
  try {
    return await found;
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return absent;
    throw error;
  }
}

async function readBytes(path: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
}

async function writeAtomically(path: string, text: string, mode: number, root: string): Promise<void> {
  const folder = dirname(path);
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    const file = await createFile(temporary, mode, root);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeError(path, error);
  }
  await syncFolder(folder);
}

/** Node names no file when a write fails, and a full disk has a way out that is worth telling. */
function writeError(path: string, error: unknown): unknown {
  const code = errnoOf(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new QbtcError(
    `${path} cannot be written: ${code === 'ENOSPC' ? 'the disk is full' : 'the quota is used up'}`,
    {
      code: 'DiskFull',
      mend: 'Make room; the controller goes on by itself.',
      cause: error,
    },
  );
}

async function createFile(path: string, mode: number, root: string): ReturnType<typeof open> {
  try {
    return await open(path, 'wx', mode);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await makeFolder(dirname(path), root);
    return open(path, 'wx', mode);
  }
}

/** Makes a folder, and those above it that are missing, up to the root. */
async function makeFolder(path: string, root: string): Promise<void> {
  if (path === root) return;
  try {
    await claim(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' || dirname(path) === root) throw error;
    await makeFolder(dirname(path), root);
    await claim(path);
  }
}

/** Makes one folder; false when there is something at its path already. */
async function claim(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Makes the new name itself survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Where a path leads once its symbolic links are followed; the path itself where nothing is there. */
export const realPath = (path: string): Promise<string> => realpath(path).catch(() => path);
