import { messageOf } from '../../api/errors.ts';
import type { Address } from '../../api/runtime.ts';
import { ProbeFailure, socketFailure } from './probe-failure.ts';

export interface RedisLogin {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** Succeeds when the server answers PING with PONG, after a login when one is given (https://redis.io/docs/latest/commands/ping/). */
export async function probeRedis(
  address: Address,
  { username, password }: RedisLogin,
  signal: AbortSignal,
): Promise<void> {
  const { default: ioredis } = await import('ioredis');
  if (signal.aborted) return;
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
    await client.connect();
    await client.ping();
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

/** Why a Redis server could not be asked, in words. */
export function redisFailure(...errors: unknown[]): string {
  for (const error of errors) {
    const reply = REPLIES[messageOf(error).split(' ', 1)[0] ?? ''];
    const words = reply ?? socketFailure(error);
    if (words) return words;
  }
  return 'the answer is not that of a Redis server';
}
