import type { CorsPolicy } from '../routing/cors.ts';
import { wireText } from './http1/fields.ts';
import type { RequestHead } from './http1/request-head.ts';
import type { HeaderEdits } from './route-state.ts';

/** Without `$`: these values are literal. */
const literal = (value: string): string => wireText(value).replaceAll('$', '\\$');

/** What a policy does to an answer, as APISIX's cors plugin does. A request from an origin that is not allowed gets no CORS headers. */
export function corsEdits(cors: CorsPolicy, head: RequestHead): HeaderEdits {
  const add: [string, string][] = cors.varies ? [['Vary', 'Origin']] : [];
  const allowed = cors.originFor(head.header('origin'));
  if (allowed === undefined) return { add, set: [], remove: [] };
  const headers = cors.headersFor(head.header('access-control-request-headers'));
  const set: [string, string][] = [
    ['Access-Control-Allow-Origin', literal(allowed)],
    ['Access-Control-Allow-Methods', literal(cors.methods)],
    ['Access-Control-Max-Age', String(cors.maxAgeSeconds)],
  ];
  if (headers !== undefined) set.push(['Access-Control-Allow-Headers', literal(headers)]);
  if (cors.exposed !== '') set.push(['Access-Control-Expose-Headers', literal(cors.exposed)]);
  if (cors.allowCredentials) set.push(['Access-Control-Allow-Credentials', 'true']);
  return { add, set, remove: [] };
}
