import { type Answer, ANSWERS, refusal } from './answers.ts';
import { AnswerStream } from './answer-stream.ts';
import { Delivery } from './delivery.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { ExchangeDeadline } from './exchange-deadline.ts';
import { Visit } from './guards/visit.ts';
import type { ResponseHead } from './http1/response-head.ts';
import { localAnswer } from './local-answer.ts';
import { isCheck } from './request-text.ts';
import type { RouteState } from './route-state.ts';
import { upgradeRequest, wantsWebSocket } from './upgrade-request.ts';
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
  /** It goes the direct way, and the route's own answers and guards have let it. */
  #judged = false;
  /** The controller's own looks are not counted. */
  #isCounted = true;

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
    this.#judged = false;
    this.#answer.status = 0;
    this.#deadline.clear();
    this.#delivery.reset(hasBody, head.facts?.contentLength ?? -1);
    this.#isCounted = !isCheck(head, facts);
    const state = (this.#state = front.match(head));
    if (state === undefined) {
      this.answer(ANSWERS.noRoute);
      return;
    }
    const refusedHere = state.gateway?.open === true ? undefined : this.#ownAnswer(state);
    if (refusedHere !== undefined) this.answer(refusedHere);
    else if (!hasBody && this.#upgrades(state)) this.#upgrade(state);
    else if (!hasBody) this.#dispatch();
    else if (head.facts?.expectContinue && !head.http10) this.#client.write('HTTP/1.1 100 Continue\r\n\r\n');
  }

  /** The answer to a request that goes the direct way and needs no service, or gets none. */
  #ownAnswer(state: RouteState): Answer | undefined {
    const { head, facts, front } = this.#client;
    const { body } = this.#delivery;
    const visit = (this.#delivery.visit = state.guards && new Visit(head, facts));
    this.#judged = true;
    return (
      localAnswer(head, state, facts, front.httpsPort, visit) ??
      (body.exceeds(state.shapes.maxBodyBytes) ? ANSWERS.tooLarge : undefined)
    );
  }

  #upgrades({ route, shapes }: RouteState): boolean {
    // What is passed on without a look cannot be rewritten.
    const isRewritten = this.#judged && shapes.answerRewrite !== undefined;
    return route.websocket && !isRewritten && wantsWebSocket(this.#client.head);
  }

  #upgrade(state: RouteState): void {
    const { head, facts, front } = this.#client;
    const upgrade = upgradeRequest(head, state, facts, this.#delivery.visit, front.httpsPort);
    if ('kind' in upgrade) {
      this.answer(upgrade);
      return;
    }
    this.#active = false;
    this.#client.handOver(upgrade);
  }

  // ---- the request's body

  /** A piece of the body. What comes after the answer is thrown away. */
  body(piece: Buffer): void {
    const state = this.#state;
    if (!this.#active || state === undefined) return;
    const { body } = this.#delivery;
    if (body.streaming) this.#delivery.stream(state, piece);
    else if (body.gather(piece)) this.#dispatch();
    // APISIX bounds what goes through it, and answers for itself.
    if (this.idle || this.#delivery.isThroughGateway || !body.exceeds(state.shapes.maxBodyBytes)) return;
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
    const state = this.#state;
    if (state === undefined) this.answer(ANSWERS.noRoute);
    else if (this.#judged) this.#dispatchDirect(state);
    else if (state.gateway?.open === true) this.#delivery.beginThrough(state, state.gateway);
    // It was left while the body came.
    else this.#goPast(state);
  }

  #dispatchDirect(state: RouteState): void {
    const failure = this.#delivery.begin(state);
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
    const outcome = this.#delivery.retry(this.#state, reason, answered);
    if (outcome === 'direct') this.#goPast(this.#state);
    else if (outcome !== undefined) this.answer(outcome);
  }

  /** APISIX did not take the request: it goes the direct way, which may have an answer of its own to it. */
  #goPast(state: RouteState): void {
    const own = this.#ownAnswer(state);
    if (own === undefined) this.#dispatchDirect(state);
    else this.answer(own);
  }

  // ---- to the client

  head(response: ResponseHead, whole: Buffer | undefined): void {
    const state = this.#state;
    if (state === undefined) return;
    this.#deadline.expect('read', this.#delivery.timesOf(state), this.#client.front.now);
    this.#delivery.answered();
    if (this.#delivery.mayPass && this.#answer.keepBack(response)) {
      if (whole !== undefined) this.data(whole);
      return;
    }
    const edits = this.#delivery.isThroughGateway ? undefined : state;
    this.#answer.begin(response, edits, this.#delivery.body.complete, whole, this.#delivery.visit?.answerLines);
    if (whole !== undefined && this.#answer.pending) this.#delivery.lend();
  }

  data(piece: Buffer): boolean {
    const state = this.#state;
    if (state === undefined) return true;
    this.#answer.write(piece);
    if (this.#answer.pending) this.#delivery.lend();
    const { backlogged } = this.#answer;
    this.#deadline.expect(backlogged ? 'client' : 'read', this.#delivery.timesOf(state), this.#client.front.now);
    return !backlogged;
  }

  clientDrained(): void {
    if (this.#state !== undefined && this.#deadline.awaited === 'client')
      this.#deadline.expect('read', this.#delivery.timesOf(this.#state), this.#client.front.now);
    this.#delivery.resume();
  }

  end(): void {
    if (this.#answer.isMiss && this.#state !== undefined) {
      this.#answer.forget();
      this.#delivery.leaveGateway();
      this.#goPast(this.#state);
      return;
    }
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
    this.#answer.forget();
    if (this.#isCounted) this.#state?.counter.count(status, this.#delivery.isThroughGateway);
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
    if (!this.#active || !this.#delivery.active) return;
    if (this.#answer.status === 0 && this.#delivery.isStranded) {
      this.#delivery.expire();
      this.failed('closed', false);
      return;
    }
    if (!this.#deadline.passed(now)) return;
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
