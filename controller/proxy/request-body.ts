import type { Socket } from 'node:net';
import { LAST_CHUNK, writeChunk } from './http1/chunk-writer.ts';
import { LIMITS } from './limits.ts';
import type { BodyFraming } from './request-text.ts';

/**
 * A request's body on its way to the service. It is gathered first: a small one goes out whole, with a Content-Length, and can be sent
 * again to another replica; a large or slow one is streamed.
 */
export class RequestBody {
  /** All of it came from the client. */
  complete = true;
  /** Bytes so far. */
  size = 0;
  /** It goes on in the chunked coding. */
  chunked = false;
  streaming = false;
  #announced = -1;
  #parts: Buffer[] | undefined;

  /** `announced` is the Content-Length, -1 when there is none. */
  reset(expected: boolean, announced: number): void {
    this.complete = !expected;
    this.size = 0;
    this.chunked = this.streaming = false;
    this.#announced = announced;
    this.#parts = expected ? [] : undefined;
  }

  get gathering(): boolean {
    return !this.complete && !this.streaming;
  }

  exceeds(maxBytes: number): boolean {
    return maxBytes > 0 && Math.max(this.size, this.#announced) > maxBytes;
  }

  /** Takes a piece; true when no more should be gathered. */
  gather(piece: Buffer): boolean {
    this.size += piece.length;
    this.#parts?.push(piece);
    return this.size > LIMITS.gatheredBytes;
  }

  /** Everything that has to be sent is at hand. */
  get held(): boolean {
    return this.#parts !== undefined || (this.size === 0 && !this.streaming);
  }

  /** The whole body could be sent once more. */
  get repeatable(): boolean {
    return this.complete && this.held;
  }

  /** How it is framed for the service; `announced` is the client's Content-Length, -1 when there is none. */
  framing(announced: number): BodyFraming {
    if (this.complete && !this.streaming)
      return this.size > 0 || announced >= 0 || this.#parts !== undefined ? this.size : undefined;
    this.streaming = true;
    this.chunked = announced < 0;
    return this.chunked ? 'chunked' : announced;
  }

  /** Writes head and gathered body in one go. */
  send(socket: Socket, head: string): void {
    const parts = this.#parts ?? [];
    if (parts.length === 0) socket.write(head, 'latin1');
    else this.#sendParts(socket, head, parts);
    // All of it came while an earlier connection was being opened, which failed.
    if (this.complete) this.finish(socket);
  }

  #sendParts(socket: Socket, head: string, parts: readonly Buffer[]): void {
    if (!this.chunked && this.size <= LIMITS.joinedBytes) {
      socket.write(head + parts.map((part) => part.toString('latin1')).join(''), 'latin1');
      return;
    }
    socket.cork();
    socket.write(this.chunked ? `${head}${this.size.toString(16)}\r\n` : head, 'latin1');
    for (const part of parts) socket.write(part);
    if (this.chunked) socket.write('\r\n', 'latin1');
    socket.uncork();
  }

  /** Passes a piece on. As long as the service was not reached it is gathered too, so that another one can get all of it. */
  stream(socket: Socket, piece: Buffer): void {
    this.size += piece.length;
    this.#parts?.push(piece);
    if (this.chunked) writeChunk(socket, piece);
    else socket.write(piece);
  }

  /** Ends a body that goes on in the chunked coding. */
  finish(socket: Socket): void {
    if (this.chunked) socket.write(LAST_CHUNK, 'latin1');
  }

  forget(): void {
    this.#parts = undefined;
  }
}
