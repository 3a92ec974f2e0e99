import { connect, type LookupFunction, type Socket } from 'node:net';
import { ChunkedDecoder } from './http1/chunked.ts';
import type { ResponseHead } from './http1/response-head.ts';
import { ResponseHeadReader } from './http1/response-head-reader.ts';
import { LIMITS } from './limits.ts';
import { isRefusal } from './targets.ts';

/** The endpoint that a connection leads to. */
interface Owner {
  readonly host: string;
  readonly port: number;
  readonly lookup: LookupFunction;
  /** The connection closed while it was idle. */
  forget(upstream: Upstream): void;
}

/** Why there is no answer: never reached, broken off, not HTTP, or an address that no route may reach. */
export type UpstreamFailure = 'refused' | 'closed' | 'invalid' | 'denied';

/** Who is told what comes from a service. Body pieces are only valid during the call unless `lend` is said. */
export interface UpstreamUser {
  /** The request was a HEAD: the answer has no body. */
  readonly bodiless: boolean;
  connected(): void;
  /** `whole` is the body when it is complete already; otherwise pieces follow. */
  head(head: ResponseHead, whole: Buffer | undefined): void;
  /** False when the client is slower: reading stops until `resume`. */
  data(piece: Buffer): boolean;
  /** The answer is complete. */
  end(): void;
  /** The connection is gone or what came is no answer; `answered` when a byte of an answer had come. */
  failed(reason: UpstreamFailure, answered: boolean): void;
  drained(): void;
  /** One of the above threw: a defect of the proxy. */
  defect(error: unknown): void;
}

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
  readonly #head = new ResponseHeadReader();
  readonly #decoder = new ChunkedDecoder();
  #user: UpstreamUser | undefined;
  #state: State = 'idle';
  #left = 0;
  #answered = false;
  #denied = false;
  #paused = false;
  #persistent = false;
  #buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  #lent = false;

  constructor(endpoint: Owner) {
    this.#endpoint = endpoint;
    this.socket = connect({
      host: endpoint.host,
      port: endpoint.port,
      lookup: endpoint.lookup,
      noDelay: true,
      onread: { buffer: () => this.#readBuffer(), callback: (bytes, buffer) => this.#read(bytes, buffer) },
    });
    this.#on('connect', () => {
      this.connected = true;
      this.#user?.connected();
    });
    this.#on('drain', () => this.#user?.drained());
    this.#on('end', () => {
      this.#ended();
    });
    this.socket.on('error', (error) => {
      this.#denied = isRefusal(error);
    });
    this.#on('close', () => {
      this.#closed();
    });
  }

  #on(event: 'connect' | 'drain' | 'end' | 'close', listener: () => void): void {
    this.socket.on(event, () => {
      this.#contain(listener);
    });
  }

  /** A defect ends the request that meets it, and nothing else. */
  #contain(work: () => void): void {
    const user = this.#user;
    try {
      work();
    } catch (error) {
      this.destroy();
      if (user === undefined) throw error;
      user.defect(error);
    }
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

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.socket.resume();
  }

  destroy(): void {
    this.#user = undefined;
    this.socket.destroy();
  }

  /** A byte of the answer that is waited for has come. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Whether it may serve another request. */
  get reusable(): boolean {
    return this.#persistent && this.#state === 'idle' && this.socket.writable && !this.socket.destroyed;
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
    const user = this.#user;
    try {
      if (this.#state === 'head') this.#readHead(piece);
      else this.#readBody(piece);
    } catch (error) {
      this.destroy();
      if (user === undefined) throw error;
      user.defect(error);
    }
    return !this.#paused;
  }

  #readHead(piece: Buffer): void {
    const head = this.#head.read(piece);
    if (head === 'incomplete') return;
    if (head === 'invalid') this.#fail('invalid');
    else this.#begin(head, this.#head.body);
  }

  #begin(head: ResponseHead, body: Buffer): void {
    const user = this.#user;
    if (user === undefined) return;
    this.#persistent = head.persistent;
    this.idleTime = Math.min(LIMITS.endpointIdleTime, (head.idleTime ?? Infinity) - LIMITS.freshTime);
    const bodiless = user.bodiless || head.status === 204 || head.status === 304;
    if (bodiless || (!head.chunked && head.contentLength >= 0)) {
      this.#left = bodiless ? 0 : head.contentLength;
      if (body.length >= this.#left) {
        user.head(head, body.length === this.#left ? body : body.subarray(0, this.#left));
        this.#complete(body.length > this.#left);
        return;
      }
      this.#state = 'length';
    } else {
      this.#state = head.chunked ? 'chunked' : 'until-close';
      this.#decoder.reset();
    }
    user.head(head, undefined);
    if (body.length > 0) this.#readBody(body);
  }

  #readBody(data: Buffer): void {
    // The user may give the request up at any call; nothing is passed on after that.
    if (this.#state === 'chunked') {
      const at = this.#decoder.decode(data, 0, data.length, (from, to) => {
        this.#pass(data.subarray(from, to));
      });
      if (this.#decoder.failed) this.#fail('invalid');
      else if (this.#decoder.done) this.#complete(at < data.length);
      return;
    }
    if (this.#state === 'until-close') {
      this.#pass(data);
      return;
    }
    const end = Math.min(data.length, this.#left);
    this.#left -= end;
    this.#pass(end === data.length ? data : data.subarray(0, end));
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
    const keep = !surplus && this.#persistent && this.socket.writable;
    if (!keep) this.#persistent = false;
    else if (this.#paused) {
      this.#paused = false;
      this.socket.resume();
    }
    user.end();
    if (!keep) this.socket.destroy();
  }

  #fail(reason: UpstreamFailure): void {
    const user = this.#user;
    this.#user = undefined;
    this.socket.destroy();
    user?.failed(reason, this.#answered);
  }

  #ended(): void {
    if (this.#state === 'until-close') this.#complete(true);
    else this.#closed();
  }

  #closed(): void {
    if (this.#state === 'idle') this.#endpoint.forget(this);
    if (this.connected) this.#fail('closed');
    else this.#fail(this.#denied ? 'denied' : 'refused');
  }
}
