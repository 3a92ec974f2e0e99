import type { Socket } from 'node:net';
import { ANSWERS, type Answer, answerText, refusal } from './answers.ts';
import { BUSY, ClientInput, type ReadInput, WAIT } from './client-input.ts';
import { ClientSocket, type ClientSocketUser } from './client-socket.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeClient } from './exchange-client.ts';
import type { Front } from './front.ts';
import { BodyReader } from './http1/body-reader.ts';
import { findHeadEnd, HEAD_END_BYTES, headStart, INCOMPLETE, NO_HEAD } from './http1/head-scan.ts';
import { RequestHead } from './http1/request-head.ts';
import { LIMITS } from './limits.ts';
import { type ClientFacts, clientFacts } from './request-text.ts';
import type { UpgradeRequest } from './upgrade-request.ts';

type Phase = 'head' | 'body' | 'busy' | 'closing' | 'handed';

/** IPv4 within IPv6 is IPv4. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/** A client's connection: reads one request after the other (pipelined ones wait) and hands them to its exchange. */
export class Client implements ExchangeClient, ClientSocketUser {
  readonly socket: Socket;
  readonly front: Front;
  readonly head: RequestHead;
  readonly facts: ClientFacts;
  readonly #connection: ClientSocket;
  readonly #exchange = new Exchange(this);
  readonly #input: ClientInput;
  readonly #body = new BodyReader();
  #phase: Phase = 'head';
  #keep = true;
  #deadline: number;
  #bodyPaused = false;
  /** What came after a head, while it is decided where the connection goes. */
  #upgradeInput: Buffer | undefined;

  constructor(socket: Socket, front: Front) {
    this.socket = socket;
    this.front = front;
    this.head = new RequestHead(front.memo);
    const { remoteAddress = '', localAddress = '', localPort = 0 } = socket;
    this.facts = clientFacts(plainAddress(remoteAddress), localPort, { at: plainAddress(localAddress) });
    this.#connection = new ClientSocket(socket, front, this);
    this.#input = new ClientInput(socket, this.#read);
    this.#deadline = front.now + LIMITS.headTime;
  }

  /** Waits for a request, with nothing of it read. */
  get idle(): boolean {
    return this.#phase === 'head' && this.#input.empty && this.#exchange.idle;
  }

  /** From the socket, as all the following up to `closed`. */
  data(data: Buffer): void {
    this.#input.take(data);
  }

  drained(): void {
    this.#exchange.clientDrained();
  }

  /** A client that closes its side has left: nobody waits for an answer (nginx sees it the same way). */
  left(): void {
    this.cut();
  }

  closed(): void {
    this.#exchange.abort();
    this.front.closed(this);
  }

  readonly #onBody = (piece: Buffer): void => {
    this.#exchange.body(piece);
  };

  readonly #read: ReadInput = (data, at, scanned) => {
    switch (this.#phase) {
      case 'head':
        return this.#readHead(data, at, scanned);
      case 'body':
        return this.#bodyPaused ? BUSY : this.#readBody(data, at);
      case 'busy':
        return BUSY;
      case 'closing':
      case 'handed':
        return data.length;
    }
  };

  #readHead(data: Buffer, start: number, scanned: number): number {
    const at = headStart(data, start);
    const end = findHeadEnd(data, at, scanned);
    if (end === NO_HEAD) return this.#refuse(400, data);
    if (end === INCOMPLETE) {
      if (scanned === 0) this.#deadline = this.front.now + LIMITS.headTime;
      return WAIT;
    }
    const status = this.head.parse(data.toString('latin1', at, end + 2));
    if (status !== 0) return this.#refuse(status, data);
    this.#begin(data, end + HEAD_END_BYTES);
    return this.#phase === 'handed' ? data.length : end + HEAD_END_BYTES;
  }

  #refuse(status: number, data: Buffer): number {
    this.#keep = false;
    this.head.method = '';
    this.#close(refusal(status));
    return data.length;
  }

  #begin(data: Buffer, after: number): void {
    const hasBody = this.#body.begin(this.head.facts);
    this.#keep = this.head.persistent;
    this.#phase = hasBody ? 'body' : 'busy';
    // What was gathered within this time is sent whole; the deadline for a stalled body comes after it.
    this.#deadline = hasBody ? this.front.now + LIMITS.gatherTime : 0;
    this.#upgradeInput = data.subarray(after);
    this.#exchange.begin(hasBody);
    this.#upgradeInput = undefined;
  }

  #readBody(data: Buffer, start: number): number {
    // As long as something comes, a streamed body may take its time; one that is gathered may not.
    if (!this.#exchange.gathering) this.#deadline = this.front.now + LIMITS.bodyTime;
    const at = this.#body.read(data, start, this.#onBody);
    if (this.#phase !== 'body') return at;
    if (this.#body.failed) {
      this.#keep = false;
      if (this.#exchange.idle) this.cut();
      else this.#exchange.refuse(400);
      return data.length;
    }
    if (!this.#body.done) return at;
    this.#deadline = 0;
    this.#phase = 'busy';
    if (this.#exchange.idle) this.#next();
    else this.#exchange.bodyEnd();
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
    this.#input.continue();
  }

  decideKeep(framed: boolean, bodyComplete: boolean): 'close' | 'keep-alive' {
    if (!framed || this.front.draining || !(bodyComplete || this.#body.discardable)) this.#keep = false;
    return this.#keep ? 'keep-alive' : 'close';
  }

  dropKeep(): void {
    this.#keep = false;
  }

  finished(): void {
    if (this.#phase === 'closing') return;
    if (!this.#keep) this.#close();
    else if (this.#body.done) this.#next();
    else {
      this.#deadline = this.front.now + LIMITS.bodyTime;
      this.resumeBody();
    }
  }

  #next(): void {
    this.#phase = 'head';
    this.#deadline = this.front.now + LIMITS.clientIdleTime;
    if (this.socket.isPaused()) this.socket.resume();
    this.#input.continue();
  }

  /** Ends the connection after what was written, and after `answer`. */
  #close(answer?: Answer): void {
    this.#phase = 'closing';
    this.#deadline = 0;
    this.#input.drop();
    this.#connection.close(answer && answerText(answer, 'close', this.head.method === 'HEAD'));
  }

  cut(): void {
    this.#phase = 'closing';
    this.#input.drop();
    this.#exchange.abort();
    this.socket.destroy();
  }

  defect(error: unknown): void {
    this.front.defect(error);
    this.cut();
  }

  handOver(upgrade: UpgradeRequest): void {
    this.#phase = 'handed';
    const following = this.#upgradeInput ?? Buffer.alloc(0);
    this.front.closed(this);
    this.#connection.handOver((socket) => {
      this.front.upgrade(socket, upgrade, following);
    });
  }

  /** Closes the connection when nothing is under way on it. */
  closeIdle(): void {
    if (this.idle) this.#close();
  }

  /** Looks after the deadlines. */
  tick(now: number): void {
    this.#connection.tick(now);
    this.#connection.contain(() => {
      this.#exchange.tick(now);
      if (this.#deadline === 0 || now < this.#deadline) return;
      if (this.#phase === 'head') this.#expireHead();
      else if (this.#phase === 'body') this.#expireBody();
    });
  }

  #expireHead(): void {
    if (this.#input.empty) this.#close();
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
