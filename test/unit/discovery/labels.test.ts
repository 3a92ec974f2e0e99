import { describe, expect, it } from '@jest/globals';
import { routesOfLabels } from '../../../controller/discovery/labels.ts';

const own = (labels: Readonly<Record<string, string>>, only?: number) =>
  routesOfLabels(
    Object.fromEntries(Object.entries(labels).map(([name, value]) => [`qbtc.dev/route.${name}`, value])),
    only,
  );
/** A router `r` whose container has the port 80 alone. */
const traefik = (router: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}, only = 80) => {
  const labels = Object.entries(router).map(([name, value]) => [`traefik.http.routers.r.${name}`, value]);
  const all = { ...Object.fromEntries(labels), ...more } as Record<string, string>;
  return routesOfLabels(all, only === 0 ? undefined : only);
};

describe('the labels qbtc.dev/route.*', () => {
  it('ask for one route, to the port that they name or the only one', () => {
    expect(own({ path: '/shop', port: '8080' })).toEqual({
      routes: [{ hosts: [], path: { type: 'Prefix', value: '/shop' }, port: 8080 }],
      leftOut: [],
    });
    expect(own({ host: 'a.test, *.b.test', 'strip-prefix': 'true' }, 80).routes).toEqual([
      { hosts: ['a.test', '*.b.test'], path: { type: 'Prefix', value: '/' }, port: 80, stripPrefix: true },
    ]);
    expect(own({ path: '/x', 'path-type': 'Exact' }, 80).routes[0]?.path).toEqual({ type: 'Exact', value: '/x' });
  });

  it.each([
    [{ path: 'shop' }, 80, 'path is no path'],
    [{ path: '/x?y' }, 80, 'path is no path'],
    [{ port: '80' }, 80, 'neither'],
    [{ path: '/x', port: '70000' }, 80, 'port is no port'],
    [{ path: '/x' }, undefined, 'not exactly one port'],
    [{ path: '/x', pth: '/y' }, 80, 'route.pth is no label that is known'],
    [{ path: '/x', 'strip-prefix': 'yes' }, 80, 'neither true nor false'],
    [{ path: '/x', 'path-type': 'Regex' }, 80, 'neither Prefix nor Exact'],
    [{ path: '/x', host: ' , ' }, 80, 'no host name'],
  ])('that are not clear are told and not guessed: %j', (labels, only, why) => {
    const { routes, leftOut } = own(labels, only);
    expect(routes).toEqual([]);
    expect(leftOut).toEqual([expect.stringContaining(why)]);
  });

  it('take the place of Traefik’s', () => {
    const { routes } = traefik({ rule: 'Host(`a.test`)' }, { 'qbtc.dev/route.path': '/mine' });
    expect(routes.map(({ path }) => path.value)).toEqual(['/mine']);
  });
});

describe('Traefik’s labels', () => {
  it.each([
    ['Host(`a.test`)', ['a.test'], 'Prefix', '/'],
    ['PathPrefix(`/api`)', [], 'Prefix', '/api'],
    ['Path(`/exact`)', [], 'Exact', '/exact'],
    ['Host(`a.test`) && PathPrefix(`/api`)', ['a.test'], 'Prefix', '/api'],
    ['PathPrefix("/api") && (Host(`a.test`) || Host(`b.test`))', ['a.test', 'b.test'], 'Prefix', '/api'],
    ['Host(`a.test`) || Host(`b.test`)', ['a.test', 'b.test'], 'Prefix', '/'],
    ['Host(`a.test`,`b.test`)', ['a.test', 'b.test'], 'Prefix', '/'],
  ])('become a route: %s', (rule, hosts, type, value) => {
    expect(traefik({ rule })).toEqual({ routes: [{ name: 'r', hosts, path: { type, value }, port: 80 }], leftOut: [] });
  });

  it.each([
    'HostRegexp(`.+`)',
    'Host(`a.test`) && Method(`GET`)',
    '!Host(`a.test`)',
    'Host(`a.test`) || PathPrefix(`/x`)',
    'Host(`a.test`) || Host(`b.test`) && PathPrefix(`/x`)',
    'PathPrefix(`/x`) || PathPrefix(`/y`)',
    'PathPrefix(`/{id:[0-9]+}`)',
    'Host(`a.test`) && Host(`b.test`)',
    'Host(``)',
    'Host(a.test)',
    '(Host(`a.test`)) || (PathPrefix(`/x`))',
    'Path(`/x`) && Headers(`a`, `b`)',
  ])('that say more are left out, and that is told: %s', (rule) => {
    const { routes, leftOut } = traefik({ rule });
    expect(routes).toEqual([]);
    expect(leftOut).toEqual([expect.stringContaining('router r: its rule has more')]);
  });

  it('lead to the port of the router’s service, or of the only one', () => {
    const port = (name: string, value: string) => ({
      [`traefik.http.services.${name}.loadbalancer.server.port`]: value,
    });
    const rule = 'Host(`a.test`)';
    expect(traefik({ rule }, port('s', '8080'), 0).routes[0]?.port).toBe(8080);
    expect(traefik({ rule, service: 't' }, { ...port('s', '1'), ...port('t', '2') }).routes[0]?.port).toBe(2);
    expect(traefik({ rule }, { ...port('s', '1'), ...port('t', '2') }).leftOut[0]).toContain(
      'none of several services',
    );
    expect(traefik({ rule, service: 'api@file' }).leftOut[0]).toContain('is not of this container');
    expect(traefik({ rule }, {}, 0).leftOut[0]).toContain('not exactly one');
    expect(traefik({ rule }, { 'traefik.http.services.s.loadbalancer.server.scheme': 'https' }).leftOut[0]).toContain(
      'loadbalancer.server.scheme',
    );
  });

  it('never lose what guards or changes requests: a router with more than a strip of its own path is left out', () => {
    const rule = 'PathPrefix(`/api`)';
    const strip = { 'traefik.http.middlewares.s.stripprefix.prefixes': '/api' };
    expect(traefik({ rule, middlewares: 's@docker' }, strip).routes).toMatchObject([{ stripPrefix: true }]);
    const guard = { 'traefik.http.middlewares.auth.basicauth.users': 'ops:hash' };
    for (const { routes, leftOut } of [
      traefik({ rule, middlewares: 'auth' }, guard),
      traefik({ rule, middlewares: 's,auth' }, { ...strip, ...guard }),
      traefik({ rule, middlewares: 'elsewhere@file' }),
      traefik({ rule: 'PathPrefix(`/other`)', middlewares: 's' }, strip),
      traefik({ rule, entrypoints: 'internal' }),
      traefik({ rule, tls: 'true' }),
      traefik({ rule, priority: '7' }),
      traefik({ priority: '7' }),
      traefik({ service: 's' }, {}),
    ]) {
      expect(routes).toEqual([]);
      expect(leftOut).toHaveLength(1);
      expect(leftOut[0]).not.toContain('hash');
    }
    expect(traefik({ rule, entrypoints: 'web' }).routes).toHaveLength(1);
  });

  it('of a container that is taken out of it ask for nothing', () => {
    expect(traefik({ rule: 'Host(`a`)' }, { 'traefik.enable': 'false' })).toEqual({ routes: [], leftOut: [] });
    expect(routesOfLabels({ 'traefik.enable': 'true' }, 80).leftOut).toEqual([expect.stringContaining('default rule')]);
    expect(routesOfLabels({ 'com.docker.compose.service': 'api' }, 80)).toEqual({ routes: [], leftOut: [] });
  });
});
