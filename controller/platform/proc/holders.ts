import { readdir, readlink } from 'node:fs/promises';

/**
 * Which process has a socket open, by the socket's inode: every /proc/PID/fd is looked through until all are found, those of
 * the likely ones first. Sockets of processes that may not be inspected (another user's) are absent.
 */
export async function findHolders(
  inodes: ReadonlySet<string>,
  likely: readonly number[],
  all: () => Promise<readonly number[]>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const look = async (pids: readonly number[]): Promise<void> => {
    for (const pid of pids) {
      if (found.size === inodes.size) break;
      for (const inode of await socketsOf(pid)) {
        // Several may share a socket; the oldest one comes first and is the one that people know.
        if (inodes.has(inode) && !found.has(inode)) found.set(inode, pid);
      }
    }
  };
  await look(likely);
  if (found.size < inodes.size) await look(await all());
  return found;
}

async function socketsOf(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(names.map(async (name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}
