import { readFileSync } from 'node:fs';
import type { RouteTable, TableRoute } from '../../../controller/api/route-table.ts';

type Parts = readonly (string | { repeat: string; times: number })[];

export interface ServiceAnswer {
  readonly sends: readonly { readonly after_ms?: number; readonly bytes?: string; readonly bytes_parts?: Parts }[];
  readonly then: string;
}

/** A text, or what stands for one that is too long to print. */
export type LongText = string | { readonly length: number; readonly sha256: string; readonly starts_with: string };

export interface Expected {
  readonly outcome?: 'routed' | 'local' | 'refused' | 'unavailable' | 'closed' | 'no-answer';
  readonly route?: string | null;
  readonly service?: string | null;
  readonly services_reached?: readonly string[];
  readonly upstream_request_line?: LongText;
  readonly upstream_headers?: readonly LongText[] | { readonly count: number; readonly first: readonly string[] };
  readonly upstream_framing?: 'none' | 'content-length' | 'chunked';
  readonly upstream_body_len?: number;
  readonly upstream_body_sha256?: string;
  readonly response_status?: number;
  readonly response_line?: string;
  readonly response_headers?: readonly LongText[];
  readonly response_framing?: 'none' | 'content-length' | 'chunked' | 'until-close';
  readonly response_body?: LongText | { readonly error_page: string };
  readonly response_body_is_echo?: boolean;
  readonly response_cut_short?: boolean;
  readonly interim_responses?: readonly { readonly line: string }[];
  readonly connection_after?: 'open' | 'closed' | 'reset';
  readonly bytes_after_101?: string;
  readonly requests?: number;
  readonly services?: Readonly<Record<string, number>>;
  readonly responses?: readonly Expected[];
  readonly steps?: readonly Expected[];
}

export interface ParityCase {
  readonly id: string;
  readonly topic: string;
  readonly table: string;
  readonly request_raw?: string;
  readonly request_parts?: Parts;
  readonly request_base64?: string;
  readonly request_parts_sent_apart?: readonly string[];
  readonly client_half_closes_after?: boolean;
  readonly client_sends_after_101?: string;
  readonly responses_to_read?: number;
  readonly times?: number;
  /** Requests that follow one another, instead of one. */
  readonly steps?: readonly { readonly request_raw?: string; readonly wait_ms?: number }[];
  readonly connections?: string;
  readonly unsafe?: boolean;
  readonly note?: string;
  readonly expected: Expected;
}

/** A route as the record writes it: what is absent has its default. */
type RecordedRoute = Omit<Partial<TableRoute>, 'backends' | 'cors' | 'redirect'> & {
  readonly cors?: Partial<NonNullable<TableRoute['cors']>>;
  readonly redirect?: Partial<NonNullable<TableRoute['redirect']>>;
  readonly name: string;
  readonly paths: TableRoute['paths'];
  readonly backends?: readonly { readonly service: string; readonly weight?: number }[];
};

export interface ParityFile {
  readonly tables: readonly {
    readonly name: string;
    readonly created_in_reverse_order?: boolean;
    readonly routes: readonly RecordedRoute[];
    readonly consumers?: RouteTable['consumers'];
    /** What a real APISIX was given for them. */
    readonly apisix_routes: readonly object[];
  }[];
  readonly service_answers: {
    readonly answers: Readonly<Record<string, ServiceAnswer>>;
    readonly HEAD: Readonly<Record<string, string>>;
    readonly upgrade: Readonly<Record<string, string>>;
  };
  readonly cases: readonly ParityCase[];
}

export const parity = JSON.parse(
  readFileSync(new URL('../../fixtures/apisix/parity.json', import.meta.url), 'utf8'),
) as ParityFile;

const NO_CHANGE = { set: {}, add: {}, remove: [] };
const OPEN_CORS = {
  allowOrigins: ['*'],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
  maxAgeSeconds: 5,
  allowCredentials: false,
};

/** A route with every default of the resource. */
export function fullRoute(route: RecordedRoute, portOf: (service: string) => number): TableRoute {
  const { cors, requestHeaders, responseHeaders, redirect, ...rest } = route;
  return {
    hosts: [],
    methods: [],
    headers: [],
    queryParams: [],
    priority: 0,
    upstreamHost: 'pass',
    websocket: false,
    maxBodyBytes: 0,
    ...rest,
    ...(requestHeaders && { requestHeaders: { ...NO_CHANGE, ...requestHeaders } }),
    ...(responseHeaders && { responseHeaders: { ...NO_CHANGE, ...responseHeaders } }),
    ...(redirect && { redirect: { status: 302, ...redirect } }),
    ...(cors && { cors: { ...OPEN_CORS, ...cors } }),
    backends: (route.backends ?? []).map(({ service, weight }) => ({
      service,
      port: 'http',
      weight: weight ?? 1,
      endpoints: [{ host: '127.0.0.1', port: portOf(service) }],
    })),
  };
}

/** A recorded table as the front door takes it. */
export function fullTable(name: string, portOf: (service: string) => number): RouteTable {
  const recorded = parity.tables.find((table) => table.name === name);
  if (!recorded) throw new Error(`no table ${name}`);
  const routes = recorded.routes.map((route) => fullRoute(route, portOf));
  if (recorded.created_in_reverse_order) routes.reverse();
  return {
    stack: { namespace: 'default', name, uid: name, createdAt: 0 },
    hash: name,
    quantumFrequency: '888',
    ...(recorded.consumers ? { consumers: recorded.consumers } : {}),
    routes,
  };
}
