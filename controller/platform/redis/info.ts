import type { RedisReading } from '../../api/monitoring.ts';
import type { Address } from '../../api/runtime.ts';
import { askRedis, type RedisLogin } from './ask.ts';

/** Reads INFO; rejects with why that fails, in words without the password. */
export async function readRedis(address: Address, login: RedisLogin, signal: AbortSignal): Promise<RedisReading> {
  return await askRedis(address, login, signal, async (client) => parseInfo(await client.info()));
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
