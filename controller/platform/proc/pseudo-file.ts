import { readFile } from 'node:fs/promises';

export const bootIdFile = '/proc/sys/kernel/random/boot_id';

/** The text of a file under /proc; undefined when it is gone or may not be read. */
export async function pseudoFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'latin1');
  } catch {
    return undefined;
  }
}
