import type { Socket } from 'node:net';
import { LIMITS } from './limits.ts';

/** More has to come before anything can be read. */
export const WAIT = -1;
/** Something else has to end first. */
export const BUSY = -2;

/**
 * Reads from `at` and returns the offset after what was used, or `WAIT` or `BUSY`. `scanned` bytes of the data were looked at before.
 */
export type ReadInput = (data: Buffer, at: number, scanned: number) => number;

/** What a client sent and nobody has read yet: bounded, because a socket is paused when too much waits. */
export class ClientInput {
  readonly #socket: Socket;
  readonly #read: ReadInput;
  #rest: Buffer | undefined;
  #reading = false;

  constructor(socket: Socket, read: ReadInput) {
    this.#socket = socket;
    this.#read = read;
  }

  /** Nothing waits to be read. */
  get empty(): boolean {
    return this.#rest === undefined;
  }

  /** Takes what came from the socket. */
  take(data: Buffer): void {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest === undefined) this.#consume(data, 0);
    else this.#consume(Buffer.concat([rest, data]), rest.length);
  }

  /** Goes on with what waits, unless that is being read at this very moment. */
  continue(): void {
    if (this.#reading || this.#rest === undefined) return;
    const rest = this.#rest;
    this.#rest = undefined;
    this.#consume(rest, 0);
  }

  /** Forgets what waits. */
  drop(): void {
    this.#rest = undefined;
  }

  #consume(data: Buffer, scanned: number): void {
    this.#reading = true;
    let at = 0;
    let known = scanned;
    try {
      while (at < data.length) {
        const next = this.#read(data, at, known);
        if (next < 0) {
          this.#rest = data.subarray(at);
          if (next === BUSY && this.#rest.length > LIMITS.pipelinedBytes) this.#socket.pause();
          return;
        }
        known = 0;
        at = next;
      }
    } finally {
      this.#reading = false;
    }
  }
}
