import { describe, expect, it } from '@jest/globals';
import type { DiscoveredService, Discovery } from '../../../controller/api/discovery.ts';
import { carriedOver } from '../../../controller/observe/discovery.ts';

const service = (name: string, port: number, changes: Partial<DiscoveredService> = {}): DiscoveredService => ({
  name,
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
});
