/** The head of a message as it stood on the wire. */
export interface MessageHead {
  readonly line: string;
  readonly headers: readonly string[];
  /** The first value of a field, by its name in lower case. */
  readonly value: (name: string) => string | undefined;
  /** Where the body begins. */
  readonly end: number;
}

/** The head at the front of what came; undefined when it is not complete. */
export function headOf(data: Buffer): MessageHead | undefined {
  const end = data.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...headers] = data.toString('latin1', 0, end).split('\r\n');
  const value = (name: string): string | undefined =>
    headers
      .find((header) => header.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  return { line, headers, value, end: end + 4 };
}

/** A body in the chunked coding, without trailers: the chunks that came, and where it ends, unless it is not complete. */
export function chunksOf(data: Buffer, start: number): { readonly chunks: Buffer[]; readonly end: number | undefined } {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = data.indexOf('\r\n', at);
    const size = lineEnd < 0 ? NaN : Number.parseInt(data.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || data.length < lineEnd + 4 + size) return { chunks, end: undefined };
    at = lineEnd + 4 + size;
    if (size === 0) return { chunks, end: at };
    chunks.push(data.subarray(lineEnd + 2, lineEnd + 2 + size));
  }
}
