import { connect, type Socket } from 'node:net';
import { chunksOf, headOf } from './message.ts';

/** An answer as it stood on the wire. */
export interface WireAnswer {
  readonly line: string;
  readonly status: number;
  readonly headers: readonly string[];
  readonly framing: 'none' | 'content-length' | 'chunked' | 'until-close';
  readonly body: Buffer;
  /** The connection ended before the body was complete. */
  readonly cut: boolean;
}

/** A client that speaks in bytes. */
export class WireClient {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  ended: 'closed' | 'reset' | undefined;
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.socket.on('data', (piece: Buffer) => {
      this.received = Buffer.concat([this.received, piece]);
      this.#wake();
    });
    this.socket.on('error', () => {
      this.ended = 'reset';
      this.#wake();
    });
    this.socket.on('end', () => {
      this.ended ??= 'closed';
      this.#wake();
    });
    this.socket.on('close', () => {
      this.ended ??= 'closed';
      this.#wake();
    });
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Waits until `done` gives something, at most `bound` milliseconds; undefined after that. */
  async until<T>(done: () => T | undefined, bound = 5000): Promise<T | undefined> {
    const end = Date.now() + bound;
    for (;;) {
      const result = done();
      if (result !== undefined) return result;
      const left = end - Date.now();
      if (left <= 0) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** The next answer (interim ones too), taken off what was received; undefined when none comes. */
  answer(method: string, bound?: number): Promise<WireAnswer | undefined> {
    return this.until(() => {
      const taken = takeAnswer(this.received, method === 'HEAD', this.ended !== undefined);
      if (taken !== undefined) this.received = Buffer.from(taken.rest);
      else if (this.ended !== undefined) throw new NoAnswer();
      return taken?.answer;
    }, bound).catch((error: unknown) => {
      if (error instanceof NoAnswer) return undefined;
      throw error;
    });
  }

  /** How the connection is some milliseconds after an answer. */
  async after(): Promise<'open' | 'closed' | 'reset'> {
    return (await this.until(() => this.ended, 20)) ?? 'open';
  }

  close(): void {
    this.socket.destroy();
  }
}

class NoAnswer extends Error {}

function takeAnswer(data: Buffer, bodiless: boolean, ended: boolean): { answer: WireAnswer; rest: Buffer } | undefined {
  const head = headOf(data);
  if (head === undefined) return undefined;
  const { line, headers, value, end: start } = head;
  const status = Number(line.split(' ')[1]);
  const result = (
    framing: WireAnswer['framing'],
    body: Buffer,
    used: number,
    cut = false,
  ): { answer: WireAnswer; rest: Buffer } => ({
    answer: { line, status, headers, framing, body: Buffer.from(body), cut },
    rest: data.subarray(used),
  });
  if (bodiless || status < 200 || status === 204 || status === 304) return result('none', Buffer.alloc(0), start);
  if (value('transfer-encoding') !== undefined) {
    const { chunks, end } = chunksOf(data, start);
    if (end !== undefined) return result('chunked', Buffer.concat(chunks), end);
    return ended ? result('chunked', Buffer.concat(chunks), data.length, true) : undefined;
  }
  const length = value('content-length');
  if (length === undefined) return ended ? result('until-close', data.subarray(start), data.length) : undefined;
  if (data.length >= start + Number(length))
    return result('content-length', data.subarray(start, start + Number(length)), start + Number(length));
  return ended ? result('content-length', data.subarray(start), data.length, true) : undefined;
}
