import { Agent, get, type IncomingMessage } from 'node:http';
import { errnoOf } from '../../api/errors.ts';
import type { Address } from '../../api/runtime.ts';
import { ProbeFailure, socketFailure } from './probe-failure.ts';

/** As much of an answer's body is read; what comes after it is of no interest. */
const MAX_BODY = 10 * 1024;

/**
 * Every probe makes a connection of its own: one that is kept alive would go on answering in a service that does not accept new ones
 * any more. For that, node:http costs 0.6 of what undici does.
 */
const agent = new Agent({ keepAlive: false });

/**
 * Succeeds when a GET of the path is answered with a status from 200 to 399, as a kubelet judges. Redirects are not followed; the
 * body is discarded, but has to end (or be long).
 */
export function probeHttp({ host, port }: Address, path: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get({ host, port, path, agent, headers: { 'user-agent': 'qbtc-probe' } });
    const abort = (): void => {
      request.destroy();
    };
    signal.addEventListener('abort', abort);
    request.once('close', () => {
      signal.removeEventListener('abort', abort);
    });
    request.on('error', (error) => {
      reject(new ProbeFailure(httpFailure(error)));
    });
    request.once('response', (response) => {
      const { statusCode: status = 0 } = response;
      discard(response).then(
        () => {
          request.destroy();
          if (status >= 200 && status <= 399) resolve();
          else reject(new ProbeFailure(`GET ${path} was answered with ${status}`));
        },
        (error: unknown) => {
          reject(new ProbeFailure(httpFailure(error)));
        },
      );
    });
  });
}

/** Reads a body until it ends or is longer than anybody wants. */
function discard(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    response.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > MAX_BODY) resolve();
    });
    response.once('end', resolve);
    response.once('error', reject);
  });
}

function httpFailure(error: unknown): string {
  const code = errnoOf(error);
  // The parser is llhttp; its errors are named HPE_….
  if (code?.startsWith('HPE_')) return 'the answer is not HTTP';
  return socketFailure(error) ?? 'the request failed';
}
