import { type Answer, ANSWERS, deniedTarget, refusal } from './answers.ts';
import { AnswerStream } from './answer-stream.ts';
import { Delivery } from './delivery.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { ExchangeDeadline } from './exchange-deadline.ts';
import { listMembers } from './http1/fields.ts';
import type { ResponseHead } from './http1/response-head.ts';
import { localAnswer } from './local-answer.ts';
import { requestText } from './request-text.ts';
import type { RouteState } from './route-state.ts';
import type { UpstreamFailure, UpstreamUser } from './upstream.ts';

/**
 * The way of one request: its route, its delivery to a service, and the answer to the client. One object a connection, used for one request
 * after the other.
 */
export class Exchange implements UpstreamUser {
  readonly #client: ExchangeClient;
  readonly #deadline = new ExchangeDeadline();
  readonly #delivery: Delivery;
  readonly #answer: AnswerStream;
  #state: RouteState | undefined;
  #active = false;

  constructor(client: ExchangeClient) {
    this.#client = client;
    this.#delivery = new Delivery(client, this, this.#deadline);
    this.#answer = new AnswerStream(client);
  }

  /** Nothing is under way. */
  get idle(): boolean {
    return !this.#active;
  }

  /** A body is being gathered; the service was not asked yet. */
  get gathering(): boolean {
    return this.#active && this.#answer.status === 0 && this.#delivery.body.gathering;
  }

  get bodiless(): boolean {
    return this.#answer.bodiless;
  }

  /** Starts with the head that the client holds; `hasBody` when body bytes follow. */
  begin(hasBody: boolean): void {
    const { head, facts, front } = this.#client;
    this.#active = true;
    this.#answer.status = 0;
    this.#deadline.clear();
    this.#delivery.reset(hasBody, head.facts?.contentLength ?? -1);
    const state = (this.#state = front.match(head));
    if (state === undefined) {
      this.answer(ANSWERS.noRoute);
      return;
    }
    const local = localAnswer(head, state, facts, front.httpsPort);
    if (local !== undefined) this.answer(local);
    else if (this.#delivery.body.exceeds(state.route.maxBodyBytes)) this.answer(ANSWERS.tooLarge);
    else if (state.route.websocket && this.#upgrades(hasBody)) this.#upgrade(state);
    else if (!hasBody) this.#dispatch();
    else if (head.facts?.expectContinue && !head.http10) this.#client.write('HTTP/1.1 100 Continue\r\n\r\n');
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
    if (endpoint === undefined || endpoint.forbidden !== undefined) {
      this.answer(endpoint?.forbidden === undefined ? ANSWERS.noEndpoint : deniedTarget(endpoint.forbidden));
      return;
    }
    const count = ++state.counter.sent;
    this.#active = false;
    const { head, facts } = this.#client;
    this.#client.handOver(requestText(head, state, facts, endpoint, count, undefined, 'websocket'), state, endpoint);
  }

  // ---- the request's body

  /** A piece of the body. What comes after the answer is thrown away. */
  body(piece: Buffer): void {
    const state = this.#state;
    if (!this.#active || state === undefined) return;
    const { body } = this.#delivery;
    if (body.streaming) this.#delivery.stream(state, piece);
    else if (body.gather(piece)) this.#dispatch();
    if (this.idle || !body.exceeds(state.route.maxBodyBytes)) return;
    if (this.#answer.status === 0) this.answer(ANSWERS.tooLarge);
    else this.#client.cut();
  }

  bodyEnd(): void {
    if (!this.#active || this.#state === undefined) return;
    const { body } = this.#delivery;
    body.complete = true;
    if (body.streaming) this.#delivery.finishStream(this.#state);
    else this.#dispatch();
  }

  /** The body did not come in one go: pass on what there is, and the rest as it comes. */
  stopGathering(): void {
    if (this.gathering) this.#dispatch();
  }

  drained(): void {
    this.#client.resumeBody();
  }

  // ---- to the service

  #dispatch(): void {
    const failure = this.#state === undefined ? ANSWERS.noRoute : this.#delivery.begin(this.#state);
    if (failure !== undefined) this.answer(failure);
  }

  connected(): void {
    if (this.#state !== undefined) this.#delivery.connected(this.#state);
  }

  failed(reason: UpstreamFailure | 'timeout', answered: boolean): void {
    if (this.#state === undefined) return;
    if (this.#answer.status !== 0) {
      this.#client.cut();
      return;
    }
    const failure = this.#delivery.retry(this.#state, reason, answered);
    if (failure !== undefined) this.answer(failure);
  }

  // ---- to the client

  head(response: ResponseHead, whole: Buffer | undefined): void {
    const state = this.#state;
    if (state === undefined) return;
    this.#deadline.expect('read', state, this.#client.front.now);
    this.#answer.begin(response, state, this.#delivery.body.complete, whole);
    if (whole !== undefined && this.#answer.pending) this.#delivery.lend();
  }

  data(piece: Buffer): boolean {
    const state = this.#state;
    if (state === undefined) return true;
    this.#answer.write(piece);
    if (this.#answer.pending) this.#delivery.lend();
    const { backlogged } = this.#answer;
    this.#deadline.expect(backlogged ? 'client' : 'read', state, this.#client.front.now);
    return !backlogged;
  }

  clientDrained(): void {
    if (this.#state !== undefined && this.#deadline.awaited === 'client')
      this.#deadline.expect('read', this.#state, this.#client.front.now);
    this.#delivery.resume();
  }

  end(): void {
    this.#answer.end();
    this.#delivery.settle();
    this.#finish();
  }

  /** Answers in the front door's own name and gives the service up. */
  answer(answer: Answer): void {
    this.#delivery.abandon();
    this.#answer.writeOwn(answer, this.#state, this.#delivery.body.complete);
    this.#finish();
  }

  /** The request turned out to be none (a bad chunk): refused, unless the answer has begun. */
  refuse(status: number): void {
    if (!this.#active) return;
    this.#client.dropKeep();
    if (this.#answer.status === 0) this.answer(refusal(status));
    else this.#client.cut();
  }

  #finish(): void {
    this.#release(this.#answer.status);
    this.#client.finished();
  }

  #release(status: number): void {
    this.#active = false;
    this.#deadline.clear();
    this.#delivery.release();
    this.#state?.counter.count(status);
    this.#state = undefined;
  }

  /** The client is gone: so is the request to the service. */
  abort(): void {
    if (!this.#active) return;
    this.#delivery.abandon();
    this.#release(this.#answer.status === 0 ? 499 : this.#answer.status);
  }

  defect(error: unknown): void {
    this.#client.defect(error);
  }

  /** Looks after the deadline. */
  tick(now: number): void {
    if (!this.#active || !this.#delivery.active || !this.#deadline.passed(now)) return;
    if (this.#deadline.awaited === 'client') {
      this.#client.cut();
      return;
    }
    // Everything was sent that came: it is the client who takes its time, and the client's deadline that ends it.
    if (this.#deadline.awaited === 'send' && this.#delivery.starved) return;
    this.#delivery.expire();
    this.failed('timeout', false);
  }
}
