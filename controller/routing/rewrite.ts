import type { TableRoute } from '../api/route-table.ts';
import { tablePath, wirePath, wireQuery } from './path.ts';

/** Gives the target for the service from the plain path, the query and the target as it was sent. */
export type Rewrite = (plain: string, query: string | undefined, sent: string) => string;

const withQuery = (path: string, query: string | undefined, separator = '?'): string =>
  query === undefined || query === '' ? path : path + separator + query;

/** Prefixes of a route's paths, longest first, without a trailing slash. */
const prefixesOf = (route: TableRoute): string[] =>
  route.paths.map(({ value }) => tablePath(value).replace(/\/$/, '')).sort((a, b) => b.length - a.length);

function stripPrefix(prefixes: string[]): Rewrite {
  return (plain, query) => {
    const prefix = prefixes.find((candidate) => plain.startsWith(candidate)) ?? '';
    const rest = plain.slice(prefix.length);
    return withQuery(wirePath(rest.startsWith('/') ? rest : `/${rest}`), query);
  };
}

function replacePrefix(prefixes: string[], replacement: string): Rewrite {
  return (plain, query) => {
    const prefix = prefixes.find((candidate) => plain.startsWith(candidate));
    return withQuery(wirePath(prefix === undefined ? plain : replacement + plain.slice(prefix.length)), query);
  };
}

/** Fills `$1`, `${1}` and `$$` in. */
export const fillGroups = (template: string, groups: readonly (string | undefined)[]): string =>
  template.replace(/\$(?:(\d+)|\{(\d+)\}|\$)/g, (whole, bare: string | undefined, braced: string | undefined) =>
    whole === '$$' ? '$' : (groups[Number(bare ?? braced)] ?? ''),
  );

/** A replacement may carry a query of its own, unless the path had an (encoded) question mark in it. */
function regexRewrite(source: string, template: string): Rewrite {
  const pattern = new RegExp(tablePath(source));
  const replacement = tablePath(template);
  return (plain, query) => {
    const match = pattern.exec(plain);
    const result = match
      ? plain.slice(0, match.index) + fillGroups(replacement, match) + plain.slice(match.index + match[0].length)
      : plain;
    const mark = plain.includes('?') ? -1 : result.indexOf('?');
    if (mark < 0) return withQuery(wirePath(result), query);
    return withQuery(wirePath(result.slice(0, mark)) + wireQuery(result.slice(mark)), query, '&');
  };
}

/**
 * Compiles a route's rewrite. A route with any rewrite or any change of request headers forwards the path decoded, merged and
 * encoded again, as APISIX's proxy-rewrite does; every other route forwards the target as it was sent. Throws on a bad regular
 * expression.
 */
export function compileRewrite(route: TableRoute): Rewrite {
  const { rewrite } = route;
  if (rewrite?.stripPrefix) return stripPrefix(prefixesOf(route));
  if (rewrite?.replacePrefix === '/') return stripPrefix(prefixesOf(route));
  if (rewrite?.replacePrefix !== undefined) return replacePrefix(prefixesOf(route), tablePath(rewrite.replacePrefix));
  const [source, template] = rewrite?.regex ?? [];
  if (source !== undefined && template !== undefined) return regexRewrite(source, template);
  if (rewrite !== undefined || changesHeaders(route)) return (plain, query) => withQuery(wirePath(plain), query);
  return (_plain, _query, sent) => sent;
}

function changesHeaders({ requestHeaders }: TableRoute): boolean {
  return (
    requestHeaders !== undefined &&
    (Object.keys(requestHeaders.set).length > 0 ||
      Object.keys(requestHeaders.add).length > 0 ||
      requestHeaders.remove.length > 0)
  );
}
