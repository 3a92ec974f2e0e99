import type { RouteTable, TableRoute } from '../api/route-table.ts';
import { compileRewrite, type Rewrite } from '../routing/rewrite.ts';
import { Balancer } from './balancer.ts';
import type { Endpoint } from './endpoint.ts';
import type { GatewayPath } from './gateway-path.ts';
import { compileGuards, type Guards } from './guards/guards.ts';
import { LimitState } from './guards/limits.ts';
import { wireText } from './http1/fields.ts';
import { LIMITS } from './limits.ts';
import { type Shapes, shapesOf } from './shapes.ts';

type StatusCounts = Readonly<Record<string, number>>;

interface Counts {
  readonly sent: number;
  readonly statuses: StatusCounts;
  /** A predecessor of another build may not tell. */
  readonly throughApisix?: StatusCounts;
}

/** Counts by route key. */
export type Counters = Readonly<Record<string, Counts>>;

/** What a route served; lives on when its table is replaced. */
export class RouteCounter {
  /** Requests that were sent to a service: the value of X-Route-Requests. */
  sent = 0;
  /** Finished requests by the status that the client got; 499 when the client left before. */
  readonly statuses = new Map<number, number>();
  /** Those of them that were asked of APISIX. */
  readonly throughApisix = new Map<number, number>();
  /** What its limits have counted. */
  readonly limits = new LimitState();
  #taken: Counts = NOTHING;

  count(status: number, isThroughApisix: boolean): void {
    increase(this.statuses, status, 1);
    if (isThroughApisix) increase(this.throughApisix, status, 1);
  }

  /** What was counted since the last call. */
  take(): Counts {
    const former = this.#taken;
    const statuses = Object.fromEntries(this.statuses);
    const throughApisix = Object.fromEntries(this.throughApisix);
    this.#taken = { sent: this.sent, statuses, throughApisix };
    return {
      sent: this.sent - former.sent,
      statuses: since(former.statuses, statuses),
      throughApisix: since(former.throughApisix ?? {}, throughApisix),
    };
  }

  /** Whoever took the counts is gone: the next call of `take` gives them all. */
  takeBack(): void {
    this.#taken = NOTHING;
  }

  add({ sent, statuses, throughApisix = {} }: Counts): void {
    this.sent += sent;
    for (const [status, count] of Object.entries(statuses)) increase(this.statuses, Number(status), count);
    for (const [status, count] of Object.entries(throughApisix)) increase(this.throughApisix, Number(status), count);
  }
}

const NOTHING: Counts = { sent: 0, statuses: {}, throughApisix: {} };

const increase = (counts: Map<number, number>, status: number, by: number): void => {
  counts.set(status, (counts.get(status) ?? 0) + by);
};

const since = (former: StatusCounts, counts: StatusCounts): StatusCounts =>
  Object.fromEntries(Object.entries(counts).map(([status, count]) => [status, count - (former[status] ?? 0)]));

/** A header change that does something. */
export interface HeaderEdits {
  readonly set: readonly (readonly [string, string])[];
  readonly add: readonly (readonly [string, string])[];
  readonly remove: readonly string[];
}

/** Field names are tokens (RFC 9110, section 5.6.2); a name that is none would be a line of its own, or two. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The entries as they stand on the wire, one character a byte. */
const wireEntries = (fields: HeaderEdits['set']): HeaderEdits['set'] =>
  fields.flatMap(([name, value]) => (TOKEN.test(name) ? [[name, wireText(value)]] : []));

function headerEdits(change: HeaderEdits | undefined): HeaderEdits | undefined {
  if (change === undefined) return undefined;
  const edits = { set: wireEntries(change.set), add: wireEntries(change.add), remove: change.remove };
  return edits.set.length + edits.add.length + edits.remove.length > 0 ? edits : undefined;
}

const declaredEdits = (change: TableRoute['requestHeaders']): HeaderEdits | undefined =>
  change && headerEdits({ ...change, set: Object.entries(change.set), add: Object.entries(change.add) });

/** A body that is to be rewritten has to come as it is. */
function withoutEncodings(edits: HeaderEdits | undefined, { answerRewrite }: Shapes): HeaderEdits | undefined {
  if (answerRewrite?.body === undefined || answerRewrite.isConstant) return edits;
  const { add, set, remove } = edits ?? { add: [], set: [], remove: [] };
  return { add, set, remove: [...remove, 'accept-encoding'] };
}

/** How long each part of an exchange may take, in milliseconds. */
export interface ExchangeTimes {
  readonly connectTime: number;
  readonly sendTime: number;
  readonly readTime: number;
}

/** Milliseconds for APISIX to take a connection: who needs more is down, and the request goes another way. */
const GATEWAY_CONNECT_TIME = 1000;
/** Milliseconds that APISIX gets to give up on the services by itself, so that its own answer comes first. */
const GATEWAY_GRACE = 2000;

/** A route as the data plane serves it. */
export class RouteState implements ExchangeTimes {
  /** `<stack uid>/<route name>` */
  readonly key: string;
  readonly route: TableRoute;
  readonly counter: RouteCounter;
  readonly balancer: Balancer;
  readonly rewrite: Rewrite;
  readonly shapes: Shapes;
  readonly guards: Guards | undefined;
  readonly requestEdits: HeaderEdits | undefined;
  readonly responseEdits: HeaderEdits | undefined;
  /** Those of the plugin, for the answers that it is for. */
  readonly answerEdits: HeaderEdits | undefined;
  /** Header lines that mark a request as one that went the direct way; the count follows. */
  readonly mark: string;
  /** The Host for the service: undefined passes the client's on, `node` is the endpoint's address. */
  readonly upstreamHost: string | undefined;
  /** Milliseconds. */
  readonly connectTime: number;
  readonly sendTime: number;
  readonly readTime: number;
  /** How many other endpoints are tried. */
  readonly retries: number;
  /** The way through APISIX, for a route that it has. */
  readonly gateway: GatewayPath | undefined;
  /** On that way. */
  readonly gatewayTimes: ExchangeTimes;

  constructor(
    route: TableRoute,
    table: RouteTable,
    counter: RouteCounter,
    endpoint: (host: string, port: number) => Endpoint,
    gateway?: GatewayPath,
  ) {
    this.key = routeKey(table, route);
    this.route = route;
    this.counter = counter;
    this.balancer = new Balancer(
      route.backends.map(({ weight, endpoints }) => ({
        weight,
        endpoints: endpoints.map(({ host, port }) => endpoint(host, port)),
      })),
    );
    this.rewrite = compileRewrite(route);
    this.shapes = shapesOf(route);
    this.guards = compileGuards(route, table, this.shapes.carried, counter.limits);
    this.answerEdits = headerEdits(this.shapes.answerRewrite?.headers);
    this.requestEdits = withoutEncodings(declaredEdits(route.requestHeaders), this.shapes);
    this.responseEdits = declaredEdits(route.responseHeaders);
    this.mark = `X-Quantum-Frequency: ${table.quantumFrequency}\r\nX-QBTC-Proxy: fallback-active\r\nX-Route-Requests: `;
    this.upstreamHost = route.rewrite?.host ?? (route.upstreamHost === 'pass' ? undefined : route.upstreamHost);
    this.connectTime = milliseconds(route.timeouts?.connectSeconds);
    this.sendTime = milliseconds(route.timeouts?.sendSeconds);
    this.readTime = milliseconds(route.timeouts?.readSeconds);
    this.retries = route.retries ?? Math.max(0, this.balancer.size - 1);
    this.gateway = route.inGateway === true || table.gateway?.failover.mode === 'Apisix' ? gateway : undefined;
    const attempts = this.retries + 1;
    this.gatewayTimes = {
      connectTime: GATEWAY_CONNECT_TIME,
      sendTime: this.sendTime,
      readTime: (this.connectTime + this.readTime) * attempts + GATEWAY_GRACE,
    };
  }
}

const milliseconds = (seconds: number | undefined): number =>
  seconds === undefined ? LIMITS.serviceTime : seconds * 1000;

export const routeKey = (table: RouteTable, route: TableRoute): string => `${table.stack.uid}/${route.name}`;
