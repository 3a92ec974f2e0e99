import type { AnswerRewrite } from '../routing/answer-rewrite.ts';
import { type Answer, answerText } from './answers.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { GatewayMiss } from './gateway-miss.ts';
import { LAST_CHUNK, writeChunk } from './http1/chunk-writer.ts';
import type { ResponseHead } from './http1/response-head.ts';
import { LIMITS } from './limits.ts';
import { requestVariables } from './request-text.ts';
import { type AnswerFraming, answerFraming, editAnswer, responseText, rewrittenHead } from './response-text.ts';
import type { RouteState } from './route-state.ts';

/** Bytes of answers that are kept to be rewritten, of all connections. */
let heldByAll = 0;

/** The answer to one request on its way to the client: framed anew, as fast as the client reads. */
export class AnswerStream {
  /** 0 as long as nothing of the answer was written. */
  status = 0;
  readonly #client: ExchangeClient;
  #framing: AnswerFraming = 'none';
  /** Makes the body that the client gets of the whole one. */
  #rewriteBody: AnswerRewrite['body'];
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #isConstant = false;
  readonly #miss = new GatewayMiss();

  constructor(client: ExchangeClient) {
    this.#client = client;
  }

  get bodiless(): boolean {
    return this.#client.head.method === 'HEAD';
  }

  /** Not all that was written has left: whoever owns those bytes must leave them as they are. */
  get pending(): boolean {
    return this.#client.socket.writableLength > 0;
  }

  /** So much waits for the client that no more should be read for it. */
  get backlogged(): boolean {
    return this.#client.socket.writableLength > LIMITS.backlogBytes;
  }

  /**
   * Begins an answer; `state` is the route whose changes it gets, if any, `added` are further lines; `whole` is its body when it is at hand, else
   * pieces follow.
   */
  begin(
    response: ResponseHead,
    state: RouteState | undefined,
    bodyComplete: boolean,
    whole: Buffer | undefined,
    added = '',
  ): void {
    const { head, facts, socket } = this.#client;
    const rewrite = state?.shapes.answerRewrite;
    const applied = rewrite?.applies(response.status) === true ? rewrite : undefined;
    const shown = applied === undefined ? response : rewrittenHead(response, applied);
    this.status = shown.status;
    this.#framing = answerFraming(shown, this.bodiless, head.http10);
    this.#rewriteBody = applied?.body;
    // One that cannot be read is not passed on unread.
    if (applied?.body && !applied.isConstant && /^content-encoding:(?! *identity)/im.test(response.kept)) {
      this.#client.cut();
      return;
    }
    this.forget();
    this.#isConstant = applied?.isConstant === true;
    const keep = this.#client.decideKeep(this.#framing !== 'close', bodyComplete);
    const isEdited =
      state && (state.responseEdits !== undefined || state.shapes.cors !== undefined || applied !== undefined);
    const lines = isEdited
      ? editAnswer(shown.kept, head, state, requestVariables(head, facts), applied && state.answerEdits)
      : shown.kept;
    const text = responseText(shown, this.#framing, keep, lines + added);
    if (whole === undefined || whole.length === 0 || this.#framing === 'none') this.#client.write(text);
    else if (this.#rewriteBody !== undefined) {
      this.#client.write(text);
      this.#hold(whole);
    } else if (whole.length <= LIMITS.joinedBytes) this.#client.write(text + whole.toString('latin1'));
    else {
      socket.cork();
      this.#client.write(text);
      socket.write(whole);
      socket.uncork();
    }
  }

  /** Keeps an answer back that may say that APISIX has no such route; false when it does not. Its body comes by `write`. */
  keepBack(response: ResponseHead): boolean {
    return !this.bodiless && this.#miss.begin(response);
  }

  /** APISIX has no such route; the client got nothing yet. */
  get isMiss(): boolean {
    return this.#miss.isMiss;
  }

  /** What was kept back is the service's own. */
  #passHeld(): void {
    const { head, body } = this.#miss.take();
    if (head === undefined) return;
    this.begin(head, undefined, true, undefined);
    this.write(body);
  }

  /** Passes a piece of the body on. */
  write(piece: Buffer): void {
    if (this.#miss.pending) {
      if (!this.#miss.add(piece)) this.#passHeld();
      return;
    }
    const { socket } = this.#client;
    if (this.#framing === 'none' || piece.length === 0) return;
    if (this.#rewriteBody !== undefined) this.#hold(piece);
    else if (this.#framing === 'chunked') writeChunk(socket, piece);
    else socket.write(piece);
  }

  /** What is to become another body is kept until it is whole; the piece is only valid now. */
  #hold(piece: Buffer): void {
    if (this.#isConstant) return;
    this.#heldBytes += piece.length;
    heldByAll += piece.length;
    if (this.#heldBytes > LIMITS.rewrittenBytes || heldByAll > LIMITS.rewrittenByAll) this.#client.cut();
    else this.#held.push(Buffer.from(piece));
  }

  end(): void {
    this.#passHeld();
    if (this.#rewriteBody !== undefined && this.#framing !== 'none') {
      const body = this.#rewriteBody(Buffer.concat(this.#held.splice(0)));
      if (this.#framing === 'close') this.#client.socket.write(body);
      else if (body.length > 0) writeChunk(this.#client.socket, body);
    }
    if (this.#framing === 'chunked') this.#client.write(LAST_CHUNK);
  }

  /** The request is over: nothing of its answer is kept. */
  forget(): void {
    this.#miss.take();
    heldByAll -= this.#heldBytes;
    this.#heldBytes = this.#held.length = 0;
  }

  /** Answers in the front door's own name; `state` is the route, when one was found. */
  writeOwn(answer: Answer, state: RouteState | undefined, bodyComplete: boolean): void {
    const { head, facts } = this.#client;
    this.status = answer.status;
    const keep = this.#client.decideKeep(true, bodyComplete);
    const edit =
      state === undefined
        ? undefined
        : (lines: string) => editAnswer(lines, head, state, requestVariables(head, facts));
    this.#client.write(answerText(answer, keep, this.bodiless, edit));
  }
}
