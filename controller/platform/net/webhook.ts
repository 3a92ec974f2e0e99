import { request } from 'undici';
import { errnoOf, QbtcError } from '../../api/errors.ts';
import type { Notification } from '../../api/notification.ts';
import { socketFailure } from './probe-failure.ts';

/** Answers that may be others a moment later (RFC 9110 §15.5.9, RFC 6585 §4). */
const PASSING: ReadonlySet<number> = new Set([408, 429]);

/**
 * POSTs a message as JSON. Whatever is answered with 2xx has arrived; redirects are not followed. A login in the address is sent as Basic
 * authentication. Nothing of the address is in what it rejects with.
 */
export async function postNotification(address: string, message: Notification, signal: AbortSignal): Promise<void> {
  const { target, username, password } = partsOf(address);
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  const status = await request(target, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'qbtc',
      ...(username + password === '' ? {} : { authorization: `Basic ${login}` }),
    },
    body: JSON.stringify(message),
    signal,
  }).then(
    ({ statusCode, body }) => {
      // What else it says is of no interest.
      body.on('error', () => undefined).destroy();
      return statusCode;
    },
    (error: unknown) => {
      signal.throwIfAborted();
      const why = socketFailure(error) ?? errnoOf(error) ?? 'the request failed';
      throw new QbtcError(why, { code: 'NotificationFailed' });
    },
  );
  if (status >= 200 && status <= 299) return;
  const disposition = status >= 500 || PASSING.has(status) ? 'retry' : 'terminal';
  throw new QbtcError(`it was answered with ${status}`, { code: 'NotificationFailed', disposition });
}

function partsOf(address: string): { readonly target: URL; readonly username: string; readonly password: string } {
  if (!URL.canParse(address))
    throw new QbtcError('its address is no URL', { code: 'NotificationFailed', disposition: 'terminal' });
  const target = new URL(address);
  const [username, password] = [decoded(target.username), decoded(target.password)];
  target.username = '';
  target.password = '';
  return { target, username, password };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
