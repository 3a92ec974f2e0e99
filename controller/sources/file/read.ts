import { open, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, QbtcError } from '../../api/errors.ts';

/** One file with stacks, as text. */
export interface StackFile {
  /** As the user named it, for messages. */
  readonly name: string;
  /** Absolute; relative paths in the file are relative to it. */
  readonly folder: string;
  readonly text: string;
}

/** No more than this is read of a file, so that an oversized one is refused without having been read; the limit is just below. */
const READ_LIMIT = 1024 * 1024 + 1;

/**
 * Reads stack files; of a folder its `*.yaml`, `*.yml` and `*.json` files in alphabetical order; `-` is standard input.
 *
 * @throws QbtcError `FileUnreadable` naming the path
 */
export async function readStackFiles(paths: readonly string[]): Promise<StackFile[]> {
  const files: StackFile[] = [];
  for (const path of paths) {
    if (path === '-') files.push({ name: 'stdin', folder: process.cwd(), text: await readAll(process.stdin) });
    else
      for (const file of await expand(path))
        files.push({ name: file, folder: resolve(dirname(file)), text: await readStart(file) });
  }
  return files;
}

async function expand(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new QbtcError(`${path}: the folder holds no .yaml, .yml or .json file`, { code: 'FileUnreadable' });
}

async function readStart(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(READ_LIMIT), length: READ_LIMIT });
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > READ_LIMIT) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(size, READ_LIMIT));
}

function unreadable(path: string, error: unknown): QbtcError {
  const missing = errnoOf(error) === 'ENOENT';
  return new QbtcError(
    `${path}: ${missing ? 'there is no such file' : `cannot be read (${errnoOf(error) ?? String(error)})`}`,
    {
      code: 'FileUnreadable',
      ...(missing ? { mend: 'Name a stack file with -f, or a folder that holds some.' } : {}),
      cause: error,
    },
  );
}
