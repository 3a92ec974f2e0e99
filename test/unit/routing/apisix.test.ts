import { describe, expect, it } from '@jest/globals';
import type { TableRoute } from '../../../controller/api/route-table.ts';
import { apisixRoute, apisixUpstream } from '../../../controller/routing/apisix.ts';
import { fullRoute, parity } from '../../contract/front-door/parity-file.ts';

/** Stands for the port of a recorded service. */
const PORT = 4000;
const withPort = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/"\{[^{}"]+ port\}"/g, String(PORT))) as unknown;

interface Given {
  readonly id: string;
  readonly upstream?: { readonly nodes: readonly { readonly weight: number }[] };
}

/** A backend of weight 0 is left out, as against the recorded mapping: APISIX sends everything to it when it is alone. */
const withoutIdleNodes = (value: unknown): Given => {
  const given = value as Given;
  if (!given.upstream) return given;
  return { ...given, upstream: { ...given.upstream, nodes: given.upstream.nodes.filter(({ weight }) => weight > 0) } };
};

describe('a route for APISIX', () => {
  const tables = parity.tables.map((table) => [table.name, table] as const);
  it.each(tables)('is what a real one was given: table %s', (_, table) => {
    for (const [index, route] of table.routes.entries()) {
      const full = fullRoute(route, () => PORT);
      const upstream = apisixUpstream(full);
      const isReached = full.backends.length > 0;
      const { id, ...given } = withoutIdleNodes(withPort(table.apisix_routes[index]));
      expect({ id, ...apisixRoute(full), ...(upstream && isReached ? { upstream } : {}) }).toEqual({ id, ...given });
    }
  });
});

it('has nothing in it that asks for nothing, which APISIX refuses', () => {
  const plain = fullRoute({ name: 'a', paths: [{ type: 'Prefix', value: '/a' }] }, () => PORT);
  const nothing = { set: {}, add: {}, remove: [] };
  const idle = { rewrite: { stripPrefix: false }, requestHeaders: nothing, responseHeaders: nothing };
  expect(apisixRoute({ ...plain, ...idle })).toEqual(apisixRoute(plain));
  const cors = { allowOrigins: ['https://a.test'], allowMethods: [], allowHeaders: [], exposeHeaders: [] };
  expect(apisixRoute({ ...plain, cors: { ...cors, maxAgeSeconds: 5, allowCredentials: true } }).plugins).toEqual({
    cors: { allow_origins: 'https://a.test', allow_methods: '**', allow_headers: '**', allow_credential: true },
  });
});

describe('an upstream for APISIX', () => {
  const [recorded] = parity.tables[0]!.routes;
  const backend = (service: string, weight: number, replicas: number): TableRoute['backends'][number] => ({
    ...{ service, port: 'http', weight },
    endpoints: Array.from({ length: replicas }, (_, index) => ({ host: service, port: 1000 + index })),
  });
  const weights = (...backends: TableRoute['backends']): number[] =>
    (apisixUpstream({ ...fullRoute(recorded!, () => PORT), backends })?.nodes ?? []).map(({ weight }) => weight);

  it('shares a weight among the replicas of a backend', () => {
    expect(weights(backend('old', 9, 3), backend('canary', 1, 1))).toEqual([9, 9, 9, 3]);
    expect(weights(backend('old', 1, 2), backend('canary', 1, 3))).toEqual([3, 3, 2, 2, 2]);
    expect(weights(backend('old', 9, 0), backend('canary', 1, 1))).toEqual([1]);
    expect(weights(backend('old', 9, 0), backend('next', 0, 1))).toEqual([]);
  });

  it('has no node when nothing is healthy', () => {
    expect(weights(backend('old', 1, 0))).toEqual([]);
  });
});
