import type { HeaderMatch } from '../api/generated/resource.ts';
import type { TableBackend, TableRoute } from '../api/route-table.ts';

/** A condition over request variables: `[variable, operator, value]`, `!` before the operator negates it. */
type Condition = readonly string[];

/** What of a route object depends on the declared route alone; see https://apisix.apache.org/docs/apisix/admin-api/#route. */
export interface ApisixRoute {
  readonly name: string;
  readonly uris: readonly string[];
  readonly priority: number;
  readonly hosts?: readonly string[];
  readonly methods?: readonly string[];
  readonly vars?: readonly Condition[];
  readonly plugins?: Readonly<Record<string, unknown>>;
  readonly enable_websocket?: true;
}

/** https://apisix.apache.org/docs/apisix/admin-api/#upstream */
export interface ApisixUpstream {
  readonly type: 'roundrobin';
  readonly nodes: readonly { readonly host: string; readonly port: number; readonly weight: number }[];
  readonly pass_host?: 'node' | 'rewrite';
  readonly upstream_host?: string;
  readonly retries?: number;
  /** Seconds. */
  readonly timeout?: { readonly connect: number; readonly send: number; readonly read: number };
}

/** A route as APISIX takes it; the contract suite compares it with what was given to a real one. */
export function apisixRoute(route: TableRoute): ApisixRoute {
  const vars = [
    ...route.headers.map((match) => condition(`http_${match.name.toLowerCase().replaceAll('-', '_')}`, match)),
    ...route.queryParams.map((match) => condition(`arg_${match.name}`, match)),
  ];
  const plugins = pluginsOf(route);
  return {
    name: route.name,
    uris: route.paths.flatMap(({ type, value }) => (type === 'Exact' ? [value] : prefixPatterns(value))),
    // A Prefix and an Exact of the same value are the same path to APISIX, and only priority tells them apart.
    priority: 10 * route.priority + (route.paths.every(({ type }) => type === 'Exact') ? 1 : 0),
    ...(route.hosts.length > 0 ? { hosts: route.hosts } : {}),
    ...(route.methods.length > 0 ? { methods: route.methods } : {}),
    ...(vars.length > 0 ? { vars } : {}),
    ...(Object.keys(plugins).length > 0 ? { plugins } : {}),
    ...(route.websocket ? { enable_websocket: true } : {}),
  };
}

/** Where a route leads; undefined for one that answers by itself. Without any node APISIX answers 503. */
export function apisixUpstream({
  backends,
  redirect,
  upstreamHost,
  retries,
  timeouts,
}: TableRoute): ApisixUpstream | undefined {
  if (redirect) return undefined;
  return {
    type: 'roundrobin',
    nodes: nodesOf(backends),
    ...hostToward(upstreamHost),
    ...(retries === undefined ? {} : { retries }),
    ...(timeouts ? { timeout: timeoutOf(timeouts) } : {}),
  };
}

/** All three have to be given; 60 s is what APISIX takes for all when none is. */
const timeoutOf = (timeouts: NonNullable<TableRoute['timeouts']>): NonNullable<ApisixUpstream['timeout']> => {
  const { connectSeconds = 60, sendSeconds = 60, readSeconds = 60 } = timeouts;
  return { connect: connectSeconds, send: sendSeconds, read: readSeconds };
};

function hostToward(upstreamHost: string): Pick<ApisixUpstream, 'pass_host' | 'upstream_host'> {
  if (upstreamHost === 'pass') return {};
  return upstreamHost === 'node' ? { pass_host: 'node' } : { pass_host: 'rewrite', upstream_host: upstreamHost };
}

/**
 * Each backend has its weight as a whole, however many replicas share it. One without weight is left out: APISIX would send everything to
 * it where there is no other.
 */
function nodesOf(all: readonly TableBackend[]): ApisixUpstream['nodes'] {
  const backends = all.filter(({ weight }) => weight > 0);
  const counts = backends.map(({ endpoints }) => endpoints.length).filter((count) => count > 0);
  const common = counts.reduce((product, count) => (product / greatestDivisor(product, count)) * count, 1);
  return backends.flatMap(({ weight, endpoints }) =>
    endpoints.map(({ host, port }) => ({ host, port, weight: (weight * common) / endpoints.length })),
  );
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

const withoutSlash = (path: string): string => path.replace(/\/$/, '');

function prefixPatterns(value: string): string[] {
  const prefix = withoutSlash(value);
  return prefix === '' ? ['/*'] : [prefix, `${prefix}/*`];
}

/** `^` matches whatever is there, and nothing else. */
const PRESENT = ['~~', '^'];

function condition(variable: string, { value, regex, present }: HeaderMatch): Condition {
  if (value !== undefined) return [variable, '==', value];
  if (regex !== undefined) return [variable, '~~', regex];
  return present === false ? [variable, '!', ...PRESENT] : [variable, ...PRESENT];
}

function pluginsOf(route: TableRoute): Record<string, unknown> {
  const { redirect, cors, responseHeaders, maxBodyBytes, plugins } = route;
  const rewrite = rewriteOf(route);
  const answers = responseHeaders ? responseChanges(responseHeaders) : {};
  return {
    ...plugins,
    // Without anything to do, APISIX refuses them.
    ...(isEmpty(rewrite) ? {} : { 'proxy-rewrite': rewrite }),
    ...(isEmpty(answers) ? {} : { 'response-rewrite': { headers: answers } }),
    ...(redirect ? { redirect: redirectOf(redirect) } : {}),
    ...(cors ? { cors: corsOf(cors) } : {}),
    ...(maxBodyBytes > 0 ? { 'client-control': { max_body_size: maxBodyBytes } } : {}),
  };
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

function rewriteOf({ rewrite, paths, requestHeaders }: TableRoute): object {
  const headers = requestHeaders ? changes(requestHeaders) : {};
  const regex = rewrite && replacements(rewrite, paths);
  return {
    ...(regex ? { regex_uri: regex } : {}),
    ...(rewrite?.host === undefined ? {} : { host: rewrite.host }),
    ...(isEmpty(headers) ? {} : { headers }),
  };
}

/** Pairs of a pattern and what takes its place; the longest path first, since the first that matches counts. */
function replacements(
  { stripPrefix, replacePrefix, regex }: NonNullable<TableRoute['rewrite']>,
  paths: TableRoute['paths'],
): readonly string[] | undefined {
  if (regex) return regex;
  if (!stripPrefix && replacePrefix === undefined) return undefined;
  const target = withoutSlash(stripPrefix ? '' : (replacePrefix ?? ''));
  return paths
    .map(({ value }) => withoutSlash(value))
    .sort((a, b) => b.length - a.length)
    .flatMap((prefix) =>
      target === ''
        ? [`(?s)^${escaped(prefix)}/?(.*)`, '/$1']
        : [`(?s)^${escaped(prefix)}(.*)`, `${target.replaceAll('$', '$$$$')}$1`],
    );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

type Changes = NonNullable<TableRoute['requestHeaders']>;

const changes = ({ set, add, remove }: Changes): object => ({
  ...(Object.keys(set).length > 0 ? { set } : {}),
  ...(Object.keys(add).length > 0 ? { add } : {}),
  ...(remove.length > 0 ? { remove } : {}),
});

const responseChanges = ({ add, ...rest }: Changes): object => ({
  ...changes({ ...rest, add: {} }),
  ...(Object.keys(add).length > 0 ? { add: Object.entries(add).map(([name, value]) => `${name}: ${value}`) } : {}),
});

const redirectOf = ({ httpsRedirect, location, status }: NonNullable<TableRoute['redirect']>): object =>
  httpsRedirect ? { http_to_https: true } : { uri: location, ret_code: status };

/** Where CORS says nothing, APISIX has the same defaults; with credentials, it wants everything to be said in another way. */
function corsOf(cors: NonNullable<TableRoute['cors']>): object {
  const list = (name: string, values: readonly string[]): object =>
    values.length > 0 ? { [name]: values.join(',') } : {};
  const open = (values: readonly string[]): readonly string[] =>
    cors.allowCredentials && values.length === 0 ? ['**'] : values;
  return {
    ...(cors.allowOrigins.join() === '*' ? {} : list('allow_origins', cors.allowOrigins)),
    ...list('allow_methods', open(cors.allowMethods)),
    ...list('allow_headers', open(cors.allowHeaders)),
    ...list('expose_headers', cors.exposeHeaders),
    ...(cors.maxAgeSeconds === 5 ? {} : { max_age: cors.maxAgeSeconds }),
    ...(cors.allowCredentials ? { allow_credential: true } : {}),
  };
}
