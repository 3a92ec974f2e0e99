import { execFile } from 'node:child_process';
import { fstatSync, ftruncateSync, openSync, closeSync, readSync, writeSync, constants } from 'node:fs';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** fallocate(2): a range can only be collapsed in whole blocks, 4096 bytes on the file systems that support it. */
const BLOCK = 4096;

/**
 * Moves what a file holds so far into a new file, while others go on appending to it (O_APPEND). Returns the bytes moved.
 *
 * Where the file system can drop the front of a file (FALLOC_FL_COLLAPSE_RANGE: ext4, xfs), exactly the whole blocks that were
 * copied go, and nothing that is written meanwhile is touched. Elsewhere the rest is copied and the file truncated in one
 * uninterrupted sequence; a writer that hits the microseconds between these two calls loses that write.
 */
export async function archiveFile(path: string, to: string): Promise<number> {
  const { size } = await stat(path);
  const front = Math.floor((size - 1) / BLOCK) * BLOCK;
  const temporary = `${to}.tmp`;
  try {
    // Shares the blocks where the file system can; the tail past `front` is cut off again.
    await copyFile(path, temporary, constants.COPYFILE_FICLONE);
    if (front > 0) {
      await publish(temporary, to, front);
      if (await collapse(path, front)) return front;
    }
    return await copyAndTruncate(path, to, Math.max(0, front));
  } finally {
    await rm(temporary, { force: true });
  }
}

async function publish(temporary: string, to: string, length: number): Promise<void> {
  const file = await open(temporary, 'r+');
  try {
    await file.truncate(length);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, to);
}

/** Cuts `length` bytes off the front of a file; false where the file system or this machine's tools cannot. */
async function collapse(path: string, length: number): Promise<boolean> {
  try {
    await execute('fallocate', ['--collapse-range', '--offset', '0', '--length', String(length), path]);
    return true;
  } catch {
    return false;
  }
}

/** Appends what lies past `copied` to the archive, then empties the file, without yielding in between. */
async function copyAndTruncate(path: string, to: string, copied: number): Promise<number> {
  const source = openSync(path, 'r+');
  const target = openSync(to, 'a', 0o600);
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    let position = copied;
    for (;;) {
      const read = readSync(source, buffer, 0, buffer.length, position);
      if (read === 0 && fstatSync(source).size <= position) break;
      writeAll(target, buffer.subarray(0, read));
      position += read;
    }
    ftruncateSync(source, 0);
    return position;
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}
