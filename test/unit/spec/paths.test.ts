import { describe, expect, it } from '@jest/globals';
import type { QbtcStack } from '../../../controller/api/generated/resource.ts';
import { pathWarnings } from '../../../controller/spec/paths.ts';

const warningsOf = (value: string, type = 'Prefix') =>
  pathWarnings({
    spec: {
      routes: [
        {
          paths: [
            { type: 'Exact', value: '/' },
            { type, value },
          ],
        },
      ],
    },
  } as QbtcStack);
const path = ['spec', 'routes', 0, 'paths', 1, 'value'];

describe('a path that matches more than it says', () => {
  it.each(['Prefix', 'Exact'])('is warned of, since both gateways read it so: %s', (type) => {
    expect(warningsOf('/api/*', type)).toEqual([{ path, message: expect.stringMatching(/^\* is a wildcard/) }]);
    expect(warningsOf('/users/:id/posts', type)).toEqual([{ path, message: expect.stringMatching(/begins with :/) }]);
    expect(warningsOf('/:any/*', type)).toHaveLength(2);
  });

  it.each(['/', '/api', '/api/', '/a:b', '/v1.0', '/a-b_c~d', '/a%2Ab'])('is not an ordinary one: %s', (value) => {
    expect(warningsOf(value)).toEqual([]);
    expect(warningsOf(value, 'Exact')).toEqual([]);
  });
});

describe('a prefix that matches less than it says', () => {
  it.each(['/a+', '/a(b)', '/a('])('is warned of: %s', (value) => {
    expect(warningsOf(value)).toEqual([{ path, message: expect.stringMatching(/nothing below/) }]);
    expect(warningsOf(value, 'Exact')).toEqual([]);
  });
});
