import { Client } from 'undici';
import { errnoOf } from '../../api/errors.ts';
import type { Address } from '../../api/runtime.ts';
import { ProbeFailure, socketFailure } from './probe-failure.ts';

/** As much of an answer's body is read; what comes after it is of no interest. */
const MAX_BODY = 10 * 1024;

/**
 * Succeeds when a GET of the path is answered with a status from 200 to 399, as a kubelet judges. Redirects are not followed; the
 * body is discarded, but has to end (or be long). Every probe makes a connection of its own: one that is kept alive would go on
 * answering in a service that does not accept new ones any more.
 */
export async function probeHttp({ host, port }: Address, path: string, signal: AbortSignal): Promise<void> {
  const client = new Client(`http://${host.includes(':') ? `[${host}]` : host}:${port}`, { pipelining: 0 });
  const end = (): void => {
    void client.destroy();
  };
  signal.addEventListener('abort', end);
  try {
    const status = await get(client, path);
    if (status < 200 || status > 399) throw new ProbeFailure(`GET ${path} was answered with ${status}`);
  } finally {
    signal.removeEventListener('abort', end);
    await client.destroy();
  }
}

/** The status of the answer, once its body has ended or has become longer than anybody wants. */
function get(client: Client, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let received = 0;
    client.dispatch(
      { path, method: 'GET', headers: { 'user-agent': 'qbtc-probe' } },
      {
        // Without it the handler is taken for one of an older interface.
        onRequestStart: () => undefined,
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_controller, chunk) => {
          received += chunk.length;
          if (received > MAX_BODY) resolve(status);
        },
        onResponseEnd: () => {
          resolve(status);
        },
        onResponseError: (_controller, error) => {
          reject(new ProbeFailure(httpFailure(error)));
        },
      },
    );
  });
}

function httpFailure(error: Error): string {
  if (errnoOf(error) === 'UND_ERR_SOCKET') return socketFailure(error) ?? 'the connection was closed without an answer';
  if (error.name === 'HTTPParserError') return 'the answer is not HTTP';
  return socketFailure(error) ?? 'the request failed';
}
