import type { TableRoute } from '../api/route-table.ts';
import { wireText } from './http1/fields.ts';
import type { HeaderEdits } from './route-state.ts';

type Cors = NonNullable<TableRoute['cors']>;

/** Without `$`: these values are literal. */
const literal = (value: string): string => wireText(value).replaceAll('$', '\\$');
const listed = (values: readonly string[]): string => (values.length === 0 ? '*' : literal(values.join(',')));

/**
 * What a route's CORS settings do to an answer, as APISIX's cors plugin does: one allowed origin is always named; of several, the
 * one that asks. A request from another origin gets no CORS headers.
 */
export function corsEdits(cors: Cors, origin: string | undefined): HeaderEdits {
  const several = cors.allowOrigins.length > 1;
  const add: [string, string][] = several ? [['Vary', 'Origin']] : [];
  const allowed = several ? cors.allowOrigins.find((candidate) => candidate === origin) : (cors.allowOrigins[0] ?? '*');
  if (allowed === undefined) return { add, set: [], remove: [] };
  const set: [string, string][] = [
    ['Access-Control-Allow-Origin', literal(allowed)],
    ['Access-Control-Allow-Methods', listed(cors.allowMethods)],
    ['Access-Control-Max-Age', String(cors.maxAgeSeconds)],
    ['Access-Control-Allow-Headers', listed(cors.allowHeaders)],
  ];
  if (cors.exposeHeaders.length > 0) set.push(['Access-Control-Expose-Headers', listed(cors.exposeHeaders)]);
  if (cors.allowCredentials) set.push(['Access-Control-Allow-Credentials', 'true']);
  return { add, set, remove: [] };
}
