import { wirePath } from '../routing/path.ts';
import { expandVariables } from '../routing/variables.ts';
import { type Answer, ANSWERS } from './answers.ts';
import type { RequestHead } from './http1/request-head.ts';
import { type ClientFacts, requestVariables } from './request-text.ts';
import type { RouteState } from './route-state.ts';

/** A URL cannot hold these; a variable may have brought them in. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE = /[\x00-\x20\x7f-\u{10ffff}]/gu;

const location = (text: string): string =>
  `Location: ${text.replace(UNSAFE, (character) => encodeURIComponent(character))}\r\n`;

function redirectAnswer(
  head: RequestHead,
  state: RouteState,
  client: ClientFacts,
  httpsPort: number,
): Answer | undefined {
  const { redirect } = state.route;
  if (redirect === undefined) return undefined;
  if (redirect.httpsRedirect) {
    const host = head.hostParts?.name ?? client.address;
    const port = httpsPort === 443 ? '' : `:${httpsPort}`;
    const query = head.query === undefined || head.query === '' ? '' : `?${head.query}`;
    // 301 would let a client repeat a POST as a GET.
    const status = head.method === 'GET' || head.method === 'HEAD' ? 301 : 308;
    return {
      status,
      kind: 'redirect',
      body: '',
      lines: location(`https://${host}${port}${wirePath(head.path)}${query}`),
    };
  }
  const target = expandVariables(redirect.location ?? '/', requestVariables(head, client));
  return { status: redirect.status, kind: 'redirect', body: '', lines: location(target) };
}

/** The answer that a matched route gives without asking a service, if it does. */
export function localAnswer(
  head: RequestHead,
  state: RouteState,
  client: ClientFacts,
  httpsPort: number,
): Answer | undefined {
  const redirect = redirectAnswer(head, state, client, httpsPort);
  if (redirect !== undefined) return redirect;
  if (state.route.cors !== undefined && head.method === 'OPTIONS') return { status: 200, kind: 'preflight', body: '' };
  return state.balancer.size === 0 ? ANSWERS.noEndpoint : undefined;
}
