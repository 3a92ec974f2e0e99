import { wirePath } from '../routing/path.ts';
import { type Answer, ANSWERS } from './answers.ts';
import type { RequestHead } from './http1/request-head.ts';
import { type ClientFacts, requestVariables } from './request-text.ts';
import type { Visit } from './guards/visit.ts';
import type { RouteState } from './route-state.ts';

/** A URL cannot hold these; a variable may have brought them in. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE = /[\x00-\x20\x7f-\u{10ffff}]/gu;

const location = (text: string): string =>
  `Location: ${text.replace(UNSAFE, (character) => encodeURIComponent(character))}\r\n`;

function redirectAnswer(
  head: RequestHead,
  { shapes: { redirect } }: RouteState,
  client: ClientFacts,
  httpsPort: number,
): Answer | undefined {
  if (redirect === undefined) return undefined;
  const answer = { kind: 'redirect', body: '' };
  if (redirect.kind === 'https') {
    const host = head.hostParts?.name ?? client.address;
    const port = httpsPort === 443 ? '' : `:${httpsPort}`;
    const query = head.query === undefined || head.query === '' ? '' : `?${head.query}`;
    // 301 would let a client repeat a POST as a GET.
    const status = head.method === 'GET' || head.method === 'HEAD' ? 301 : 308;
    return { ...answer, status, lines: location(`https://${host}${port}${wirePath(head.path)}${query}`) };
  }
  const target = redirect.to({ path: head.path, query: head.query, lookUp: requestVariables(head, client) });
  return target === undefined ? undefined : { ...answer, status: redirect.status, lines: location(target) };
}

/**
 * The answer that a matched route gives without asking a service, if it does: in the order of APISIX's plugins, so that a preflight needs no
 * credentials, and a redirect is given to those who have them. `visit` is for the plugins of the route.
 */
export function localAnswer(
  head: RequestHead,
  state: RouteState,
  client: ClientFacts,
  httpsPort: number,
  visit: Visit | undefined,
): Answer | undefined {
  if (state.shapes.cors !== undefined && head.method === 'OPTIONS') return { status: 200, kind: 'preflight', body: '' };
  const unknown = visit && state.guards?.identify(visit);
  if (unknown !== undefined) return unknown;
  const redirect = redirectAnswer(head, state, client, httpsPort);
  if (redirect !== undefined) return redirect;
  const refused = visit && state.guards?.admit(visit);
  return refused ?? (state.balancer.size === 0 ? ANSWERS.noEndpoint : undefined);
}
