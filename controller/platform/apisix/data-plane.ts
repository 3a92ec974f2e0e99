import { request } from 'undici';
import { messageOf, QbtcError } from '../../api/errors.ts';
import type { GatewayCheck } from '../../api/gateway.ts';

/** For an answer, in milliseconds: a service behind it may take its time. */
const PATIENCE = 5000;
/** More than APISIX's own pages have. */
const READ_BYTES = 4096;

/** What APISIX answers itself when none of its routes matches (apisix/init.lua). */
const NO_ROUTE = '404 Route Not Found';

/** Sends the requests, one after the other; see `Gateway.serves`. */
export async function askDataPlane(
  gatewayUrl: string,
  checks: readonly GatewayCheck[],
  signal: AbortSignal,
): Promise<void> {
  for (const check of checks) {
    const { status, text } = await answerTo(gatewayUrl, check, signal);
    if (status === 404 && text.includes(NO_ROUTE))
      throw new QbtcError(`the data plane of APISIX at ${gatewayUrl} has no route for ${check.path} yet`, {
        code: 'ApisixRouteMissing',
        mend: 'Wait; if it stays so, that gateway does not read the configuration that its Admin API writes.',
        disposition: 'wait',
      });
  }
}

async function answerTo(
  gatewayUrl: string,
  { path, host, headers }: GatewayCheck,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const { statusCode, body } = await request(new URL(path, gatewayUrl), {
      headers: { ...headers, ...(host === undefined ? {} : { host }) },
      headersTimeout: PATIENCE,
      bodyTimeout: PATIENCE,
      signal: AbortSignal.any([signal, AbortSignal.timeout(2 * PATIENCE)]),
    });
    // Of an answer without end, its beginning says enough.
    let text = '';
    for await (const piece of body as AsyncIterable<Buffer>) {
      text += piece.toString('latin1');
      if (statusCode !== 404 || text.length > READ_BYTES) break;
    }
    return { status: statusCode, text };
  } catch (error) {
    if (signal.aborted) throw signal.reason as Error;
    throw new QbtcError(`the data plane of APISIX at ${gatewayUrl} does not answer ${path}: ${messageOf(error)}`, {
      code: 'ApisixSilent',
      mend: 'Start APISIX, or mend spec.gateway.apisix.gatewayUrl.',
      disposition: 'wait',
      cause: error,
    });
  }
}
