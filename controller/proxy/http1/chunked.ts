import { LIMITS } from '../limits.ts';

type State =
  'size' | 'extension' | 'size-lf' | 'data' | 'data-cr' | 'data-lf' | 'line' | 'trailer' | 'trailer-lf' | 'last-lf';

const hexDigit = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};
const isText = (byte: number): boolean => byte === 0x09 || (byte >= 0x20 && byte !== 0x7f);

/**
 * Decodes the chunked transfer coding (RFC 9112, section 7.1), strictly: every line ends with CRLF, sizes are bare hexadecimal
 * digits, nothing but extensions after `;`. Extensions and trailers are read and thrown away.
 */
export class ChunkedDecoder {
  done = false;
  failed = false;
  #state: State = 'size';
  #left = 0;
  #digits = 0;
  #overhead = 0;

  reset(): void {
    this.done = this.failed = false;
    this.#state = 'size';
    this.#left = this.#digits = this.#overhead = 0;
  }

  /**
   * Decodes what lies between the offsets and hands each piece of data to `sink` as offsets into the same buffer. Returns the
   * offset after the last byte that was used: before `end` only when `done` or `failed`.
   */
  decode(buffer: Uint8Array, start: number, end: number, sink: (from: number, to: number) => void): number {
    let at = start;
    while (at < end && !this.done && !this.failed) {
      if (this.#state === 'data') {
        const to = Math.min(end, at + this.#left);
        sink(at, to);
        this.#left -= to - at;
        at = to;
        if (this.#left === 0) this.#state = 'data-cr';
      } else {
        this.#step(buffer[at] ?? 0);
        at++;
      }
    }
    return at;
  }

  #step(byte: number): void {
    switch (this.#state) {
      case 'size':
        this.#readSize(byte);
        return;
      case 'extension':
        if (byte === 0x0d) this.#state = 'size-lf';
        else this.#skip(byte);
        return;
      case 'size-lf':
        this.#expect(byte, 0x0a, this.#left === 0 ? 'line' : 'data');
        this.#digits = 0;
        return;
      case 'data-cr':
        this.#expect(byte, 0x0d, 'data-lf');
        return;
      case 'data-lf':
        this.#expect(byte, 0x0a, 'size');
        return;
      case 'line':
        if (byte === 0x0d) this.#state = 'last-lf';
        else {
          this.#state = 'trailer';
          this.#skip(byte);
        }
        return;
      case 'trailer':
        if (byte === 0x0d) this.#state = 'trailer-lf';
        else this.#skip(byte);
        return;
      case 'trailer-lf':
        this.#expect(byte, 0x0a, 'line');
        return;
      case 'last-lf':
        this.#expect(byte, 0x0a, 'size');
        this.done = !this.failed;
        return;
      case 'data':
    }
  }

  #readSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#left = this.#left * 16 + digit;
      this.#digits++;
      if (this.#digits > 16 || this.#left > Number.MAX_SAFE_INTEGER) this.failed = true;
    } else if (this.#digits === 0) this.failed = true;
    else if (byte === 0x0d) this.#state = 'size-lf';
    else if (byte === 0x3b) this.#state = 'extension';
    else this.failed = true;
  }

  #expect(byte: number, expected: number, next: State): void {
    if (byte === expected) this.#state = next;
    else this.failed = true;
  }

  #skip(byte: number): void {
    this.#overhead++;
    if (!isText(byte) || this.#overhead > LIMITS.chunkOverheadBytes) this.failed = true;
  }
}
