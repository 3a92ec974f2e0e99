import { describe, expect, it } from '@jest/globals';
import type { TableRoute } from '../../../controller/api/route-table.ts';
import { findConflicts } from '../../../controller/routing/conflicts.ts';
import { plainPath, splitTarget } from '../../../controller/routing/path.ts';
import { compileRewrite } from '../../../controller/routing/rewrite.ts';
import { expandVariables } from '../../../controller/routing/variables.ts';
import { fullRoute } from '../../contract/front-door/parity-file.ts';

function rewritten(rewrite: TableRoute['rewrite'], target: string, value = '/api'): string {
  const route = fullRoute({ name: 'r', paths: [{ type: 'Prefix', value }], ...(rewrite && { rewrite }) }, () => 1);
  const { path, query } = splitTarget(target);
  return compileRewrite(route)(plainPath(path) ?? '', query, target);
}

describe('a service gets the path that the route promises', () => {
  it.each([
    ['/api', '/'],
    ['/api/', '/'],
    ['/api/users?x=%20', '/users?x=%20'],
    ['/api?x=1', '/?x=1'],
    ['/api?', '/'],
    ['/%61pi/a%2Fb', '/a%2Fb'],
    ['/api/%c3%a9', '/%C3%A9'],
    ['/api//a', '/a'],
    ['/api/api', '/api'],
  ])('%s without its prefix is %s', (target, expected) => {
    expect(rewritten({ stripPrefix: true }, target)).toBe(expected);
  });

  it.each([
    ['/v2', '/api/a', '/v2/a'],
    ['/v2', '/api', '/v2'],
    ['/', '/api/a', '/a'],
    ['/v2/', '/api/a', '/v2//a'],
  ])('with the prefix replaced by %s, %s is %s', (replacePrefix, target, expected) => {
    expect(rewritten({ replacePrefix }, target)).toBe(expected);
  });

  it('with a prefix put before everything', () => {
    expect(rewritten({ replacePrefix: '/v2' }, '/a', '/')).toBe('/v2/a');
  });

  it('by a regular expression, whose replacement may bring a query', () => {
    expect(rewritten({ regex: ['^/api/(\\d+)/(.*)$', '/$2/${1}'] }, '/api/7/x?y=1')).toBe('/x/7?y=1');
    expect(rewritten({ regex: ['^/api/(.*)$', '/find?id=$1'] }, '/api/7?y=1')).toBe('/find?id=7&y=1');
    expect(rewritten({ regex: ['^/api/(.*)$', '/find?id=$1'] }, '/api/a%3Fb')).toBe('/find%3Fid=a%3Fb');
    expect(rewritten({ regex: ['nothing', 'x'] }, '/api/a%2Fb')).toBe('/api/a%2Fb');
  });

  it('and nothing that a client encoded in its path breaks out of the request line by way of that query', () => {
    const rewrite = { regex: ['^/api/([^?]*)$', '/find?id=$1&x=%20'] } as TableRoute['rewrite'];
    expect(rewritten(rewrite, '/api/a%20HTTP/1.1%0D%0AX-Evil:%201%2F%23%C4%80')).toBe(
      '/find?id=a%20HTTP/1.1%0D%0AX-Evil:%201%2F%23%C4%80&x=%20',
    );
  });

  it('untouched when the route rewrites nothing', () => {
    expect(rewritten(undefined, '/api//%7euser?')).toBe('/api//%7euser?');
  });
});

describe('values may name what is known of the request', () => {
  it('and what is unknown is empty', () => {
    const lookUp = (name: string): string | undefined => ({ host: 'h', http_x: 'y' })[name];
    expect(expandVariables('$host-${http_x}-$nothing-\\$host', lookUp)).toBe('h-y--$host');
  });
});

describe('two routes that claim the same requests are told', () => {
  const table = (uid: string, createdAt: number, ...routes: Parameters<typeof fullRoute>[0][]) => ({
    stack: { namespace: 'default', name: uid, uid, createdAt },
    hash: uid,
    quantumFrequency: '888',
    routes: routes.map((route) => fullRoute(route, () => 1)),
  });

  it('with the older one as the winner', () => {
    const a = table('a', 2, { name: 'young', hosts: ['H.test'], paths: [{ type: 'Prefix', value: '/x' }] });
    const b = table('b', 1, { name: 'old', hosts: ['h.test'], paths: [{ type: 'Prefix', value: '/x' }] });
    expect(findConflicts([a, b])).toEqual([
      { stackUid: 'a', route: 'young', winner: { stackUid: 'b', route: 'old' }, claim: 'h.test/x' },
    ]);
  });

  it('but not when methods, headers, query, priority or kind of path tell them apart', () => {
    const paths = [{ type: 'Prefix' as const, value: '/x' }];
    const routes = [
      { name: 'a', paths },
      { name: 'b', paths, methods: ['GET' as const] },
      { name: 'c', paths, priority: 1 },
      { name: 'd', paths: [{ type: 'Exact' as const, value: '/x' }] },
      { name: 'e', paths, headers: [{ name: 'X', value: '1' }] },
      { name: 'f', paths, queryParams: [{ name: 'v', regex: '^1' }] },
      { name: 'g', paths, queryParams: [{ name: 'v', regex: '^2' }] },
      { name: 'h', paths, queryParams: [{ name: 'v', present: false }] },
    ];
    expect(findConflicts([table('s', 0, ...routes)])).toEqual([]);
  });
});
