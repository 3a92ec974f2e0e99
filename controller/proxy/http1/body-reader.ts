import { LIMITS } from '../limits.ts';
import { ChunkedDecoder } from './chunked.ts';
import type { RequestFacts } from './request-facts.ts';

/** Finds where a request's body ends in what a client sends. */
export class BodyReader {
  /** All of it was read. */
  done = true;
  /** It cannot be read: a chunk was malformed. */
  failed = false;
  readonly #decoder = new ChunkedDecoder();
  #chunked = false;
  #left = -1;

  /** Begins with the request that has these facts. Returns whether a body follows. */
  begin(facts: RequestFacts | undefined): boolean {
    this.#chunked = facts?.chunked === true;
    this.#left = facts?.contentLength ?? -1;
    this.failed = false;
    this.done = !this.#chunked && this.#left <= 0;
    if (this.#chunked) this.#decoder.reset();
    return !this.done;
  }

  /** Hands the body's bytes from `start` on to `sink`; returns the offset after the last byte that was used. */
  read(data: Buffer, start: number, sink: (piece: Buffer) => void): number {
    if (this.#chunked) {
      const at = this.#decoder.decode(data, start, data.length, (from, to) => {
        sink(data.subarray(from, to));
      });
      this.failed = this.#decoder.failed;
      this.done = this.#decoder.done;
      return at;
    }
    const at = Math.min(data.length, start + this.#left);
    this.#left -= at - start;
    this.done = this.#left === 0;
    sink(data.subarray(start, at));
    return at;
  }

  /** So little is left that it can be read and thrown away. */
  get discardable(): boolean {
    return this.#left >= 0 && this.#left <= LIMITS.discardedBytes;
  }
}
