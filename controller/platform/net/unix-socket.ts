import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';

/** The system cuts longer paths of unix sockets in silence (`sun_path` has 104 bytes on macOS, 108 on Linux). */
const LONGEST = 103;

/** A path by which a unix socket can be bound or connected to, as long as it is not disposed of. */
export interface UnixSocketPath extends Disposable {
  readonly path: string;
}

/**
 * The path of a unix socket in a folder. A long one goes through an open descriptor of the folder (Linux only), so that a deep state
 * directory works too. Throws when the folder cannot be opened.
 */
export function unixSocketPath(folder: string, name: string): UnixSocketPath {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= LONGEST || process.platform !== 'linux')
    return { path, [Symbol.dispose]: () => undefined };
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return {
    path: `/proc/self/fd/${descriptor}/${name}`,
    [Symbol.dispose]: () => {
      closeSync(descriptor);
    },
  };
}
