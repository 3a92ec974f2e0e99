import type { RouteMatch } from '../api/route-table.ts';
import type { GatewayCheck } from '../api/gateway.ts';

/** Of one connection only: a client cannot send them as it likes. */
const HOP_HEADERS = new Set([
  ...['connection', 'keep-alive', 'te', 'transfer-encoding', 'upgrade', 'content-length', 'host', 'expect'],
]);

/** A GET that the route takes; undefined for a route that no plain one can reach. */
export function checkOf({ hosts, paths, methods, headers, queryParams }: RouteMatch): GatewayCheck | undefined {
  const [path] = paths;
  const isPlain =
    (methods.length === 0 || methods.includes('GET')) &&
    [...headers, ...queryParams].every(({ value, present }) => value !== undefined || present !== undefined);
  const isSendable = headers.every(({ name }) => !HOP_HEADERS.has(name.toLowerCase()));
  if (!path || !isPlain || !isSendable) return undefined;
  const query = fittingFields(queryParams);
  const search = query.length > 0 ? `?${new URLSearchParams(query).toString()}` : '';
  return {
    path: `${path.value}${search}`,
    ...(hosts[0] === undefined ? {} : { host: hosts[0].replace(/^\*/, 'probe') }),
    headers: Object.fromEntries(fittingFields(headers)),
  };
}

/** Something that fits each condition. */
const fittingFields = (conditions: RouteMatch['headers']): [name: string, value: string][] =>
  conditions.flatMap(({ name, value, present }): [string, string][] =>
    value !== undefined ? [[name, value]] : present ? [[name, 'x']] : [],
  );
