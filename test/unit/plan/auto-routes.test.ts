import { describe, expect, it } from '@jest/globals';
import type { DiscoveredService } from '../../../controller/api/discovery.ts';
import { desiredFrom, emptyWorld, frontDoorWith, planText } from '../../support/world.ts';

const service = (name: string, port: number, changes: Partial<DiscoveredService> = {}): DiscoveredService => ({
  ...{ key: `local:${port}`, name, called: name, rank: 3, type: 'http', host: '127.0.0.1', port },
  ...{
    sources: ['processes'],
    confidence: 1,
    validated: true,
    steady: true,
    recognition: { protocol: 'http', status: 200 },
  },
  ...changes,
});
const routesWith = (services: readonly DiscoveredService[], spec = '') => {
  const desired = desiredFrom(`discovery: {autoRoute: true}\n${spec === '' ? 'services: []' : spec}`);
  const world = emptyWorld({ discovery: { services, failures: {}, gaps: [] } });
  return (planText(desired, world).plan.table?.routes ?? []).map(({ name, paths, backends }) => [
    name,
    paths[0]?.value,
    backends.flatMap(({ endpoints }) => endpoints.map(({ port }) => port)),
  ]);
};

describe('routes to what was found', () => {
  it('lead to HTTP services that answer, by what they are, or are called', () => {
    const found = [
      service('shop-api', 3001),
      service('redis', 6379, { recognition: { protocol: 'redis' } }),
      service('trainer', 8001, { type: 'llm' }),
      service('silent', 8002, { validated: false }),
      service('worker', 8003, { type: 'consumer', recognition: undefined as never }),
    ];
    expect(routesWith(found)).toEqual([
      ['auto-shop-api', '/api/shop-api', [3001]],
      ['auto-trainer', '/api/llm', [8001]],
    ]);
  });

  it('come only once a service was seen twice', () => {
    expect(routesWith([service('new', 1, { steady: false })])).toEqual([]);
  });

  it('shadow no declared route, and lead to nothing that has one', () => {
    const spec = (paths: string): string => `
services: [{name: api, external: {host: 127.0.0.1}, ports: [{name: http, port: 3001}]}]
routes: [{name: r, paths: ${paths}, backends: [{service: api, port: http}]}]`;
    const found = [service('api', 3001, { rank: 0 }), service('other', 4000)];
    const others = (paths: string) => routesWith(found, spec(paths)).filter(([name]) => name !== 'r');
    expect(others('[{value: /x}]')).toEqual([['auto-other', '/api/other', [4000]]]);
    for (const paths of ['[{value: /}]', '[{value: /api}]', '[{type: Exact, value: /api/other}]'])
      expect(others(paths)).toEqual([]);
    expect(others('[{value: /api/other/deep}]')).toHaveLength(1);
    expect(routesWith([service('a', 1, { type: 'llm' }), service('b', 2, { type: 'llm' })])).toEqual([
      ['auto-a', '/api/llm', [1]],
    ]);
  });

  describe('that labels ask for', () => {
    const asking = (name: string, port: number, path: string, hosts: readonly string[] = []) =>
      service(name, port, { routes: [{ hosts, path: { type: 'Prefix', value: path }, port: 80 }] });
    const declared = (route: string): string => `
services: [{name: api, external: {host: 127.0.0.1}, ports: [{name: http, port: 3001}]}]
routes: [{name: r, ${route}, backends: [{service: api, port: http}]}]`;
    const added = (found: DiscoveredService, route: string) =>
      routesWith([found], declared(route)).filter(([name]) => name !== 'r');

    it('take the place of the usual one; those who ask for the same one share it', () => {
      expect(
        routesWith([asking('a', 1, '/shop'), asking('b', 2, '/shop'), service('c', 3), asking('d', 4, '/api/c')]),
      ).toEqual([
        ['auto-a', '/shop', [1, 2]],
        ['auto-d', '/api/c', [4]],
      ]);
    });

    it('never shadow a declared one, of whatever host (a route with a host comes before those without)', () => {
      expect(added(asking('a', 1, '/x/y'), 'paths: [{value: /x}]')).toEqual([]);
      expect(added(asking('a', 1, '/x', ['h.test']), 'paths: [{value: /x/y}]')).toEqual([]);
      expect(added(asking('a', 1, '/', ['h.test']), 'hosts: ["*.test"], paths: [{value: /x}]')).toEqual([]);
      expect(added(asking('a', 1, '/x', ['H.test']), 'hosts: [h.test], paths: [{value: /}]')).toEqual([]);
      expect(added(asking('a', 1, '/', ['h.test']), 'hosts: [h.test], paths: [{value: /x}]')).toHaveLength(1);
      expect(added(asking('a', 1, '/x', ['h.test']), 'hosts: [i.test], paths: [{value: /}]')).toHaveLength(1);
      expect(added(asking('a', 1, '/', []), 'paths: [{value: /x}]')).toHaveLength(1);
      expect(added(asking('a', 1, '/x', ['h.test']), 'paths: [{value: /y}]')).toHaveLength(1);
    });

    it('are all that lead to a container which publishes nothing: it may have its reasons', () => {
      const inner = { inner: true as const, host: '172.17.0.2' };
      expect(routesWith([service('a', 80, inner), { ...asking('b', 80, '/b'), ...inner }])).toEqual([
        ['auto-b', '/b', [80]],
      ]);
    });

    it('lead to a service that another one only shares the port number with', () => {
      const found = { ...asking('a', 3001, '/shop'), host: '172.17.0.2' };
      expect(added(found, 'paths: [{value: /x}]')).toEqual([['auto-a', '/shop', [3001]]]);
    });
  });

  it('are none unless asked for', () => {
    const desired = desiredFrom('discovery: {}\nservices: []');
    const world = emptyWorld({ discovery: { services: [service('a', 1)], failures: {}, gaps: [] } });
    expect(planText(desired, world).plan.table).toBeUndefined();
  });

  it('stay as they are until somebody has looked (I2)', () => {
    const desired = desiredFrom('discovery: {autoRoute: true}\nservices: []');
    const served = { ...emptyWorld(), frontDoors: frontDoorWith({ 'uid-1': 'former' }) };
    expect(planText(desired, served).plan.actions).toEqual([]);
  });
});
