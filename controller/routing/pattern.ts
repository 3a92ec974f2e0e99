import type { TableRoute } from '../api/route-table.ts';
import { tablePath } from './path.ts';

/**
 * One path of a route, as the matcher indexes it: a whole path, or the literal text before a wildcard with the expression that
 * the whole path has to fit.
 */
export type PathPattern =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string; readonly pattern: RegExp | undefined };

/** What a `:name` segment takes: the characters of a path segment in RFC 1738. */
const SEGMENT = "[\\w\\-;:@&=!',%$.+*()]+";
const OPERATOR = /[+?()[\]{}^$|*\\]/;
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Whether a text, read as a regular expression, matches itself; APISIX reads the text of prefixes so. */
function matchesItself(text: string): boolean {
  if (!OPERATOR.test(text)) return true;
  try {
    return new RegExp(`^${text}$`).test(text);
  } catch {
    return false;
  }
}

/** A pattern for a path with a `:name` segment or a `*` inside, which APISIX reads as wildcards even in an Exact path. */
function wildcard(text: string): PathPattern | undefined {
  const parameter = text.indexOf('/:');
  const star = text.indexOf('*');
  if (parameter < 0 && star < 0) return undefined;
  const cut = Math.min(parameter < 0 ? Infinity : parameter + 1, star < 0 ? Infinity : star);
  const source = text
    .split('/')
    .map((segment) => (segment.startsWith(':') ? SEGMENT : segment.split('*').map(escape).join('[^]*')))
    .join('/');
  return { kind: 'prefix', text: text.slice(0, cut), pattern: new RegExp(`^${source}$`) };
}

/** The patterns of one path: a Prefix is the path itself and everything below it, by segment. */
export function compilePath({ type, value }: TableRoute['paths'][number]): PathPattern[] {
  const text = tablePath(value);
  if (type === 'Exact') return [wildcard(text) ?? { kind: 'exact', text }];
  const base = text.endsWith('/') ? text.slice(0, -1) : text;
  if (base === '') return [{ kind: 'prefix', text: '/', pattern: undefined }];
  const below = wildcard(`${base}/*`);
  if (base.includes('*') || base.includes('/:'))
    return [wildcard(base) ?? { kind: 'exact', text: base }, ...(below ? [below] : [])];
  const self: PathPattern = { kind: 'exact', text: base };
  return matchesItself(base) ? [self, { kind: 'prefix', text: `${base}/`, pattern: undefined }] : [self];
}
