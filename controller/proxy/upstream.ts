import { connect, type Socket } from 'node:net';
import { ChunkedDecoder } from './http1/chunked.ts';
import { readResponseHead, type ResponseHead } from './http1/response-head.ts';
import { LIMITS } from './limits.ts';
import { safeLookup } from './targets.ts';

/** The endpoint that a connection leads to. */
interface Owner {
  readonly host: string;
  readonly port: number;
  /** The connection closed while it was idle. */
  forget(upstream: Upstream): void;
}

/** Who is told what comes from a service. Body pieces are only valid during the call unless `lend` is said. */
export interface UpstreamUser {
  /** The request was a HEAD: the answer has no body. */
  readonly bodiless: boolean;
  connected(): void;
  /** `whole` is the body when it is complete already; otherwise pieces follow. */
  head(head: ResponseHead, untilClose: boolean, whole: Buffer | undefined): void;
  /** False when the client is slower: reading stops until `resume`. */
  data(piece: Buffer): boolean;
  /** The answer is complete. */
  end(): void;
  /** The connection is gone or what came is no answer; `answered` when a byte of an answer had come. */
  failed(reason: 'refused' | 'closed' | 'invalid', answered: boolean): void;
  drained(): void;
}

const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
const READ_BYTES = 65_536;
type State = 'idle' | 'head' | 'length' | 'chunked' | 'until-close';

/** A connection to a service. It serves one request at a time and is used again only after a complete answer without surplus bytes. */
export class Upstream {
  readonly socket: Socket;
  idleSince = 0;
  /** Milliseconds that it may be idle. */
  idleTime: number = LIMITS.endpointIdleTime;
  /** It carried an answer before: the service may have closed it since. */
  reused = false;
  connected = false;
  readonly #endpoint: Owner;
  #user: UpstreamUser | undefined;
  #state: State = 'idle';
  #rest: Buffer | undefined;
  #left = 0;
  #answered = false;
  #paused = false;
  #persistent = false;
  readonly #decoder = new ChunkedDecoder();
  #buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  #lent = false;
  #memo: { readonly text: string; readonly head: ResponseHead } | undefined;

  constructor(endpoint: Owner) {
    this.#endpoint = endpoint;
    this.socket = connect({
      host: endpoint.host,
      port: endpoint.port,
      lookup: safeLookup,
      noDelay: true,
      onread: { buffer: () => this.#readBuffer(), callback: (bytes, buffer) => this.#read(bytes, buffer) },
    });
    this.socket.on('connect', () => {
      this.connected = true;
      this.#user?.connected();
    });
    this.socket.on('drain', () => this.#user?.drained());
    this.socket.on('end', () => {
      this.#ended();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.#closed();
    });
  }

  /** Starts listening for the answer to the request that is about to be written. */
  use(user: UpstreamUser): void {
    this.#user = user;
    this.#state = 'head';
    this.#answered = false;
  }

  /** The buffer was handed to a writer that may still hold it: the next read takes a fresh one. */
  lend(): void {
    this.#lent = true;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.socket.resume();
  }

  destroy(): void {
    this.#user = undefined;
    this.socket.destroy();
  }

  #readBuffer(): Buffer {
    if (this.#lent) {
      this.#lent = false;
      this.#buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    }
    return this.#buffer;
  }

  #read(bytes: number, buffer: Uint8Array): boolean {
    const piece = Buffer.from(buffer.buffer, buffer.byteOffset, bytes);
    if (this.#state === 'idle') {
      // Nobody asked: whatever this is, the next request must not get it.
      this.#endpoint.forget(this);
      this.destroy();
      return false;
    }
    this.#answered = true;
    if (this.#state === 'head') this.#readHead(piece);
    else this.#readBody(piece, 0);
    return !this.#paused;
  }

  #readHead(piece: Buffer): void {
    const data = this.#rest === undefined ? piece : Buffer.concat([this.#rest, piece]);
    this.#rest = undefined;
    const end = data.indexOf(HEAD_END);
    if (end > LIMITS.responseHeadBytes || (end < 0 && data.length > LIMITS.responseHeadBytes)) {
      this.#fail('invalid');
      return;
    }
    if (end < 0) {
      this.#rest = Buffer.from(data);
      return;
    }
    const text = data.toString('latin1', 0, end + 2);
    const head = this.#memo?.text === text ? this.#memo.head : readResponseHead(text);
    // Nobody asked for a switch of protocols here: upgrades take another way.
    if (head === undefined || head.status === 101) {
      this.#fail('invalid');
      return;
    }
    this.#memo = { text, head };
    const after = end + HEAD_END.length;
    if (head.status < 200) {
      // An interim answer: the client was told to continue by the proxy itself (RFC 9110, section 15.2 lets a proxy drop it).
      if (after < data.length) this.#readHead(Buffer.from(data.subarray(after)));
      return;
    }
    this.#begin(head, data, after);
  }

  #begin(head: ResponseHead, data: Buffer, after: number): void {
    const user = this.#user;
    if (user === undefined) return;
    this.#persistent = head.persistent;
    this.idleTime = Math.min(LIMITS.endpointIdleTime, (head.idleTime ?? Infinity) - LIMITS.freshTime);
    const bodiless = user.bodiless || head.status === 204 || head.status === 304;
    if (bodiless || (!head.chunked && head.contentLength >= 0)) {
      this.#left = bodiless ? 0 : head.contentLength;
      if (data.length - after >= this.#left) {
        user.head(head, false, data.subarray(after, after + this.#left));
        this.#complete(data.length - after > this.#left);
        return;
      }
      this.#state = 'length';
    } else {
      this.#state = head.chunked ? 'chunked' : 'until-close';
      this.#decoder.reset();
    }
    user.head(head, this.#state === 'until-close', undefined);
    if (after < data.length) this.#readBody(data, after);
  }

  #readBody(data: Buffer, start: number): void {
    // The user may give the request up at any call; nothing is passed on after that.
    if (this.#state === 'chunked') {
      const at = this.#decoder.decode(data, start, data.length, (from, to) => {
        this.#pass(data.subarray(from, to));
      });
      if (this.#decoder.failed) this.#fail('invalid');
      else if (this.#decoder.done) this.#complete(at < data.length);
      return;
    }
    if (this.#state === 'until-close') {
      this.#pass(data.subarray(start));
      return;
    }
    const end = Math.min(data.length, start + this.#left);
    this.#left -= end - start;
    this.#pass(data.subarray(start, end));
    if (this.#left === 0) this.#complete(end < data.length);
  }

  #pass(piece: Buffer): void {
    if (this.#user?.data(piece) === false) this.#paused = true;
  }

  #complete(surplus: boolean): void {
    const user = this.#user;
    if (user === undefined) return;
    this.#user = undefined;
    this.#state = 'idle';
    this.reused = true;
    if (!surplus && this.#persistent && this.socket.writable) {
      const flowing = !this.#paused;
      this.#paused = false;
      if (!flowing) this.socket.resume();
      user.end();
    } else {
      this.#persistent = false;
      user.end();
      this.socket.destroy();
    }
  }

  /** Whether it may serve another request. */
  get reusable(): boolean {
    return this.#persistent && this.#state === 'idle' && this.socket.writable && !this.socket.destroyed;
  }

  #fail(reason: 'refused' | 'closed' | 'invalid'): void {
    const user = this.#user;
    this.#user = undefined;
    this.socket.destroy();
    user?.failed(reason, this.#answered);
  }

  #ended(): void {
    if (this.#state === 'until-close' && this.#user !== undefined) {
      this.#persistent = false;
      this.#complete(true);
    } else this.#closed();
  }

  #closed(): void {
    if (this.#state === 'idle') this.#endpoint.forget(this);
    this.#fail(this.connected ? 'closed' : 'refused');
  }
}
