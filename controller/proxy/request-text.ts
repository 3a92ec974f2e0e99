import { isLoopback } from '../routing/addresses.ts';
import { splitTarget, wirePath } from '../routing/path.ts';
import type { LookUpVariable } from '../routing/variables.ts';
import type { Endpoint } from './endpoint.ts';
import { editFields, REQUEST_PROTECTED } from './header-edits.ts';
import type { RequestHead } from './http1/request-head.ts';
import type { Visit } from './guards/visit.ts';
import type { RouteState } from './route-state.ts';

/** Where a request came in. */
export interface ClientFacts {
  readonly address: string;
  /** The port that the client connected to. */
  readonly port: number;
  /** It is on this machine. */
  readonly isLocal: boolean;
  /** The lines that say who the client is; the same for all requests of a connection. */
  readonly lines: string;
}

/**
 * @param forwarded everybody whom the request came through, when a trusted peer told
 * @param at the address that the client connected to
 */
export const clientFacts = (
  address: string,
  port: number,
  { forwarded = address, at = '' }: { readonly forwarded?: string; readonly at?: string } = {},
): ClientFacts => ({
  address,
  port,
  isLocal: isLoopback(address) || address === at,
  lines: `X-Real-IP: ${address}\r\nX-Forwarded-For: ${forwarded}\r\nX-Forwarded-Proto: http\r\n`,
});

/** Whether a request is one of the controller's looks at what clients get: it is served like any other, and not counted. */
export const isCheck = (head: RequestHead, client: ClientFacts): boolean =>
  client.isLocal && head.header('x-qbtc-check') !== undefined;

/** The nginx variables that routes may name in header values and redirect locations. */
export function requestVariables(head: RequestHead, client: ClientFacts): LookUpVariable {
  const values: Record<string, () => string | undefined> = {
    remote_addr: () => client.address,
    host: () => head.hostParts?.name,
    uri: () => wirePath(head.path),
    request_uri: () => head.target,
    request_method: () => head.method,
    args: () => head.query,
    query_string: () => head.query,
    scheme: () => 'http',
    server_port: () => String(client.port),
  };
  return (name) => (name.startsWith('http_') ? head.header(name.slice(5).replaceAll('_', '-')) : values[name]?.());
}

/** How the body goes on: in bytes, `chunked`, or undefined for none. */
export type BodyFraming = number | 'chunked' | undefined;

function framingLine(framing: BodyFraming): string {
  if (framing === undefined) return '';
  return framing === 'chunked' ? 'Transfer-Encoding: chunked\r\n' : `Content-Length: ${framing}\r\n`;
}

/** The lines that say how the client reached us. */
function forwardedLines(head: RequestHead, client: ClientFacts): string {
  const port = head.hostParts?.port;
  return (
    `${client.lines}X-Forwarded-Host: ${head.host ?? '_'}\r\n` +
    `X-Forwarded-Port: ${port === undefined || port === '' ? client.port : port}\r\n`
  );
}

/** A target with another query. */
const withQuery = (target: string, query: string): string =>
  splitTarget(target).path + (query === '' ? '' : `?${query}`);

const upgradeLines = (upgrade: string | undefined): string =>
  upgrade === undefined ? '' : `Connection: Upgrade\r\n${upgrade === '' ? '' : `Upgrade: ${upgrade}\r\n`}`;

/** The head of the request as APISIX gets it: as it was sent, but for framing, hop-by-hop fields and who the client is. */
export const gatewayText = (
  head: RequestHead,
  client: ClientFacts,
  endpoint: Endpoint,
  framing: BodyFraming,
  upgrade?: string,
): string =>
  `${head.method} ${head.target} HTTP/1.1\r\nHost: ${head.host ?? endpoint.authority}\r\n` +
  `${forwardedLines(head, client)}${upgradeLines(upgrade)}${framingLine(framing)}${head.facts?.kept ?? ''}\r\n`;

/**
 * The head of the request as the service gets it, with the empty line. Framing, hop-by-hop fields and everything that says who
 * the client is are written anew; all else stays in its order and spelling. `visit` is what plugins made of the request, `upgrade` the protocols
 * to switch to, if any.
 */
export function requestText(
  head: RequestHead,
  state: RouteState,
  connection: ClientFacts,
  endpoint: Endpoint,
  count: number,
  framing: BodyFraming,
  visit?: Visit,
  upgrade?: string,
): string {
  const client = visit?.client ?? connection;
  const variables: LookUpVariable = visit ? (name) => visit.variable(name) : requestVariables(head, client);
  let lines = head.facts?.kept ?? '';
  if (visit !== undefined) {
    lines = editFields(lines, { add: [], set: [], remove: visit.dropped }, variables, REQUEST_PROTECTED);
    lines = editFields(lines, { add: [], set: visit.set, remove: [] }, variables, REQUEST_PROTECTED);
  }
  if (state.requestEdits !== undefined) lines = editFields(lines, state.requestEdits, variables, REQUEST_PROTECTED);
  const query = visit?.query ?? head.query;
  // Of a Connection that asks for no protocol, APISIX makes the same.
  const asked = upgrade ?? (state.route.websocket && head.facts?.upgrade === '' ? '' : undefined);
  const host =
    state.upstreamHost === 'node' ? endpoint.authority : (state.upstreamHost ?? head.host ?? endpoint.authority);
  return (
    `${head.method} ${state.rewrite(head.path, query, visit?.query === undefined ? head.target : withQuery(head.target, visit.query))} HTTP/1.1\r\nHost: ${host}\r\n` +
    `${forwardedLines(head, client)}${state.mark}${count}\r\n${upgradeLines(asked)}${framingLine(framing)}${lines}\r\n`
  );
}
