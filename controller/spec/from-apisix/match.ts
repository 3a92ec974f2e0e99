import { valuesIn } from './catalog.ts';

type Value = Readonly<Record<string, unknown>>;

const listOf = (many: unknown, one: unknown): string[] =>
  Array.isArray(many) ? many.map(String) : typeof one === 'string' ? [one] : [];

interface PathMatch {
  readonly type: 'Exact' | 'Prefix';
  readonly value: string;
}

/** `/a` with `/a/*` is a Prefix; a wildcard that does not begin a segment has no counterpart. */
function pathsOf(uris: readonly string[], lose: (what: string) => void): PathMatch[] {
  const all = new Set(uris);
  return uris.flatMap((uri): PathMatch[] => {
    if (uri === '/*' || uri === '*') return [{ type: 'Prefix', value: '/' }];
    if (uri.endsWith('/*')) {
      const value = uri.slice(0, -2);
      if (!all.has(value)) lose(`that ${value} itself is not ${uri}: as a Prefix it is`);
      return [{ type: 'Prefix', value }];
    }
    if (uri.includes('*')) {
      lose(`the path ${uri}: a wildcard has to be a whole segment at the end`);
      return [];
    }
    return all.has(`${uri}/*`) ? [] : [{ type: 'Exact', value: uri }];
  });
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Which requests a route takes; undefined when there is no way to say it. */
export function matchFields(route: Value, lose: (what: string) => void): Value | undefined {
  const { uris, uri, hosts, host, methods, vars, priority = 0 } = route;
  const paths = pathsOf(listOf(uris, uri), lose);
  if (paths.length === 0) return undefined;
  const names = listOf(hosts, host);
  const allowed = listOf(methods, undefined);
  const foreign = allowed.filter((method) => !KNOWN_METHODS.has(method));
  if (foreign.length > 0) lose(`the methods ${foreign.join(', ')}`);
  const kept = allowed.filter((method) => KNOWN_METHODS.has(method));
  if (allowed.length > 0 && kept.length === 0) return undefined;
  const conditions = conditionsOf(vars);
  if (!conditions) {
    lose(`its vars ${JSON.stringify(vars)}`);
    return undefined;
  }
  return {
    paths,
    ...(names.length > 0 ? { hosts: names } : {}),
    ...(kept.length > 0 ? { methods: kept } : {}),
    ...conditions,
    ...priorityOf(Number(priority), paths, lose),
  };
}

/** A priority becomes ten times as much, and one more when all paths are Exact; see `apisixRoute`. */
function priorityOf(priority: number, paths: readonly PathMatch[], lose: (what: string) => void): Value {
  const wanted = Math.floor(priority / 10);
  const written = 10 * wanted + (paths.every(({ type }) => type === 'Exact') ? 1 : 0);
  if (priority !== 0 && written !== priority) lose(`its priority ${priority}, which becomes ${written}`);
  return wanted === 0 ? {} : { priority: wanted };
}

/** Headers and query parameters; undefined for a condition on something else. */
function conditionsOf(vars: unknown): Value | undefined {
  if (vars === undefined) return {};
  if (!Array.isArray(vars)) return undefined;
  const headers: Value[] = [];
  const queryParams: Value[] = [];
  for (const condition of vars as unknown[]) {
    const [variable, ...test] = Array.isArray(condition) ? (condition as unknown[]) : [];
    const found = testOf(test);
    const [, kind, name = ''] = typeof variable === 'string' ? (/^(http|arg)_(.+)$/.exec(variable) ?? []) : [];
    if (kind === undefined || !found) return undefined;
    if (kind === 'http') headers.push({ name: name.replaceAll('_', '-'), ...found });
    else queryParams.push({ name, ...found });
  }
  return { ...(headers.length > 0 ? { headers } : {}), ...(queryParams.length > 0 ? { queryParams } : {}) };
}

function testOf(test: readonly unknown[]): Value | undefined {
  const [operator, value, last] = test;
  if (operator === '==' && test.length === 2) return { value: String(value) };
  if (operator === '~~' && typeof value === 'string') return value === '^' ? { present: true } : { regex: value };
  return operator === '!' && value === '~~' && last === '^' ? { present: false } : undefined;
}

/** Fields of a route that say something which a stack cannot. */
export function unknownFields(route: Value): string[] {
  const known = new Set([
    ...[
      'id',
      'name',
      'desc',
      'description',
      'labels',
      'create_time',
      'update_time',
      'status',
      'uris',
      'uri',
      'hosts',
      'host',
    ],
    ...[
      'methods',
      'vars',
      'priority',
      'upstream',
      'upstream_id',
      'service_id',
      'plugin_config_id',
      'plugins',
      'enable_websocket',
    ],
    ...['timeout', 'strip_path_prefix', 'path_prefix'],
  ]);
  return Object.keys(route).filter(
    (name) => !known.has(name) && (!Array.isArray(route[name]) || valuesIn(route[name]).length > 0),
  );
}
