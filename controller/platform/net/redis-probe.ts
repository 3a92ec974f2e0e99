import type { Address } from '../../api/runtime.ts';
import { askRedis, type RedisLogin } from '../redis/ask.ts';

/** Succeeds when the server answers PING with PONG, after a login when one is given (https://redis.io/docs/latest/commands/ping/). */
export async function probeRedis(address: Address, login: RedisLogin, signal: AbortSignal): Promise<void> {
  await askRedis(address, login, signal, async (client) => await client.ping());
}
