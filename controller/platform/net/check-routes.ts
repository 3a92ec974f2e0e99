import { request } from 'undici';
import { type CheckRoutes, type ConnectivityRequest, OWN_ANSWER, type RouteCheck } from '../../api/connectivity.ts';
import { messageOf } from '../../api/errors.ts';
import { NO_ROUTE_TEXT } from '../../api/gateway.ts';
import { beginningOf } from './beginning.ts';
import { within } from '../within.ts';

/** For an answer, in milliseconds. */
const PATIENCE = 5000;
/** Routes that are asked for at once. */
const AT_ONCE = 16;

/** Asks by the address that clients use. The front door counts none of these requests (`X-QBTC-Check`). */
export const checkRoutes: CheckRoutes = async (asked, signal) => {
  const { checks } = asked;
  const results: Record<string, string> = {};
  const waiting = checks.values();
  const work = async (): Promise<void> => {
    for (const check of waiting)
      results[check.route] = await within(PATIENCE, signal, (own) => problemOf(asked, check, own)).catch(
        (error: unknown) => {
          signal.throwIfAborted();
          return `GET ${check.path} got no answer: ${messageOf(error)}`;
        },
      );
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, checks.length) }, work));
  signal.throwIfAborted();
  return Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)));
};

async function problemOf(
  { url, isThroughApisix }: ConnectivityRequest,
  { path, host, headers, redirect }: RouteCheck,
  signal: AbortSignal,
): Promise<string> {
  const what = `GET ${path}`;
  try {
    const { origin, hostname, port, protocol } = new URL(url);
    const {
      statusCode,
      headers: fields,
      body,
    } = await request(
      { origin, protocol, hostname, port, pathname: path },
      {
        headers: { ...headers, 'x-qbtc-check': '1', ...(host === undefined ? {} : { host }) },
        headersTimeout: PATIENCE,
        bodyTimeout: PATIENCE,
        signal,
      },
    );
    const text = statusCode >= 400 ? await beginningOf(body) : '';
    body.on('error', () => undefined).destroy();
    if (redirect !== undefined) return statusCode === redirect ? '' : `${what} was answered with ${statusCode}`;
    if (fields['x-qbtc-answer'] !== undefined || (isThroughApisix && isApisixPage(text)))
      return `${what} ${OWN_ANSWER} ${statusCode}`;
    return statusCode >= 500 ? `${what} was answered by its service with ${statusCode}` : '';
  } catch (error) {
    signal.throwIfAborted();
    return `${what} got no answer: ${messageOf(error)}`;
  }
}

/** The pages that APISIX and its nginx answer with themselves. */
const isApisixPage = (text: string): boolean =>
  text.includes('<hr><center>openresty</center>') || (text.startsWith('{"error_msg":') && text.includes(NO_ROUTE_TEXT));
