import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { QbtcError, errnoOf } from '../api/errors.ts';

/**
 * The lock of a state directory: one controller at a time. It is a listening unix socket in Linux's abstract namespace, named after
 * the directory's device and inode: the kernel takes it back the moment its holder dies, however it dies, so a stale lock
 * cannot exist and there is nothing to check, break or race for (unix(7), "Abstract sockets").
 *
 * @returns the lock, released by disposing it; undefined when another controller holds it
 */
export async function acquireLock(directory: string): Promise<AsyncDisposable | undefined> {
  const { dev, ino } = await stat(directory);
  const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (errnoOf(error) === 'EADDRINUSE') resolve(undefined);
      else reject(new QbtcError(`cannot lock ${directory}: ${error.message}`, { code: 'LockFailed', cause: error }));
    });
    server.listen({ path: `\0qbtc-${name}` }, () => {
      resolve({
        [Symbol.asyncDispose]: () =>
          new Promise((released) => {
            server.close(() => {
              released();
            });
          }),
      });
    });
  });
}

/** Takes the lock of the state directory, waiting up to `patience` ms for one that is being given up; not for a controller that is serving. */
export async function lockDirectory(
  directory: string,
  patience: number,
  isServing: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<AsyncDisposable> {
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
