import type { RedisReading } from '../../api/monitoring.ts';
import type { Address } from '../../api/runtime.ts';
import { redisFailure } from '../net/redis-probe.ts';

/** Reads INFO; rejects with why that fails, in words without the password. */
export async function readRedis(
  address: Address,
  { username, password }: { readonly username?: string; readonly password?: string },
  signal: AbortSignal,
): Promise<RedisReading> {
  const { default: ioredis } = await import('ioredis');
  const client = new ioredis.Redis({
    ...address,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  const end = (): void => {
    client.disconnect();
  };
  let fault: unknown;
  client.on('error', (error: unknown) => {
    fault ??= error;
  });
  signal.addEventListener('abort', end);
  try {
    await client.connect();
    return parseInfo(await client.info());
  } catch (error) {
    throw new Error(redisFailure(fault, error), { cause: error });
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/** The lines of INFO: `used_memory:1024`, and `db0:keys=2,expires=0` for each database that has any. */
function parseInfo(text: string): RedisReading {
  const fields = new Map(
    text.split(/\r?\n/).map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]),
  );
  const number = (name: string): number => Number(fields.get(name) ?? 0);
  const databases = [...fields].filter(([name]) => /^db\d+$/.test(name));
  const keys = databases.reduce((sum, [, value]) => sum + Number(/keys=(\d+)/.exec(value)?.[1] ?? 0), 0);
  return { keys, usedMemoryBytes: number('used_memory'), clients: number('connected_clients') };
}
