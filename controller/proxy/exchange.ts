import { type Answer, ANSWERS, answerText, refusal } from './answers.ts';
import type { Socket } from 'node:net';
import type { Endpoint } from './endpoint.ts';
import type { Front } from './front.ts';
import { listMembers } from './http1/fields.ts';
import type { RequestHead } from './http1/request-head.ts';
import type { ResponseHead } from './http1/response-head.ts';
import { LIMITS } from './limits.ts';
import { localAnswer } from './local-answer.ts';
import { RequestBody } from './request-body.ts';
import { type ClientFacts, requestText, requestVariables } from './request-text.ts';
import { type AnswerFraming, answerFraming, editAnswer, responseText } from './response-text.ts';
import type { RouteState } from './route-state.ts';
import type { Upstream, UpstreamUser } from './upstream.ts';

/** The connection that an exchange belongs to. */
export interface ExchangeClient {
  readonly socket: Socket;
  readonly front: Front;
  readonly head: RequestHead;
  readonly facts: ClientFacts;
  write(text: string): void;
  /** Reads no more of the body, because the service is slower. */
  pauseBody(): void;
  resumeBody(): void;
  /** Settles whether the connection stays open after the answer that is about to be written. */
  decideKeep(framed: boolean, bodyComplete: boolean): 'close' | 'keep-alive';
  dropKeep(): void;
  /** The answer is written. */
  finished(): void;
  /** Ends the connection at once, also in the middle of an answer. */
  cut(): void;
  /** Gives the connection away for an upgrade: `text` is the head that the service should get. */
  handOver(text: string, state: RouteState, endpoint: Endpoint): void;
}

/** May be sent again when no answer came (RFC 9110, section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);
const LAST_CHUNK = '0\r\n\r\n';
/** Answers up to this size go out in one write, as one string. */
const SMALL = 4096;
/** What may wait for a slow client before the service is read no further. */
const CLIENT_BACKLOG = 131_072;
const SERVICE_BACKLOG = 131_072;

/**
 * The way of one request: route, endpoint, body to the service, answer to the client. One object a connection, used for one
 * request after the other.
 */
export class Exchange implements UpstreamUser {
  readonly #client: ExchangeClient;
  readonly #body = new RequestBody();
  #state: RouteState | undefined;
  #endpoint: Endpoint | undefined;
  #upstream: Upstream | undefined;
  #tried: Set<Endpoint> | undefined;
  #count = 0;
  #framing: AnswerFraming = 'none';
  #status = 0;
  #active = false;
  #deadline = 0;
  #waiting: 'connect' | 'send' | 'read' | 'client' = 'read';

  constructor(client: ExchangeClient) {
    this.#client = client;
  }

  /** Nothing is under way. */
  get idle(): boolean {
    return !this.#active;
  }

  /** A body is being gathered; the service was not asked yet. */
  get gathering(): boolean {
    return this.#active && this.#status === 0 && this.#body.gathering;
  }

  get bodiless(): boolean {
    return this.#client.head.method === 'HEAD';
  }

  /** Starts with the head that the client holds; `hasBody` when body bytes follow. */
  begin(hasBody: boolean): void {
    const { head, front } = this.#client;
    this.#active = true;
    this.#status = this.#count = 0;
    this.#endpoint = this.#tried = undefined;
    this.#deadline = 0;
    this.#body.reset(hasBody, head.facts?.contentLength ?? -1);
    const state = (this.#state = front.match(head));
    if (state === undefined) {
      this.answer(ANSWERS.noRoute);
      return;
    }
    const local = localAnswer(head, state, this.#client.facts, front.httpsPort);
    if (local !== undefined) this.answer(local);
    else if (this.#body.exceeds(state.route.maxBodyBytes)) this.answer(ANSWERS.tooLarge);
    else if (state.route.websocket && this.#upgrades(hasBody)) this.#upgrade(state);
    else {
      if (hasBody && head.facts?.expectContinue && !head.http10) this.#client.write('HTTP/1.1 100 Continue\r\n\r\n');
      if (!hasBody) this.#dispatch();
    }
  }

  /** Only GET switches to WebSocket (RFC 6455, section 4.1), and nothing else is switched to: h2c would tunnel past the routes. */
  #upgrades(hasBody: boolean): boolean {
    const { head } = this.#client;
    return (
      head.method === 'GET' && !head.http10 && !hasBody && listMembers(head.facts?.upgrade ?? '').includes('websocket')
    );
  }

  #upgrade(state: RouteState): void {
    const endpoint = state.balancer.next();
    if (endpoint === undefined) {
      this.answer(ANSWERS.noEndpoint);
      return;
    }
    this.#count = ++state.counter.sent;
    this.#active = false;
    const { head, facts } = this.#client;
    this.#client.handOver(
      requestText(head, state, facts, endpoint, this.#count, undefined, 'websocket'),
      state,
      endpoint,
    );
  }

  // ---- the request's body

  /** A piece of the body. What comes after the answer is thrown away. */
  body(piece: Buffer): void {
    if (!this.#active || this.#state === undefined) return;
    if (this.#body.streaming) this.#stream(piece);
    else if (this.#body.gather(piece)) this.#dispatch();
    if (!this.#body.exceeds(this.#state.route.maxBodyBytes)) return;
    if (this.#status === 0) this.answer(ANSWERS.tooLarge);
    else this.#client.cut();
  }

  bodyEnd(): void {
    if (!this.#active) return;
    this.#body.complete = true;
    if (!this.#body.streaming) {
      this.#dispatch();
      return;
    }
    if (this.#body.chunked) this.#upstream?.socket.write(LAST_CHUNK, 'latin1');
    this.#await('read');
  }

  /** The body did not come in one go: pass on what there is, and the rest as it comes. */
  stopGathering(): void {
    if (this.gathering) this.#dispatch();
  }

  #stream(piece: Buffer): void {
    const socket = this.#upstream?.socket;
    if (socket === undefined) return;
    this.#body.size += piece.length;
    if (this.#body.chunked) {
      socket.cork();
      socket.write(`${piece.length.toString(16)}\r\n`, 'latin1');
      socket.write(piece);
      socket.write('\r\n', 'latin1');
      socket.uncork();
    } else socket.write(piece);
    this.#await('send');
    if (socket.writableLength > SERVICE_BACKLOG) this.#client.pauseBody();
  }

  drained(): void {
    this.#client.resumeBody();
  }

  // ---- to the service

  #dispatch(): void {
    const endpoint = this.#state?.balancer.next();
    if (this.#state === undefined || endpoint === undefined) {
      this.answer(ANSWERS.noEndpoint);
      return;
    }
    this.#count = ++this.#state.counter.sent;
    this.#attempt(this.#state, endpoint, false);
  }

  #attempt(state: RouteState, endpoint: Endpoint, fresh: boolean): void {
    const { head, facts, front } = this.#client;
    const repeatable = this.#repeatable();
    const idle = fresh
      ? undefined
      : endpoint.takeIdle(front.now, repeatable ? LIMITS.endpointIdleTime : LIMITS.freshTime);
    const upstream = idle ?? endpoint.connect();
    if (this.#endpoint !== endpoint) {
      if (this.#endpoint !== undefined) this.#endpoint.inFlight--;
      endpoint.inFlight++;
    }
    this.#endpoint = endpoint;
    this.#upstream = upstream;
    upstream.use(this);
    const text = requestText(
      head,
      state,
      facts,
      endpoint,
      this.#count,
      this.#body.framing(head.facts?.contentLength ?? -1),
    );
    this.#body.send(upstream.socket, text);
    if (idle === undefined) {
      this.#await('connect');
      if (!this.#body.complete) this.#client.pauseBody();
    } else this.connected();
  }

  connected(): void {
    this.#await(this.#body.complete ? 'read' : 'send');
    if (!this.#body.complete) {
      this.#body.forget();
      this.#client.resumeBody();
    }
  }

  #repeatable(): boolean {
    return IDEMPOTENT.has(this.#client.head.method) && this.#body.repeatable;
  }

  failed(reason: 'refused' | 'closed' | 'invalid' | 'timeout', answered: boolean): void {
    const upstream = this.#upstream;
    const state = this.#state;
    this.#upstream = undefined;
    if (state === undefined || this.#endpoint === undefined) return;
    if (this.#status !== 0) {
      this.#client.cut();
      return;
    }
    const stale = upstream?.reused === true && reason === 'closed' && !answered;
    if (stale && this.#repeatable()) {
      this.#attempt(state, this.#endpoint, true);
      return;
    }
    // Nothing left for a service that was never reached; otherwise only what may be done twice is sent again.
    const unsent = reason === 'refused' || (reason === 'timeout' && this.#waiting === 'connect');
    const repeat = unsent ? this.#body.held : reason !== 'invalid' && !answered && this.#repeatable();
    const tried = (this.#tried ??= new Set()).add(this.#endpoint);
    const next = repeat && tried.size <= state.retries ? state.balancer.nextUntried(tried) : undefined;
    if (next === undefined) this.answer(reason === 'timeout' ? ANSWERS.timeout : ANSWERS.badGateway);
    else this.#attempt(state, next, false);
  }

  // ---- to the client

  head(response: ResponseHead, _untilClose: boolean, whole: Buffer | undefined): void {
    const { head, facts, socket } = this.#client;
    const state = this.#state;
    if (state === undefined) return;
    this.#status = response.status;
    const framing = (this.#framing = answerFraming(response, this.bodiless, head.http10));
    const keep = this.#client.decideKeep(framing !== 'close', this.#body.complete);
    const plain = state.responseEdits === undefined && state.route.cors === undefined;
    const lines = plain ? response.kept : editAnswer(response.kept, head, state, requestVariables(head, facts));
    const text = responseText(response, framing, keep, lines);
    this.#await('read');
    if (whole === undefined || whole.length === 0) this.#client.write(text);
    else if (whole.length <= SMALL) this.#client.write(text + whole.toString('latin1'));
    else {
      socket.cork();
      this.#client.write(text);
      socket.write(whole);
      socket.uncork();
      this.#lend();
    }
  }

  data(piece: Buffer): boolean {
    const { socket } = this.#client;
    this.#await('read');
    if (this.#framing === 'none' || piece.length === 0) return true;
    if (this.#framing === 'chunked') {
      socket.cork();
      this.#client.write(`${piece.length.toString(16)}\r\n`);
      socket.write(piece);
      this.#client.write('\r\n');
      socket.uncork();
    } else socket.write(piece);
    this.#lend();
    if (socket.writableLength <= CLIENT_BACKLOG) return true;
    this.#await('client');
    return false;
  }

  /** The kernel may not have taken all yet: then the bytes must stay as they are. */
  #lend(): void {
    if (this.#client.socket.writableLength > 0) this.#upstream?.lend();
  }

  clientDrained(): void {
    if (this.#waiting === 'client') this.#await('read');
    this.#upstream?.resume();
  }

  end(): void {
    const upstream = this.#upstream;
    const endpoint = this.#endpoint;
    this.#upstream = undefined;
    if (this.#framing === 'chunked') this.#client.write(LAST_CHUNK);
    if (upstream !== undefined && endpoint !== undefined) {
      if (this.#body.complete && upstream.reusable) endpoint.release(upstream, this.#client.front.now);
      else upstream.destroy();
    }
    this.#finish();
  }

  /** Answers in the front door's own name and gives the service up. */
  answer(answer: Answer): void {
    const { head, facts } = this.#client;
    const state = this.#state;
    this.#upstream?.destroy();
    this.#upstream = undefined;
    this.#status = answer.status;
    const keep = this.#client.decideKeep(true, this.#body.complete);
    const edit =
      state === undefined
        ? undefined
        : (lines: string) => editAnswer(lines, head, state, requestVariables(head, facts));
    this.#client.write(answerText(answer, keep, this.bodiless, edit));
    this.#finish();
  }

  /** The request turned out to be none (a bad chunk): refused, unless the answer has begun. */
  refuse(status: number): void {
    if (!this.#active) return;
    this.#client.dropKeep();
    if (this.#status === 0) this.answer(refusal(status));
    else this.#client.cut();
  }

  #finish(): void {
    this.#release(this.#status);
    this.#client.finished();
  }

  #release(status: number): void {
    this.#active = false;
    this.#deadline = 0;
    if (this.#endpoint !== undefined) this.#endpoint.inFlight--;
    this.#endpoint = undefined;
    this.#state?.counter.count(status);
    this.#state = undefined;
    this.#body.forget();
  }

  /** The client is gone: so is the request to the service. */
  abort(): void {
    if (!this.#active) return;
    this.#upstream?.destroy();
    this.#upstream = undefined;
    this.#release(this.#status === 0 ? 499 : this.#status);
  }

  // ---- deadlines

  #await(what: 'connect' | 'send' | 'read' | 'client'): void {
    const state = this.#state;
    if (state === undefined) return;
    this.#waiting = what;
    const times = { connect: state.connectTime, send: state.sendTime, read: state.readTime, client: LIMITS.writeTime };
    // The front door's clock is as old as the last sweep: one more sweep, so that nothing ends early.
    this.#deadline = this.#client.front.now + times[what] + LIMITS.sweepTime;
  }

  tick(now: number): void {
    if (this.#deadline === 0 || now < this.#deadline || !this.#active || this.#upstream === undefined) return;
    if (this.#waiting === 'client') {
      this.#client.cut();
      return;
    }
    // Everything was sent that came: it is the client who takes its time, and the client's deadline that ends it.
    if (this.#waiting === 'send' && this.#upstream.socket.writableLength === 0) return;
    this.#upstream.destroy();
    this.failed('timeout', false);
  }
}
