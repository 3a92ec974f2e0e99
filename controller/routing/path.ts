/**
 * Request paths in two forms. The wire form is what a client sent, as latin-1 text. The plain form is what routes are matched on:
 * percent-decoded once, slashes merged, still one character a byte. An encoded slash stays apart from a real one in it, so that
 * it never separates segments.
 */

/** Stands for an encoded slash in a plain path: no byte has this value. */
const ENCODED_SLASH = '\u0100';

const PLAIN = /^(?:\/[A-Za-z0-9_~!$&'()*+,;=:@-][A-Za-z0-9._~!$&'()*+,;=:@-]*)+\/?$/;
const ESCAPE = /%([0-9a-fA-F]{2})/g;
const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})|%00/;

/** What NGX_ESCAPE_URI escapes: `" # % < > ? \ ^ ` { | }`, space, controls and everything from DEL on. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE = /[\x00-\x20"#%<>?\\^`{|}\x7f-\u0100]/g;

/** The path of an origin-form target: what comes before `?` or `#`. */
export function splitTarget(target: string): { path: string; query: string | undefined } {
  const hash = target.indexOf('#');
  const visible = hash < 0 ? target : target.slice(0, hash);
  const mark = visible.indexOf('?');
  return mark < 0
    ? { path: visible, query: undefined }
    : { path: visible.slice(0, mark), query: visible.slice(mark + 1) };
}

/**
 * The plain form of a wire path, or undefined when it must be refused: a bad escape, an encoded NUL, or a segment `.` or `..`
 * in any spelling (two readers of it could disagree about which path it means).
 */
export function plainPath(wire: string): string | undefined {
  if (wire === '/' || PLAIN.test(wire)) return wire;
  if (!wire.startsWith('/')) return undefined;
  if (BAD_ESCAPE.test(wire)) return undefined;
  const decoded = wire.replace(ESCAPE, (_, hex: string) =>
    /2f/i.test(hex) ? ENCODED_SLASH : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const merged = decoded.includes('//') ? decoded.replace(/\/{2,}/g, '/') : decoded;
  // An encoded slash may be a slash to the service, so it ends a dot segment too; so may a backslash, a slash
  // in URLs as browsers and Node read them (WHATWG).
  return /(?:^|[/\\\u0100])\.{1,2}(?:$|[/\\\u0100])/.test(merged) ? undefined : merged;
}

/** What would end a request line or a query early; everything else in a route's own query stays as its author wrote it. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE_QUERY = /[\x00-\x20#\x7f-\u0100]/g;

const escaped = (character: string): string =>
  character === ENCODED_SLASH ? '%2F' : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** A plain path for the wire. */
export const wirePath = (plain: string): string => plain.replace(UNSAFE, escaped);

/** A query that may hold pieces of a plain path, for the wire: what was decoded must not become a line end or a blank. */
export const wireQuery = (plain: string): string => plain.replace(UNSAFE_QUERY, escaped);

/** A path of a route as it stands in a table (Unicode), one character a byte. */
export const tablePath = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');
