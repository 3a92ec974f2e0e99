/** What is common to the header blocks of requests and responses: lines of `name: value`, each with its CRLF, as latin-1 text. */

const BLANK = /^[ \t]+|[ \t]+$/g;

/** A field value without the blanks around it (RFC 9112, section 5; only space and tab are blanks). */
export const trimField = (value: string): string => value.replace(BLANK, '');

/** Text of a table (Unicode) as UTF-8, one character a byte: cut to eight bits instead, U+010A would become a line feed. */
export const wireText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The members of a comma-separated list in lower case, without empty ones (RFC 9110, section 5.6.1). */
export const listMembers = (value: string): string[] =>
  value
    .split(',')
    .map((member) => trimField(member).toLowerCase())
    .filter((member) => member !== '');

/** Of one connection only (RFC 9110, section 7.6.1), or of the framing, which is written anew for each. */
export const HOP_FIELDS = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'upgrade',
  'content-length',
  'transfer-encoding',
] as const;

/** A field name as it is compared: lower case, `_` as `-`, since servers that make variables of names cannot tell those apart. */
export const canonicalName = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/**
 * Names that mean something to the proxy, found by length and first letter without making a string: almost every line of a
 * block is none of them.
 */
export class NameTable {
  readonly #buckets: (string[] | undefined)[] = [];

  constructor(names: readonly string[]) {
    for (const name of names) (this.#buckets[NameTable.#slot(name.length, name.charCodeAt(0))] ??= []).push(name);
  }

  static #slot(length: number, first: number): number {
    return length * 32 + (first & 31);
  }

  /** The canonical name that stands at `start` to `colon`, when it is one of the table's. */
  find(block: string, start: number, colon: number): string | undefined {
    const bucket = this.#buckets[NameTable.#slot(colon - start, block.charCodeAt(start))];
    if (bucket === undefined) return undefined;
    const name = canonicalName(block.slice(start, colon));
    return bucket.includes(name) ? name : undefined;
  }
}

/**
 * A block with some of its lines replaced: `replacement` gets the offsets of a line, of its colon and of what follows its CRLF, and returns
 * undefined for a line that stays. Runs of those are copied as one piece.
 */
export function replaceLines(
  block: string,
  replacement: (start: number, colon: number, end: number) => string | undefined,
): string {
  let kept = '';
  let run = 0;
  for (let at = 0; at < block.length;) {
    const end = block.indexOf('\r\n', at) + 2;
    const text = replacement(at, block.indexOf(':', at), end);
    if (text !== undefined) {
      kept += block.slice(run, at) + text;
      run = end;
    }
    at = end;
  }
  return run === 0 ? block : kept + block.slice(run);
}

/** Takes the lines out of a block whose canonical names are in the set. */
export const withoutFields = (block: string, names: ReadonlySet<string>): string =>
  names.size === 0
    ? block
    : replaceLines(block, (start, colon) => (names.has(canonicalName(block.slice(start, colon))) ? '' : undefined));

/**
 * Values by canonical name. Repeated fields are joined with `, `, cookies with `; `, as nginx's `$http_` variables do.
 */
export function fieldValues(block: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of block.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = canonicalName(line.slice(0, colon));
    const value = trimField(line.slice(colon + 1));
    const former = values.get(name);
    values.set(name, former === undefined ? value : former + (name === 'cookie' ? '; ' : ', ') + value);
  }
  return values;
}
