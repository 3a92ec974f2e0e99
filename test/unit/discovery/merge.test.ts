import { describe, expect, it } from '@jest/globals';
import type { Sighting } from '../../../controller/api/discovery.ts';
import { describeServices, merge } from '../../../controller/discovery/merge.ts';

const CONTAINER = { id: 'c1', name: 'shop-redis-1', image: 'redis:7', inside: 6379, owned: false };
const seen = (method: Sighting['method'], port: number, more: Partial<Sighting> = {}): Sighting => ({
  method,
  host: '127.0.0.1',
  port,
  ...more,
});
const described = (sightings: readonly Sighting[], known: Parameters<typeof describeServices>[1] = [], failed = 0) =>
  describeServices(
    merge(sightings).map((merged) => ({ merged, recognition: undefined })),
    known,
    failed,
  );

describe('what several methods saw', () => {
  it('is one service at one port of this machine, at whichever of its addresses, with the best that each knows', () => {
    const services = described([
      seen('ports', 6379),
      seen('ports', 6379, { host: '::1' }),
      seen('processes', 6379, { name: 'docker-thing', pid: 7 }),
      seen('docker', 6379, { name: 'redis', type: 'redis', container: CONTAINER, vouched: true }),
    ]);
    expect(services).toEqual([
      {
        key: 'local:6379',
        name: 'redis',
        called: 'redis',
        rank: 1,
        type: 'redis',
        host: '127.0.0.1',
        port: 6379,
        pid: 7,
        container: CONTAINER,
        sources: ['docker', 'processes', 'ports'],
        confidence: 0.93,
        validated: true,
      },
    ]);
    expect(described([seen('ports', 80), seen('ports', 80, { host: '10.0.0.1' })])).toHaveLength(2);
  });

  it('is believed the more the more saw it, and the less where one could not look', () => {
    const [alone] = described([seen('ports', 1)]);
    const [both] = described([seen('ports', 1), seen('processes', 1)]);
    const [doubted] = described([seen('ports', 1)], [], 2);
    expect(both!.confidence).toBeGreaterThan(alone!.confidence);
    expect(doubted!.confidence).toBeLessThan(alone!.confidence);
    expect(alone!.validated).toBe(false);
  });

  it('is not valid when its own health check says that it is ill', () => {
    const [merged] = merge([seen('docker', 1, { vouched: false })]);
    const [service] = describeServices([{ merged: merged!, recognition: { protocol: 'http' } }], [], 0);
    expect(service).toMatchObject({ validated: false, type: 'http' });
  });

  it('has the name that the stack declares for its address; of the same name, each has its port', () => {
    const known = [{ name: 'cache', type: 'redis', host: '127.0.0.1', port: 2 }];
    const services = described(
      [1, 2, 3].map((port) => seen('processes', port, { name: 'Cache Server' })),
      known,
    );
    expect(services.map(({ name, type }) => [name, type])).toEqual([
      ['cache-server-1', 'tcp'],
      ['cache', 'redis'],
      ['cache-server-3', 'tcp'],
    ]);
    expect(described([seen('ports', 8080)]).map(({ name }) => name)).toEqual(['tcp-8080']);
  });

  it('is two where both families of loopback are known to have a holder each, and one that has several addresses is one', () => {
    const [six, four] = described([
      seen('ports', 3000),
      seen('ports', 3000, { host: '::1' }),
      seen('processes', 3000, { name: 'a', pid: 1 }),
      seen('processes', 3000, { name: 'b', pid: 2, host: '::1' }),
    ]);
    expect([six, four].map((each) => [each?.name, each?.host, each?.pid])).toEqual([
      ['b', '::1', 2],
      ['a', '127.0.0.1', 1],
    ]);
    const many = ['127.0.0.1', '10.0.0.5', '::1'].map((host) => seen('processes', 8000, { name: 'c', pid: 3, host }));
    expect(described([...many, seen('ports', 8000)])).toMatchObject([
      { key: 'local:8000', sources: ['processes', 'ports'] },
    ]);
  });

  it('gives the first port of one holder the name, and its others theirs; names are never twice', () => {
    const broker = (port: number): Sighting =>
      seen('docker', port, { name: 'rabbitmq', container: { ...CONTAINER, inside: port } });
    expect(described([broker(15_672), broker(5672)]).map(({ name }) => name)).toEqual(['rabbitmq', 'rabbitmq-15672']);
    const names = described([
      seen('processes', 1, { name: 'api', pid: 1 }),
      seen('processes', 2, { name: 'api', pid: 2 }),
      seen('processes', 3, { name: 'api-1', pid: 3 }),
      seen('ports', 1, { host: '10.0.0.5', name: 'api' }),
    ]).map(({ name }) => name);
    expect(new Set(names).size).toBe(4);
  });

  it('tells services of several Compose projects apart by their project', () => {
    const api = (id: string, port: number): Sighting =>
      seen('docker', port, { name: 'api', container: { ...CONTAINER, id, inside: 80, project: id } });
    expect(described([api('shop', 1), api('blog', 2)]).map(({ name }) => name)).toEqual(['shop-api', 'blog-api']);
    expect(described([api('shop', 1)]).map(({ name }) => name)).toEqual(['api']);
  });

  it('leaves out what does not answer beside another port of the same container that does, if nobody published it', () => {
    const port = (number: number, more: Partial<Sighting> = {}): Sighting =>
      seen('docker', number, { host: '172.17.0.2', name: 'rabbitmq', container: CONTAINER, inner: true, ...more });
    const look = (sightings: readonly Sighting[], answering: readonly number[]) =>
      describeServices(
        merge(sightings).map((merged) => ({
          merged,
          recognition: answering.includes(merged.addresses[0]!.port) ? { protocol: 'amqp' as const } : undefined,
        })),
        [],
        0,
      ).map(({ port: number }) => number);
    expect(look([port(4369), port(5672)], [5672])).toEqual([5672]);
    expect(look([port(4369), port(5672)], [])).toEqual([4369, 5672]);
    expect(look([port(5672), seen('docker', 8080, { container: CONTAINER })], [5672])).toEqual([5672, 8080]);
  });

  it('counts a consumer once, however many connections it has, and no broker where nobody answers', () => {
    const consumers = [1, 2, 3].map((port) =>
      seen('rabbitmq', 40_000 + port, { name: 'worker', type: 'consumer', vouched: true }),
    );
    const broker = seen('rabbitmq', 5672, { name: 'rabbitmq', type: 'rabbitmq' });
    expect(described([...consumers, broker])).toMatchObject([{ name: 'worker', type: 'consumer', validated: true }]);
    const [merged] = merge([broker]);
    expect(describeServices([{ merged: merged!, recognition: { protocol: 'amqp' } }], [], 0)).toMatchObject([
      { name: 'rabbitmq' },
    ]);
  });
});
