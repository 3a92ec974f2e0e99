import { describe, expect, it } from '@jest/globals';
import type { DiscoveredService, Discovery } from '../../../controller/api/discovery.ts';
import { carriedOver } from '../../../controller/observe/discovery.ts';

const service = (name: string, port: number, changes: Partial<DiscoveredService> = {}): DiscoveredService => ({
  key: `local:${port}`,
  name,
  called: name.replace(/-\d+$/, ''),
  rank: 5,
  type: 'http',
  host: '127.0.0.1',
  port,
  sources: ['ports'],
  confidence: 0.5,
  validated: true,
  ...changes,
});
const look = (services: readonly DiscoveredService[], failures: Discovery['failures'] = {}): Discovery => ({
  services,
  failures,
  gaps: [],
});
const after = (...looks: readonly Discovery[]) =>
  looks.reduce<ReturnType<typeof carriedOver> | undefined>((before, each) => carriedOver(before, each), undefined)!;
const namesOf = (...looks: readonly Discovery[]) => after(...looks).discovery.services.map(({ name }) => name);

describe('look after look', () => {
  it('keeps what was missed once, and lets go of what was missed twice', () => {
    const both = look([service('a', 1), service('b', 2)]);
    const one = look([service('a', 1)]);
    expect(namesOf(both, one)).toEqual(['a', 'b']);
    expect(namesOf(both, one, one)).toEqual(['a']);
    expect(namesOf(both, one, both, one)).toEqual(['a', 'b']);
  });

  it('counts no look that an event called for among those that miss a service: it may come right after the last one', () => {
    const both = look([service('a', 1), service('b', 2)]);
    const one = look([service('a', 1)]);
    let looked = after(both);
    for (let event = 0; event < 5; event++) looked = carriedOver(looked, one, true);
    expect(looked.discovery.services).toHaveLength(2);
    looked = carriedOver(looked, one);
    looked = carriedOver(looked, one, true);
    expect(looked.discovery.services).toHaveLength(2);
    expect(carriedOver(looked, one).discovery.services).toHaveLength(1);
  });

  it('concludes nothing of queues from such a look', () => {
    const queued = (messages: number): Discovery => ({
      ...look([]),
      queues: [{ name: 'jobs', messages, consumers: ['worker'] }],
    });
    let looked = after(queued(1));
    for (let messages = 2; messages < 10; messages++) looked = carriedOver(looked, queued(messages), true);
    expect(looked.discovery.troubles).toEqual([]);
  });

  it('keeps what a method had found for as long as that fails: nobody knows (I2)', () => {
    const found = look([service('a', 1, { sources: ['docker'] }), service('b', 2)]);
    const blind = look([], { docker: 'no engine' });
    expect(namesOf(found, blind, blind, blind)).toEqual(['a']);
    expect(namesOf(found, blind, look([]), look([]))).toEqual([]);
  });

  it('keeps each name, whoever else comes and goes', () => {
    const first = look([service('api-1', 1), service('api-2', 2)]);
    const alone = look([service('api', 2)]);
    expect(namesOf(first, alone, alone)).toEqual(['api-2']);
    expect(namesOf(first, look([service('api', 1), service('api-2', 2)]))).toEqual(['api-1', 'api-2']);
  });

  it('lets whoever knows better name it, the stack most of all', () => {
    const bare = look([service('http-8080', 8080)]);
    const better = look([
      service('nginx', 8080, {
        rank: 1,
        container: { id: 'c', name: 'n', image: 'i', inside: 80, owned: false },
        sources: ['docker', 'ports'],
      }),
    ]);
    expect(namesOf(bare, better)).toEqual(['nginx']);
    expect(namesOf(bare, look([service('shop', 8080, { rank: 0 })]))).toEqual(['shop']);
    // While it cannot look, what it said holds.
    const blind = after(better, look([service('http-8080', 8080)], { docker: 'no engine' })).discovery.services;
    expect(blind).toMatchObject([{ name: 'nginx', container: { id: 'c' }, sources: ['docker', 'ports'] }]);
    expect(namesOf(better, look([service('http-8080', 8080)]))).toEqual(['http-8080']);
  });

  it('says of nobody that he answers whom nobody could ask', () => {
    const found = look([service('a', 1, { sources: ['docker'] }), service('b', 2, { sources: ['docker', 'ports'] })]);
    const blind = look([], { docker: 'no engine' });
    expect(after(found, blind).discovery.services.map(({ name, validated }) => [name, validated])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(namesOf(found, blind, blind)).toEqual(['a']);
  });
});
