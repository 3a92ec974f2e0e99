import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { errnoOf, messageOf, QbtcError } from '../api/errors.ts';
import { holdDirectory, type HeldDirectory } from './held-directory.ts';

/**
 * The lock of a state directory: one controller at a time. It is a listening unix socket in Linux's abstract namespace, named after
 * the directory's device and inode: the kernel takes it back the moment its holder dies, however it dies, so a stale lock
 * cannot exist and there is nothing to check, break or race for (unix(7), "Abstract sockets").
 *
 * @returns the lock, released by disposing it; undefined when another controller holds it
 */
export async function acquireLock(directory: string): Promise<HeldDirectory | undefined> {
  const held = await holdDirectory(directory);
  const name = createHash('sha256').update(held.id).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  // What goes wrong with somebody who connects concerns nobody.
  server.unref().on('error', () => undefined);
  try {
    server.listen({ path: `\0qbtc-${name}` });
    await once(server, 'listening');
  } catch (error) {
    await held[Symbol.asyncDispose]();
    if (errnoOf(error) === 'EADDRINUSE') return undefined;
    throw new QbtcError(`cannot lock ${directory}: ${messageOf(error)}`, { code: 'LockFailed', cause: error });
  }
  return {
    ...held,
    async [Symbol.asyncDispose]() {
      await new Promise((released) => server.close(released));
      await held[Symbol.asyncDispose]();
    },
  };
}

/** Takes the lock of the state directory, waiting up to `patience` ms for one that is being given up; not for a controller that is serving. */
export async function lockDirectory(
  directory: string,
  patience: number,
  isServing: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<HeldDirectory> {
  for (const deadline = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const lock = await acquireLock(directory);
    if (lock) return lock;
    if (Date.now() >= deadline || (await isServing())) {
      throw new QbtcError(`another controller serves ${directory}`, {
        code: 'Locked',
        mend: 'Use its commands, or end it first; see `qbtc doctor`.',
      });
    }
  }
}
