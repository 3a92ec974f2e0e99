import type { TableRoute } from '../api/route-table.ts';
import { pcre } from './pcre.ts';

/** What a route says about requests from pages of other origins (apisix/plugins/cors.lua). */
export interface CorsPolicy {
  /** The origin to name; undefined when none is allowed. */
  readonly originFor: (origin: string | undefined) => string | undefined;
  /** The answer depends on who asks. */
  readonly varies: boolean;
  readonly methods: string;
  /** Given what a preflight asks for; undefined names none. */
  readonly headersFor: (asked: string | undefined) => string | undefined;
  /** Empty for none. */
  readonly exposed: string;
  readonly maxAgeSeconds: number;
  readonly allowCredentials: boolean;
}

const listed = (values: readonly string[]): string => (values.length === 0 ? '*' : values.join(','));

/** The policy of the field `cors`. */
export function corsOf({ cors }: TableRoute): CorsPolicy | undefined {
  if (cors === undefined) return undefined;
  const headers = listed(cors.allowHeaders);
  return {
    originFor: originAmong(cors.allowOrigins),
    varies: cors.allowOrigins.length > 1,
    methods: listed(cors.allowMethods),
    headersFor: () => headers,
    exposed: cors.exposeHeaders.join(','),
    maxAgeSeconds: cors.maxAgeSeconds,
    allowCredentials: cors.allowCredentials,
  };
}

/** One allowed origin is always named; of several, the one that asks. */
const originAmong =
  (origins: readonly string[]) =>
  (origin: string | undefined): string | undefined =>
    origins.length > 1 ? origins.find((candidate) => candidate === origin) : (origins[0] ?? '*');

const EVERY_METHOD = 'GET,POST,PUT,DELETE,PATCH,HEAD,OPTIONS,CONNECT,TRACE';

/** The policy of the plugin; undefined for what is not known of it. */
export function corsOfPlugin(config: Readonly<Record<string, unknown>>): CorsPolicy | undefined {
  const {
    allow_origins: origins = '*',
    allow_origins_by_regex: patterns,
    allow_methods: methods = '*',
    allow_headers: headers = '*',
    expose_headers: exposed = '',
    max_age: maxAgeSeconds = 5,
    allow_credential: allowCredentials = false,
    ...rest
  } = config;
  if (Object.keys(rest).length > 0 || typeof maxAgeSeconds !== 'number' || typeof allowCredentials !== 'boolean')
    return undefined;
  if (typeof origins !== 'string' || typeof methods !== 'string' || typeof headers !== 'string') return undefined;
  if (typeof exposed !== 'string' || (patterns !== undefined && !Array.isArray(patterns))) return undefined;
  return {
    originFor: patterns
      ? originLike(patterns.map(String))
      : origins === '**'
        ? (origin) => origin ?? '*'
        : originAmong(origins.split(',')),
    varies: origins === '**' || origins.includes(','),
    methods: methods === '**' ? EVERY_METHOD : methods,
    headersFor: headers === '**' ? (asked) => asked : () => headers,
    exposed,
    maxAgeSeconds,
    allowCredentials,
  };
}

function originLike(sources: readonly string[]): CorsPolicy['originFor'] {
  const patterns = sources.map((source) => pcre(source));
  return (origin) => (origin !== undefined && patterns.some((pattern) => pattern.test(origin)) ? origin : undefined);
}
