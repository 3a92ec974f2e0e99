import { readFile, statfs } from 'node:fs/promises';
import type { Room } from '../api/room.ts';

/**
 * What is left on this machine; what cannot be found out is absent. Memory as proc(5) estimates what can be taken without swapping
 * (`MemAvailable`).
 *
 * @param folder on the disk in question
 */
export async function readRoom(folder: string): Promise<Room> {
  const [disk, memory] = await Promise.all([
    statfs(folder).catch(() => undefined),
    readFile('/proc/meminfo', 'utf8').catch(() => ''),
  ]);
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(memory)?.[1];
  return {
    ...(disk ? { diskBytes: disk.bavail * disk.bsize } : {}),
    ...(kibibytes === undefined ? {} : { memoryBytes: Number(kibibytes) * 1024 }),
  };
}
