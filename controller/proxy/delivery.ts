import { type Answer, ANSWERS, deniedTarget } from './answers.ts';
import type { Endpoint } from './endpoint.ts';
import type { ExchangeClient } from './exchange-client.ts';
import type { ExchangeDeadline } from './exchange-deadline.ts';
import type { GatewayPath } from './gateway-path.ts';
import type { Visit } from './guards/visit.ts';
import { LIMITS } from './limits.ts';
import { RequestBody } from './request-body.ts';
import { gatewayText, isCheck, requestText } from './request-text.ts';
import type { ExchangeTimes, RouteState } from './route-state.ts';
import type { Upstream, UpstreamFailure, UpstreamUser } from './upstream.ts';

/** May be sent again when no answer came (RFC 9110, section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/** One request on its way to a service: which endpoint, over which connection, and whether to try again. */
export class Delivery {
  readonly body = new RequestBody();
  readonly #client: ExchangeClient;
  readonly #user: UpstreamUser;
  readonly #deadline: ExchangeDeadline;
  #upstream: Upstream | undefined;
  #endpoint: Endpoint | undefined;
  #tried: Set<Endpoint> | undefined;
  #count = 0;
  /** The way through APISIX, while the request is on it. */
  #path: GatewayPath | undefined;
  /** What the plugins of the route made of the request, when it goes past APISIX. */
  visit: Visit | undefined;

  constructor(client: ExchangeClient, user: UpstreamUser, deadline: ExchangeDeadline) {
    this.#client = client;
    this.#user = user;
    this.#deadline = deadline;
  }

  /** Begins with a new request; `announced` is its Content-Length, -1 when there is none. */
  reset(hasBody: boolean, announced: number): void {
    this.#endpoint = this.#tried = this.#path = this.visit = undefined;
    this.#count = 0;
    this.body.reset(hasBody, announced);
  }

  /** APISIX is being asked, or its answer passed on. */
  get isThroughGateway(): boolean {
    return this.#path !== undefined;
  }

  /** Asks APISIX. */
  beginThrough(state: RouteState, path: GatewayPath): void {
    this.#path = path;
    this.visit = undefined;
    this.#attempt(state, path.endpoint, false);
  }

  /** The request waits for an APISIX that was left meanwhile, and may be sent another way. */
  get isStranded(): boolean {
    const upstream = this.#upstream;
    if (upstream === undefined || this.#path === undefined || this.#path.open || upstream.answered) return false;
    return upstream.connected ? this.#repeatable : this.body.held;
  }

  /** A request that APISIX has no route for may go past it. */
  get mayPass(): boolean {
    return this.#path?.forced === false && this.body.repeatable;
  }

  /** APISIX has answered, but not for the service: its connection is kept, and the request goes past it. */
  leaveGateway(): void {
    this.settle();
    this.#path = undefined;
  }

  timesOf(state: RouteState): ExchangeTimes {
    return this.#path === undefined ? state : state.gatewayTimes;
  }

  /** Asks the next endpoint of the route. Returns the answer to give when there is none. */
  begin(state: RouteState): Answer | undefined {
    const endpoint = state.balancer.next();
    if (endpoint === undefined) return ANSWERS.noEndpoint;
    const { head, facts } = this.#client;
    this.#count = isCheck(head, facts) ? state.counter.sent : ++state.counter.sent;
    this.#attempt(state, endpoint, false);
    return undefined;
  }

  #attempt(state: RouteState, endpoint: Endpoint, fresh: boolean): void {
    const { head, facts, front } = this.#client;
    if (this.#endpoint !== endpoint) {
      if (this.#endpoint !== undefined) this.#endpoint.inFlight--;
      endpoint.inFlight++;
      this.#endpoint = endpoint;
    }
    const maxIdle = this.#repeatable ? LIMITS.endpointIdleTime : LIMITS.freshTime;
    const idle = fresh ? undefined : endpoint.takeIdle(front.now, maxIdle);
    if (idle === undefined && endpoint.forbidden !== undefined) {
      this.#user.failed('denied', false);
      return;
    }
    const upstream = (this.#upstream = idle ?? endpoint.connect());
    upstream.use(this.#user);
    const framing = this.body.framing(head.facts?.contentLength ?? -1);
    const text =
      this.#path === undefined
        ? requestText(head, state, facts, endpoint, this.#count, framing, this.visit)
        : gatewayText(head, facts, endpoint, framing);
    this.body.send(upstream.socket, text);
    if (idle === undefined) {
      this.#deadline.expect('connect', this.timesOf(state), front.now);
      if (!this.body.complete) this.#client.pauseBody();
    } else this.connected(state);
  }

  /** The connection stands: what was gathered of an unfinished body has left, and the rest may follow. */
  connected(state: RouteState): void {
    this.#deadline.expect(this.body.complete ? 'read' : 'send', this.timesOf(state), this.#client.front.now);
    if (this.body.complete) return;
    this.body.forget();
    this.#client.resumeBody();
  }

  get #repeatable(): boolean {
    return IDEMPOTENT.has(this.#client.head.method) && this.body.repeatable;
  }

  /**
   * No answer came: asks once more where that is safe. Otherwise returns the answer to give, or `direct` when the request is to go past APISIX,
   * which could not take it.
   */
  retry(state: RouteState, reason: UpstreamFailure | 'timeout', answered: boolean): Answer | 'direct' | undefined {
    const upstream = this.#upstream;
    const endpoint = this.#endpoint;
    this.#upstream = undefined;
    if (endpoint === undefined) return ANSWERS.badGateway;
    const stale = upstream?.reused === true && reason === 'closed' && !answered;
    const isLeft = this.#path !== undefined && !this.#path.open;
    if (stale && this.#repeatable && !isLeft) {
      this.#attempt(state, endpoint, true);
      return undefined;
    }
    // Nothing left for a service that was never reached; otherwise only what may be done twice is sent again.
    const unsent = reason === 'refused' || reason === 'denied' || upstream?.connected === false;
    const repeat = unsent ? this.body.held : reason !== 'invalid' && !answered && this.#repeatable;
    const path = this.#path;
    if (path !== undefined) {
      if (path.open && (unsent || (reason === 'closed' && !answered)))
        path.failed(whyOf(reason, endpoint, unsent), Date.now());
      // A service may take its time behind an APISIX that is well.
      if (!repeat || path.forced || (reason === 'timeout' && !unsent)) return failureOf(reason, endpoint);
      this.#path = undefined;
      return 'direct';
    }
    const tried = (this.#tried ??= new Set()).add(endpoint);
    const next = repeat && tried.size <= state.retries ? state.balancer.nextUntried(tried) : undefined;
    if (next !== undefined) {
      this.#attempt(state, next, false);
      return undefined;
    }
    return failureOf(reason, endpoint);
  }

  /** The first bytes of an answer came. */
  answered(): void {
    this.#path?.answered();
  }

  /** Passes a piece of a streamed body on. */
  stream(state: RouteState, piece: Buffer): void {
    const upstream = this.#upstream;
    if (upstream === undefined) return;
    this.body.stream(upstream.socket, piece);
    if (!upstream.connected) return;
    this.#deadline.expect('send', this.timesOf(state), this.#client.front.now);
    if (upstream.socket.writableLength > LIMITS.backlogBytes) this.#client.pauseBody();
  }

  /** The body came to its end. */
  finishStream(state: RouteState): void {
    const upstream = this.#upstream;
    if (upstream === undefined) return;
    this.body.finish(upstream.socket);
    if (upstream.connected) this.#deadline.expect('read', this.timesOf(state), this.#client.front.now);
  }

  /** Everything was written that came: the service waits for the client. */
  get starved(): boolean {
    return this.#upstream?.socket.writableLength === 0;
  }

  /** A service is being asked. */
  get active(): boolean {
    return this.#upstream !== undefined;
  }

  lend(): void {
    this.#upstream?.lend();
  }

  resume(): void {
    this.#upstream?.resume();
  }

  /** The answer is complete: the connection is kept when it can serve another request. */
  settle(): void {
    const upstream = this.#upstream;
    this.#upstream = undefined;
    if (upstream === undefined || this.#endpoint === undefined) return;
    if (this.body.complete && upstream.reusable) this.#endpoint.release(upstream, this.#client.front.now);
    else upstream.destroy();
  }

  /** The service took too long. It is still told apart whether it was reached. */
  expire(): void {
    this.#upstream?.destroy();
  }

  /** Gives the service up. */
  abandon(): void {
    this.#upstream?.destroy();
    this.#upstream = undefined;
  }

  /** The request is over. */
  release(): void {
    if (this.#endpoint !== undefined) this.#endpoint.inFlight--;
    this.#endpoint = undefined;
    this.body.forget();
  }
}

function failureOf(reason: UpstreamFailure | 'timeout', endpoint: Endpoint): Answer {
  if (reason === 'denied') return deniedTarget(endpoint.denied ?? 'an address');
  return reason === 'timeout' ? ANSWERS.timeout : ANSWERS.badGateway;
}

function whyOf(reason: UpstreamFailure | 'timeout', { key }: Endpoint, unsent: boolean): string {
  if (reason === 'denied') return `${key} may not be asked`;
  return unsent ? `${key} takes no connection` : `${key} closes the connection without an answer`;
}
