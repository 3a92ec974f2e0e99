/** Longest line that is kept together, in bytes; a longer one is cut into several. */
const LONGEST = 1024 * 1024;

/** Cuts a stream of bytes into lines. Bytes are decoded by line, so that no character is torn at the border of two chunks. */
export class LineSplitter {
  #rest: Uint8Array = new Uint8Array();

  /** The lines that these bytes complete, without their line breaks. */
  push(bytes: Uint8Array): string[] {
    const lines: string[] = [];
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    let from = 0;
    for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a, from)) {
      lines.push(decode(data.subarray(from, end)));
      from = end + 1;
    }
    this.#rest = new Uint8Array(data.subarray(from));
    if (this.#rest.length >= LONGEST) lines.push(...this.flush());
    return lines;
  }

  /** The unfinished line so far; it stays. */
  peek(): string {
    return decode(this.#rest);
  }

  /** Ends the unfinished line, if there is one. */
  flush(): string[] {
    if (this.#rest.length === 0) return [];
    const line = decode(this.#rest);
    this.#rest = new Uint8Array();
    return [line];
  }
}

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString().replace(/\r$/, '');
