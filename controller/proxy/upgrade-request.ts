import { type Answer, ANSWERS, deniedTarget, throughGatewayOnly } from './answers.ts';
import type { Endpoint } from './endpoint.ts';
import type { GatewayPath } from './gateway-path.ts';
import { Visit } from './guards/visit.ts';
import { listMembers } from './http1/fields.ts';
import type { RequestHead } from './http1/request-head.ts';
import { localAnswer } from './local-answer.ts';
import { type ClientFacts, gatewayText, requestText } from './request-text.ts';
import type { RouteState } from './route-state.ts';

/** A connection that is to become a WebSocket: the head that the other side gets, and who that is. */
export interface UpgradeRequest {
  readonly text: string;
  readonly state: RouteState;
  readonly endpoint: Endpoint;
  /** What the client offers to switch to, WebSocket among it. */
  readonly protocols: string;
  /** For one that goes through APISIX: where to else, when that takes no connection. */
  readonly detour?: { readonly path: GatewayPath; readonly direct: () => UpgradeRequest | Answer };
}

/** Only a GET without a body switches to WebSocket (RFC 6455, section 4.1), and nothing else is switched to: h2c would tunnel past the routes. */
export const wantsWebSocket = ({ method, http10, facts }: RequestHead): boolean =>
  method === 'GET' && !http10 && listMembers(facts?.upgrade ?? '').includes('websocket');

/** What carries requests past the routes (https://www.iana.org/assignments/http-upgrade-tokens). */
const TUNNELS = /^(?:h2c|http|tls|connect-)/;

const protocolsOf = ({ facts }: RequestHead): string =>
  listMembers(facts?.upgrade ?? '')
    .filter((protocol) => !TUNNELS.test(protocol))
    .join(', ');

/** The way of an upgrade, or the answer to one that has none; `httpsPort` is for a redirect. */
export function upgradeRequest(
  head: RequestHead,
  state: RouteState,
  facts: ClientFacts,
  visit: Visit | undefined,
  httpsPort: number,
): UpgradeRequest | Answer {
  const { gateway } = state;
  if (gateway?.open !== true) return directUpgrade(head, state, facts, visit);
  const direct = (): UpgradeRequest | Answer => pastGateway(head, state, facts, httpsPort);
  const { forbidden } = gateway.endpoint;
  if (forbidden !== undefined) return gateway.forced ? deniedTarget(forbidden) : direct();
  const { endpoint } = gateway;
  const text = gatewayText(head, facts, endpoint, undefined, 'websocket');
  const detour = { path: gateway, direct };
  return { text, state, endpoint, protocols: protocolsOf(head), ...(gateway.forced ? {} : { detour }) };
}

/** The plugins that APISIX would have run come first. */
function pastGateway(
  head: RequestHead,
  state: RouteState,
  facts: ClientFacts,
  httpsPort: number,
): UpgradeRequest | Answer {
  const visit = state.guards && new Visit(head, facts);
  const own = localAnswer(head, state, facts, httpsPort, visit);
  // An answer to an upgrade is passed on as it comes.
  if (own === undefined && state.shapes.answerRewrite) return throughGatewayOnly('plugin response-rewrite');
  return own ?? directUpgrade(head, state, facts, visit);
}

function directUpgrade(
  head: RequestHead,
  state: RouteState,
  facts: ClientFacts,
  visit: Visit | undefined,
): UpgradeRequest | Answer {
  const endpoint = state.balancer.next();
  if (endpoint === undefined) return ANSWERS.noEndpoint;
  if (endpoint.forbidden !== undefined) return deniedTarget(endpoint.forbidden);
  const count = ++state.counter.sent;
  return {
    text: requestText(head, state, facts, endpoint, count, undefined, visit, 'websocket'),
    state,
    endpoint,
    protocols: protocolsOf(head),
  };
}
