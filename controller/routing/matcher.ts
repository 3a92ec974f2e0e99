import type { RouteTable, TableRoute } from '../api/route-table.ts';
import { compileCondition, type Condition, type MatchRequest } from './conditions.ts';
import { compilePath, type PathPattern } from './pattern.ts';

/** A route as it stands in the matcher, with whatever its user attached to it. */
interface Entry<T> {
  readonly value: T;
  readonly rank: number;
  readonly condition: Condition | undefined;
  /** Set for paths that stand for more than their literal text. */
  readonly pattern: RegExp | undefined;
}

/** All routes of one host (or of none): by whole path, and by the literal text before a wildcard. */
interface HostRoutes<T> {
  readonly exact: Map<string, Entry<T>[]>;
  readonly prefixes: Map<string, Entry<T>[]>;
  /** Lengths of prefixes, so that a long path costs few look-ups. */
  longest: number;
  /** Prefixes that do not end at a segment: rare, from a `*` inside a path. */
  readonly odd: Set<number>;
}

const emptyHost = <T>(): HostRoutes<T> => ({ exact: new Map(), prefixes: new Map(), longest: 0, odd: new Set() });

/** 10 × priority, plus 1 for a route of Exact paths only, which therefore beats a Prefix of the same value. */
const rankOf = (route: TableRoute): number =>
  10 * route.priority + (route.paths.every((path) => path.type === 'Exact') ? 1 : 0);

/** Keeps a bucket sorted: higher rank first, among equals in the order of insertion. */
function insert<T>(buckets: Map<string, Entry<T>[]>, key: string, entry: Entry<T>): void {
  const bucket = buckets.get(key);
  if (!bucket) {
    buckets.set(key, [entry]);
    return;
  }
  let index = bucket.length;
  while (index > 0 && (bucket[index - 1]?.rank ?? 0) < entry.rank) index--;
  bucket.splice(index, 0, entry);
}

function choose<T>(bucket: Entry<T>[] | undefined, path: string, request: MatchRequest): T | undefined {
  if (bucket === undefined) return undefined;
  for (const entry of bucket) {
    if (
      (entry.pattern === undefined || entry.pattern.test(path)) &&
      (entry.condition === undefined || entry.condition(request))
    )
      return entry.value;
  }
  return undefined;
}

function addPath<T>(host: HostRoutes<T>, path: PathPattern, entry: Entry<T>): void {
  if (path.kind === 'exact') {
    insert(host.exact, path.text, entry);
    return;
  }
  insert(host.prefixes, path.text, { ...entry, pattern: path.pattern });
  host.longest = Math.max(host.longest, path.text.length);
  if (!path.text.endsWith('/')) host.odd.add(path.text.length);
}

function chooseByPath<T>(host: HostRoutes<T>, path: string, request: MatchRequest): T | undefined {
  const exact = choose(host.exact.get(path), path, request);
  if (exact !== undefined) return exact;
  for (let length = Math.min(path.length, host.longest); length > 0; length--) {
    if (path.charCodeAt(length - 1) !== 0x2f && !host.odd.has(length)) continue;
    const found = choose(host.prefixes.get(path.slice(0, length)), path, request);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Chooses the route of a request as APISIX's radixtree_host_uri does: routes that name the host before those that name a wildcard
 * (longest first) before those without a host; within a host the whole path, then the longest prefix; within a path the
 * priority, then the order of creation. A route whose methods, headers or query do not fit is passed over, whatever comes next is
 * tried.
 */
export class Matcher<T> {
  readonly #exactHosts = new Map<string, HostRoutes<T>>();
  /** By the suffix with its leading dot. */
  readonly #wildcardHosts = new Map<string, HostRoutes<T>>();
  readonly #anyHost = emptyHost<T>();

  /** Adds a route; later ones lose ties. Throws on a bad regular expression in the route. */
  add(route: TableRoute, value: T): void {
    const entry: Entry<T> = { value, rank: rankOf(route), condition: compileCondition(route), pattern: undefined };
    const paths = route.paths.flatMap(compilePath);
    const hosts = route.hosts;
    const targets = hosts.length === 0 ? [this.#anyHost] : hosts.map((host) => this.#routesOf(host));
    for (const host of targets) for (const path of paths) addPath(host, path, entry);
  }

  #routesOf(host: string): HostRoutes<T> {
    const name = host.toLowerCase();
    const [hosts, key] = name.startsWith('*') ? [this.#wildcardHosts, name.slice(1)] : [this.#exactHosts, name];
    let routes = hosts.get(key);
    if (!routes) hosts.set(key, (routes = emptyHost()));
    return routes;
  }

  /** What was attached to the request's route. The host as `parseHost` gives its name, the path as `plainPath` gives it. */
  match(host: string, path: string, request: MatchRequest): T | undefined {
    const exact = this.#exactHosts.size > 0 ? this.#exactHosts.get(host) : undefined;
    const found = exact && chooseByPath(exact, path, request);
    if (found !== undefined) return found;
    if (this.#wildcardHosts.size > 0) {
      for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        const wildcard = this.#wildcardHosts.get(host.slice(dot));
        const value = wildcard && chooseByPath(wildcard, path, request);
        if (value !== undefined) return value;
      }
    }
    return chooseByPath(this.#anyHost, path, request);
  }
}

/** Tables in the order in which their routes win ties: the older stack first. */
export const byAge = (tables: Iterable<RouteTable>): RouteTable[] =>
  [...tables].sort((a, b) => a.stack.createdAt - b.stack.createdAt || (a.stack.uid < b.stack.uid ? -1 : 1));

/** Compiles tables step by step: yields after every route, so that a caller may let other work run in between. */
export function* compileSteps<T>(
  tables: Iterable<RouteTable>,
  attach: (route: TableRoute, table: RouteTable) => T,
): Generator<undefined, Matcher<T>> {
  const matcher = new Matcher<T>();
  for (const table of byAge(tables)) {
    for (const route of table.routes) {
      matcher.add(route, attach(route, table));
      yield undefined;
    }
  }
  return matcher;
}

/** Compiles tables at once. */
export function compileTables<T>(
  tables: Iterable<RouteTable>,
  attach: (route: TableRoute, table: RouteTable) => T,
): Matcher<T> {
  const steps = compileSteps(tables, attach);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
