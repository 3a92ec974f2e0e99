import type { TableRoute } from '../api/route-table.ts';
import { decodeQueryPart } from './query.ts';

/** What the matching needs to see of a request, besides host and plain path. */
export interface MatchRequest {
  readonly method: string;
  /** What follows `?`, as it was sent. */
  readonly query: string | undefined;
  /**
   * The value of a header by its lower-case name with `-` for `_`; repeated ones joined by `, ` (cookies by `; `); undefined
   * when absent.
   */
  header(name: string): string | undefined;
}

/** True when all of a route's methods, headers and query parameters fit the request. */
export type Condition = (request: MatchRequest) => boolean;

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The first value of a query parameter; undefined when it is absent or has no `=`. Names are case-sensitive. */
function queryValue(query: string, name: string): string | undefined {
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (decodeQueryPart(key) === name) return equals < 0 ? undefined : decodeQueryPart(pair.slice(equals + 1));
  }
  return undefined;
}

function headerConditions(route: TableRoute): Condition[] {
  return route.headers.map(({ name, value, regex, present }): Condition => {
    const key = name.toLowerCase().replaceAll('_', '-');
    if (regex !== undefined) {
      const pattern = new RegExp(latin1(regex));
      return (request) => {
        const actual = request.header(key);
        return actual !== undefined && pattern.test(actual);
      };
    }
    if (value !== undefined) {
      const expected = latin1(value);
      return (request) => request.header(key) === expected;
    }
    return present === false
      ? (request) => request.header(key) === undefined
      : (request) => request.header(key) !== undefined;
  });
}

function queryConditions(route: TableRoute): Condition[] {
  return route.queryParams.map(({ name, value, regex, present }): Condition => {
    const key = latin1(name);
    if (regex !== undefined) {
      const pattern = new RegExp(latin1(regex));
      return (request) => {
        const actual = request.query === undefined ? undefined : queryValue(request.query, key);
        return actual !== undefined && pattern.test(actual);
      };
    }
    if (value === undefined)
      return (request) =>
        (request.query !== undefined && queryValue(request.query, key) !== undefined) === (present !== false);
    const expected = latin1(value);
    return (request) => request.query !== undefined && queryValue(request.query, key) === expected;
  });
}

/** Compiles what a route asks for beyond host and path; undefined when it takes every request. Throws on a bad regular expression. */
export function compileCondition(route: TableRoute): Condition | undefined {
  const conditions = [...headerConditions(route), ...queryConditions(route)];
  const methods = route.methods;
  if (methods.length > 0) {
    const allowed = new Set<string>(methods);
    conditions.unshift((request) => allowed.has(request.method));
  }
  const [first] = conditions;
  if (conditions.length <= 1) return first;
  return (request) => conditions.every((condition) => condition(request));
}
