import type { Socket } from 'node:net';
import { ANSWERS, type Answer, answerText, refusal } from './answers.ts';
import type { Endpoint } from './endpoint.ts';
import { Exchange, type ExchangeClient } from './exchange.ts';
import type { Front } from './front.ts';
import { ChunkedDecoder } from './http1/chunked.ts';
import { RequestHead } from './http1/request-head.ts';
import { LIMITS } from './limits.ts';
import { type ClientFacts, clientFacts } from './request-text.ts';
import type { RouteState } from './route-state.ts';

const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
const LF = 0x0a;
const CR = 0x0d;

type Phase = 'head' | 'body' | 'busy' | 'closing' | 'handed';

/** A client's connection: reads one request after the other (pipelined ones wait) and hands them to its exchange. */
export class Client implements ExchangeClient {
  readonly socket: Socket;
  readonly front: Front;
  readonly head: RequestHead;
  readonly facts: ClientFacts;
  readonly #exchange = new Exchange(this);
  readonly #decoder = new ChunkedDecoder();
  #phase: Phase = 'head';
  #rest: Buffer | undefined;
  #left = 0;
  #keep = true;
  #bodyDone = true;
  #deadline: number;
  #consuming = false;
  #bodyPaused = false;
  /** What came after a head, while it is decided where the connection goes. */
  #upgradeInput: Buffer | undefined;

  constructor(socket: Socket, front: Front) {
    this.socket = socket;
    this.front = front;
    this.head = new RequestHead(front.memo);
    this.facts = clientFacts((socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, ''), socket.localPort ?? 0);
    this.#deadline = front.now + LIMITS.headTime;
    socket.on('data', this.#onData);
    socket.on('drain', this.#onDrain);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  /** Waits for a request, with nothing of it read. */
  get idle(): boolean {
    return this.#phase === 'head' && this.#rest === undefined && this.#exchange.idle;
  }

  readonly #onData = (data: Buffer): void => {
    if (this.#phase === 'closing') return;
    const input = this.#rest === undefined ? data : Buffer.concat([this.#rest, data]);
    const scanned = this.#rest?.length ?? 0;
    this.#rest = undefined;
    this.#consume(input, scanned);
  };

  readonly #onDrain = (): void => {
    this.#exchange.clientDrained();
  };

  /** A client that closes its side has left: nobody waits for an answer (nginx sees it the same way). */
  readonly #onEnd = (): void => {
    this.cut();
  };

  readonly #onError = (): void => undefined;

  readonly #onClose = (): void => {
    this.#exchange.abort();
    this.front.closed(this);
  };

  #consume(data: Buffer, scanned: number): void {
    this.#consuming = true;
    let at = 0;
    let known = scanned;
    while (at < data.length) {
      if (this.#phase === 'head') {
        const next = this.#readHead(data, at, known);
        known = 0;
        if (next < 0) break;
        at = next;
      } else if (this.#phase === 'body' && !this.#bodyPaused) at = this.#readBody(data, at);
      else break;
    }
    this.#consuming = false;
    if (at < data.length && this.#phase !== 'closing' && this.#phase !== 'handed') this.#store(data.subarray(at));
  }

  #store(rest: Buffer): void {
    this.#rest = rest;
    if (this.#phase !== 'head' && rest.length > LIMITS.pipelinedBytes) this.socket.pause();
  }

  /** Returns the offset after the head, or -1 when more has to come. */
  #readHead(data: Buffer, start: number, scanned: number): number {
    let at = start;
    // Empty lines before a request are skipped (RFC 9112, section 2.2).
    while (data[at] === CR && data[at + 1] === LF && at - start < 8) at += 2;
    const end = data.indexOf(HEAD_END, Math.max(at, scanned - 3));
    if ((end < 0 ? data.length : end) - at > LIMITS.requestHeadBytes) return this.#refuse(400, data);
    if (end < 0) {
      if (this.#brokenLine(data, at)) return this.#refuse(400, data);
      if (this.#rest === undefined && scanned === 0) this.#deadline = this.front.now + LIMITS.headTime;
      return -1;
    }
    const status = this.head.parse(data.toString('latin1', at, end + 2));
    if (status !== 0) return this.#refuse(status, data);
    this.#begin(data, end + HEAD_END.length);
    return this.#phase === 'handed' ? data.length : end + HEAD_END.length;
  }

  /** A line that ends with a bare LF never becomes a head: refused at once, not at the deadline. A line that is too long neither. */
  #brokenLine(data: Buffer, start: number): boolean {
    let lineStart = start;
    for (let lf = data.indexOf(LF, start); lf >= 0; lf = data.indexOf(LF, lf + 1)) {
      if (lf === start || data[lf - 1] !== CR) return true;
      lineStart = lf + 1;
    }
    return data.length - lineStart > LIMITS.lineBytes + 2;
  }

  #refuse(status: number, data: Buffer): number {
    this.#keep = false;
    this.head.method = '';
    this.#close(refusal(status));
    return data.length;
  }

  #begin(data: Buffer, after: number): void {
    const { facts } = this.head;
    const chunked = facts?.chunked === true;
    this.#left = facts?.contentLength ?? -1;
    const hasBody = chunked || this.#left > 0;
    this.#bodyDone = !hasBody;
    this.#keep = this.head.persistent;
    this.#phase = hasBody ? 'body' : 'busy';
    if (chunked) this.#decoder.reset();
    // What was gathered within this time is sent whole; the deadline for a stalled body comes after it.
    this.#deadline = hasBody ? this.front.now + LIMITS.gatherTime : 0;
    this.#upgradeInput = data.subarray(after);
    this.#exchange.begin(hasBody);
    this.#upgradeInput = undefined;
  }

  #readBody(data: Buffer, start: number): number {
    // As long as something comes, a streamed body may take its time; one that is gathered may not.
    if (!this.#exchange.gathering) this.#deadline = this.front.now + LIMITS.bodyTime;
    let at: number;
    if (this.head.facts?.chunked) {
      at = this.#decoder.decode(data, start, data.length, (from, to) => {
        this.#exchange.body(data.subarray(from, to));
      });
      if (this.#decoder.failed) {
        this.#keep = false;
        if (this.#exchange.idle) this.cut();
        else this.#exchange.refuse(400);
        return data.length;
      }
      this.#bodyDone = this.#decoder.done;
    } else {
      at = Math.min(data.length, start + this.#left);
      this.#left -= at - start;
      this.#bodyDone = this.#left === 0;
      this.#exchange.body(data.subarray(start, at));
    }
    if (this.#phase !== 'body') return at;
    if (this.#bodyDone) {
      this.#deadline = 0;
      this.#phase = 'busy';
      if (this.#exchange.idle) this.#next();
      else this.#exchange.bodyEnd();
    }
    return at;
  }

  write(text: string): void {
    this.socket.write(text, 'latin1');
  }

  pauseBody(): void {
    this.#bodyPaused = true;
    this.socket.pause();
  }

  resumeBody(): void {
    if (!this.#bodyPaused) return;
    this.#bodyPaused = false;
    this.#deadline = this.front.now + LIMITS.bodyTime;
    this.socket.resume();
    this.#continue();
  }

  /** Goes on with what was stored, unless that is being read already. */
  #continue(): void {
    if (this.#consuming || this.#rest === undefined) return;
    const rest = this.#rest;
    this.#rest = undefined;
    this.#consume(rest, 0);
  }

  /** Settles whether the connection stays open after the answer that is about to be written. */
  decideKeep(framed: boolean, bodyComplete: boolean): 'close' | 'keep-alive' {
    const discardable = bodyComplete || (this.#left >= 0 && this.#left <= LIMITS.discardedBytes);
    if (!framed || !discardable || this.front.draining) this.#keep = false;
    return this.#keep ? 'keep-alive' : 'close';
  }

  dropKeep(): void {
    this.#keep = false;
  }

  /** The answer is written. */
  finished(): void {
    if (this.#phase === 'closing') return;
    if (!this.#keep) this.#close();
    else if (this.#bodyDone) this.#next();
    else {
      this.#deadline = this.front.now + LIMITS.bodyTime;
      this.resumeBody();
    }
  }

  #next(): void {
    this.#phase = 'head';
    this.#deadline = this.front.now + LIMITS.clientIdleTime;
    if (this.socket.isPaused()) this.socket.resume();
    this.#continue();
  }

  /** Ends the connection after what was written. What still comes is read and thrown away, so that the answer is not lost to a reset. */
  #close(answer?: Answer): void {
    this.#phase = 'closing';
    this.#rest = undefined;
    this.#deadline = this.front.now + LIMITS.writeTime;
    this.socket.once('finish', () => {
      this.#deadline = this.front.now + LIMITS.lingerTime;
    });
    if (answer === undefined) this.socket.end();
    else this.socket.end(answerText(answer, 'close', this.head.method === 'HEAD'), 'latin1');
    this.socket.resume();
  }

  /** Ends the connection at once, also in the middle of an answer. */
  cut(): void {
    this.#phase = 'closing';
    this.#rest = undefined;
    this.#exchange.abort();
    this.socket.destroy();
  }

  /** Gives the connection away for an upgrade: `text` is the head that the service should get. */
  handOver(text: string, state: RouteState, endpoint: Endpoint): void {
    this.#phase = 'handed';
    const { socket } = this;
    socket.off('data', this.#onData).off('drain', this.#onDrain).off('end', this.#onEnd).off('close', this.#onClose);
    this.front.closed(this);
    this.front.upgrade(
      socket,
      Buffer.concat([Buffer.from(text, 'latin1'), this.#upgradeInput ?? Buffer.alloc(0)]),
      state,
      endpoint,
    );
    socket.off('error', this.#onError);
  }

  /** Closes the connection when nothing is under way on it. */
  closeIdle(): void {
    if (this.idle) this.#close();
  }

  /** Looks after the deadlines. */
  tick(now: number): void {
    this.#exchange.tick(now);
    if (this.#deadline === 0 || now < this.#deadline) return;
    if (this.#phase === 'head') this.#expireHead();
    else if (this.#phase === 'body') this.#expireBody();
    else if (this.#phase === 'closing') this.socket.destroy();
  }

  #expireHead(): void {
    if (this.#rest === undefined) this.#close();
    else {
      this.head.method = '';
      this.#close(ANSWERS.slowRequest);
    }
  }

  #expireBody(): void {
    const { gathering } = this.#exchange;
    if (!gathering && !this.#bodyPaused) {
      if (this.#exchange.idle) this.cut();
      else this.#exchange.refuse(408);
      return;
    }
    this.#deadline = this.front.now + LIMITS.bodyTime;
    if (gathering) this.#exchange.stopGathering();
  }
}
