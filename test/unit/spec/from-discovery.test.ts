import { describe, expect, it } from '@jest/globals';
import type { DiscoveredService } from '../../../controller/api/discovery.ts';
import { stackFromDiscovery } from '../../../controller/spec/from-discovery.ts';
import { validateStack } from '../../../controller/spec/validate.ts';

const found = (name: string, inside: number, changes: Partial<DiscoveredService> = {}): DiscoveredService => ({
  ...{ key: `${name}:${inside}`, name, called: name, rank: 1, type: 'http', host: '172.17.0.2', port: inside },
  ...{ sources: ['docker'], confidence: 1, validated: true, recognition: { protocol: 'http', status: 200 } },
  container: { id: name, name, image: 'web:1', inside, owned: false },
  ...changes,
});
const asks = (path: string, port: number, more = {}) => ({
  routes: [{ name: 'r', hosts: [], path: { type: 'Prefix', value: path } as const, port, ...more }],
});

describe('a stack of what was found', () => {
  it('declares the routes that labels ask for, and is a valid stack', () => {
    const services = [
      found('shop-1', 80, asks('/shop', 80, { stripPrefix: true, hosts: ['a.test'] })),
      found('shop-2', 80, asks('/shop', 80, { stripPrefix: true, hosts: ['A.test'] })),
      found('admin', 80),
      found('admin-9000', 9000, {
        ...asks('/admin', 9000),
        container: { ...found('admin', 80).container!, inside: 9000 },
      }),
      found('silent', 80, { ...asks('/silent', 80), validated: false }),
    ];
    const adoptable = new Map(['shop-1', 'admin'].map((id) => [id, []]));
    const stack = stackFromDiscovery(services, 'mine', adoptable);
    expect(stack.spec).toMatchObject({
      routes: [
        {
          name: 'r',
          hosts: ['a.test'],
          paths: [{ type: 'Prefix', value: '/shop' }],
          backends: [
            { service: 'shop-1', port: 'http' },
            { service: 'shop-2', port: 'http' },
          ],
          rewrite: { stripPrefix: true },
        },
        { name: 'r-1', paths: [{ value: '/admin' }], backends: [{ service: 'admin', port: 'p9000' }] },
      ],
    });
    expect(validateStack(stack, { platform: 'linux', cluster: false }).errors).toEqual([]);
  });
});
