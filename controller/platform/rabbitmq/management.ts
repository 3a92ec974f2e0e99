import { request } from 'undici';
import { messageOf, QbtcError } from '../../api/errors.ts';

/** Where a broker's management API is, and with what right. */
export interface ManagementAccess {
  /** `http://127.0.0.1:15672` */
  readonly managementUrl: string;
  readonly username: string;
  readonly password: string;
}

/** Bytes of an answer at most: some ten thousand queues. */
const BODY_BYTES = 32 * 1024 * 1024;

/** Asks a management API; the answers are as JSON has them. Rejects with a `QbtcError` in words, which never hold the password. */
export const askManagement =
  ({ managementUrl, username, password }: ManagementAccess, signal: AbortSignal) =>
  async (path: string): Promise<unknown> => {
    const url = `${managementUrl.replace(/\/$/, '')}${path}`;
    try {
      const { statusCode, body } = await request(url, {
        headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
        signal,
      });
      if (statusCode === 200) return await readJson(body);
      body.on('error', () => undefined).destroy();
      throw new QbtcError(refusalOf(statusCode, username, managementUrl), {
        code: statusCode === 401 ? 'BrokerLoginRefused' : 'BrokerRefused',
      });
    } catch (error) {
      if (error instanceof QbtcError) throw error;
      throw new QbtcError(`the management API at ${managementUrl} does not answer: ${messageOf(error)}`, {
        code: 'BrokerUnreachable',
        cause: error,
      });
    }
  };

const refusalOf = (status: number, username: string, url: string): string =>
  status === 401
    ? `the management API at ${url} refuses the password of ${username}, or lets that user in from its own host alone`
    : `the management API at ${url} answers with ${status}`;

async function readJson(body: AsyncIterable<Buffer>): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > BODY_BYTES)
      throw new QbtcError('the answer of the management API is too long', { code: 'BrokerRefused' });
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
