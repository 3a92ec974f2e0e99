import { dirname, join } from 'node:path';
import { requireComponent } from './components.ts';
import type { ImageRequest } from './docker-images.ts';

// Images of this machine's own programs, since there is no registry to pull them from. What can be set is that of the official images.

/** Node.js as it runs here. */
export const nodeImage = (): ImageRequest => ({
  cmd: ['node'],
  copies: [process.execPath],
  changes: [`ENV PATH=${dirname(process.execPath)}:/bin`],
});

/** Redis, which serves other containers without a password; its data is in /data. */
export const redisImage = (): ImageRequest => {
  const server = requireComponent('redis');
  const client = join(dirname(server), 'redis-cli');
  return {
    entrypoint: ['sh', '/entrypoint.sh'],
    cmd: ['redis-server'],
    copies: [server, client],
    changes: [`ENV PATH=${dirname(server)}:/bin`, 'WORKDIR /data'],
    files: { 'entrypoint.sh': '[ "$1" != redis-server ] || set -- "$@" --protected-mode no\nexec "$@"\n' },
  };
};
