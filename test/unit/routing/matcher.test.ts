import { describe, expect, it } from '@jest/globals';
import type { RouteTable, TableRoute } from '../../../controller/api/route-table.ts';
import { parseHost } from '../../../controller/routing/host.ts';
import { compileTables } from '../../../controller/routing/matcher.ts';
import { plainPath } from '../../../controller/routing/path.ts';
import { fullRoute } from '../../contract/front-door/parity-file.ts';

type Recorded = Parameters<typeof fullRoute>[0];

const table = (uid: string, createdAt: number, ...routes: Recorded[]): RouteTable => ({
  stack: { namespace: 'default', name: uid, uid, createdAt },
  hash: uid,
  quantumFrequency: '888',
  routes: routes.map((route) => fullRoute(route, () => 1)),
});

interface Asked {
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function chooser(...tables: RouteTable[]): (target: string, asked?: Asked) => string | undefined {
  const matcher = compileTables(tables, (route: TableRoute, { stack }) => `${stack.uid}/${route.name}`);
  return (target, { host = 'any.test', method = 'GET', headers = {} } = {}) => {
    const [path = '', query] = target.split('?');
    return matcher.match(parseHost(host)?.name ?? '', plainPath(path) ?? '', {
      method,
      query,
      header: (name) => headers[name],
    });
  };
}

const prefix = (name: string, value: string, more: Partial<Recorded> = {}): Recorded => ({
  name,
  paths: [{ type: 'Prefix', value }],
  ...more,
});
const exact = (name: string, value: string, more: Partial<Recorded> = {}): Recorded => ({
  name,
  paths: [{ type: 'Exact', value }],
  ...more,
});

describe('a request reaches the route that its author meant', () => {
  it('by whole segments, the longest path first, an exact path before a prefix of the same text', () => {
    const choose = chooser(
      table('s', 0, prefix('a', '/a'), prefix('ab', '/a/b'), exact('exact', '/a/b'), prefix('all', '/')),
    );
    expect(['/a', '/a/', '/ab', '/a/b', '/a/b/', '/a/b/c', '/', '/x'].map((path) => choose(path))).toEqual([
      's/a',
      's/a',
      's/all',
      's/exact',
      's/ab',
      's/ab',
      's/all',
      's/all',
    ]);
  });

  it('where a deeper route does not fit the method, by the next shorter one', () => {
    const choose = chooser(table('s', 0, prefix('post', '/a/b', { methods: ['POST'] }), prefix('any', '/a')));
    expect([choose('/a/b'), choose('/a/b', { method: 'POST' })]).toEqual(['s/any', 's/post']);
  });

  it('by priority only among equal paths, and never over a longer one', () => {
    const choose = chooser(
      table(
        's',
        0,
        prefix('low', '/a'),
        prefix('high', '/a', { priority: 5 }),
        prefix('long', '/a/b', { priority: -5 }),
      ),
    );
    expect([choose('/a/x'), choose('/a/b')]).toEqual(['s/high', 's/long']);
  });

  it('by an exact host, else by the longest wildcard, else by the routes without a host', () => {
    const choose = chooser(
      table(
        's',
        0,
        prefix('any', '/long/path', { priority: 9 }),
        prefix('wild', '/', { hosts: ['*.a.test'] }),
        prefix('deep', '/', { hosts: ['*.b.a.test'] }),
        prefix('exact', '/only', { hosts: ['X.b.a.test'] }),
      ),
    );
    const at = (host: string, path: string): string | undefined => choose(path, { host });
    expect([
      at('x.b.a.test:80', '/only'),
      at('x.b.a.test', '/'),
      at('y.a.test.', '/'),
      at('a.test', '/'),
      at('z.test', '/long/path'),
      at('y.a.test', '/long/path'),
    ]).toEqual(['s/exact', 's/deep', 's/wild', undefined, 's/any', 's/wild']);
  });

  it('by headers and query parameters, of which all have to fit', () => {
    const choose = chooser(
      table(
        's',
        0,
        prefix('both', '/', {
          headers: [{ name: 'X-Env', regex: '^dev' }],
          queryParams: [{ name: 'v', value: 'a b' }],
          priority: 2,
        }),
        prefix('without', '/', { headers: [{ name: 'X-Env', present: false }], priority: 1 }),
        prefix('all', '/'),
      ),
    );
    expect([
      choose('/?v=a+b', { headers: { 'x-env': 'dev1' } }),
      choose('/?v=x&v=a+b', { headers: { 'x-env': 'dev1' } }),
      choose('/?v=a%20b'),
      choose('/?%76=a%20b', { headers: { 'x-env': 'dev' } }),
    ]).toEqual(['s/both', 's/all', 's/without', 's/both']);
  });

  it('of the older stack where two stacks claim the same', () => {
    const [older, younger] = [table('older', 1, prefix('r', '/')), table('younger', 2, prefix('r', '/'))];
    expect([chooser(older, younger)('/'), chooser(younger, older)('/')]).toEqual(['older/r', 'older/r']);
  });

  it('by segments even when a slash in it is encoded', () => {
    const choose = chooser(table('s', 0, prefix('admin', '/admin'), prefix('all', '/')));
    expect([choose('/admin%2Fusers'), choose('/%61dmin/users'), choose('//admin/users')]).toEqual([
      's/all',
      's/admin',
      's/admin',
    ]);
  });

  it('among ten thousand routes', () => {
    const choose = chooser(
      table('s', 0, ...Array.from({ length: 10_000 }, (_, index) => prefix(`r${index}`, `/service/${index}`))),
    );
    expect([choose('/service/0/x'), choose('/service/9999'), choose('/service/77/a/b/c'), choose('/service')]).toEqual([
      's/r0',
      's/r9999',
      's/r77',
      undefined,
    ]);
  });
});

describe('a path that two readers could read in two ways is refused', () => {
  it.each(['/a/../b', '/a/%2e%2e/b', '/.', '/a/.', '/%2E', '/a%2F..', '/..%2fa', '/a%00', '/a%', '/%zz', 'a', ''])(
    '%s',
    (path) => {
      expect(plainPath(path)).toBeUndefined();
    },
  );

  it('but not one that only looks like it', () => {
    expect(['/a..', '/...', '/.a', '/a.b', '/..;x/a'].map(plainPath)).toEqual([
      '/a..',
      '/...',
      '/.a',
      '/a.b',
      '/..;x/a',
    ]);
  });
});
