import type { Redis } from 'ioredis';
import { messageOf } from '../../api/errors.ts';
import type { Address } from '../../api/runtime.ts';
import { ProbeFailure, socketFailure } from '../net/probe-failure.ts';

export interface RedisLogin {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * Asks a Redis server over a connection of its own, after a login when one is given. Nothing is tried again, and the signal ends the
 * connection.
 *
 * @returns what `question` makes of the answer
 * @throws ProbeFailure with why that fails, in words without the password
 */
export async function askRedis<T>(
  address: Address,
  { username, password }: RedisLogin,
  signal: AbortSignal,
  question: (client: Redis) => Promise<T>,
): Promise<T> {
  const { default: ioredis } = await import('ioredis');
  const client = new ioredis.Redis({
    ...address,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
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
    signal.throwIfAborted();
    await client.connect();
    return await question(client);
  } catch (error) {
    throw new ProbeFailure(redisFailure(fault, error));
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/** The prefix of an error reply says what is wrong (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors). */
const REPLIES: Readonly<Record<string, string>> = {
  NOAUTH: 'the server asks for a password that the probe does not give',
  WRONGPASS: 'the server refuses the user name or password',
  NOPERM: 'the user may not send PING',
  LOADING: 'the server is loading its data',
  MASTERDOWN: 'the replica has lost its master',
  BUSY: 'the server is busy with a script',
};

function redisFailure(...errors: unknown[]): string {
  for (const error of errors) {
    const reply = REPLIES[messageOf(error).split(' ', 1)[0] ?? ''];
    const words = reply ?? socketFailure(error);
    if (words) return words;
  }
  return 'the answer is not that of a Redis server';
}
