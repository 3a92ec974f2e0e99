import { isIP } from 'node:net';
import { request } from 'undici';
import { messageOf, QbtcError } from '../../api/errors.ts';
import { beginningOf } from '../net/beginning.ts';
import { within } from '../within.ts';
import { type DataPlane, type GatewayCheck, NO_ROUTE_TEXT } from '../../api/gateway.ts';

/** For an answer, in milliseconds: a service behind it may take its time. */
const PATIENCE = 5000;
/** For an answer that needs no service, in milliseconds. */
const CLIENT_PATIENCE = 1000;

/** The data plane at an address; it is asked one question after the other. */
export const dataPlane: DataPlane = { serves, clientSeen };

async function clientSeen(
  gatewayUrl: string,
  path: string,
  client: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ask = async (own: AbortSignal): Promise<string | undefined> => {
    const { statusCode, body } = await request(new URL(path, gatewayUrl), {
      // As the front door says it: whichever an APISIX believes.
      headers: { 'x-real-ip': client, 'x-forwarded-for': client },
      signal: own,
    });
    const text = statusCode === 200 ? (await beginningOf(body)).trim() : '';
    if (statusCode !== 200) body.on('error', () => undefined).destroy();
    return isIP(text) === 0 ? undefined : text;
  };
  try {
    return await within(CLIENT_PATIENCE, signal, ask);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function serves(gatewayUrl: string, checks: readonly GatewayCheck[], signal: AbortSignal): Promise<void> {
  for (const check of checks) {
    const { status, text } = await answerTo(gatewayUrl, check, signal);
    if (status === 404 && text.includes(NO_ROUTE_TEXT))
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
    return await within(2 * PATIENCE, signal, async (limited) => {
      const { origin, hostname, port, protocol } = new URL(gatewayUrl);
      // The path as it is, and to that host alone: a URL would read `//host` and dots in it.
      const { statusCode, body } = await request(
        { origin, protocol, hostname, port, pathname: path },
        {
          headers: { ...headers, ...(host === undefined ? {} : { host }) },
          headersTimeout: PATIENCE,
          bodyTimeout: PATIENCE,
          signal: limited,
        },
      );
      // Of an answer without end, its beginning says enough.
      if (statusCode !== 404) {
        body.on('error', () => undefined).destroy();
        return { status: statusCode, text: '' };
      }
      return { status: statusCode, text: await beginningOf(body) };
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason as Error;
    // Its service takes its time: whoever lets one wait for it has the route.
    if ((error as { readonly code?: unknown }).code === 'UND_ERR_HEADERS_TIMEOUT') return { status: 200, text: '' };
    throw new QbtcError(`the data plane of APISIX at ${gatewayUrl} does not answer ${path}: ${messageOf(error)}`, {
      code: 'ApisixSilent',
      mend: 'Start APISIX, or mend spec.gateway.apisix.gatewayUrl.',
      disposition: 'wait',
      cause: error,
    });
  }
}
