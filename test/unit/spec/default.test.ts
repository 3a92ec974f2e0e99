import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Schema } from '../../../controller/api/schema.ts';
import { withDefaults, withoutDefaults } from '../../../controller/spec/default.ts';

const SCHEMA: Schema = {
  type: 'object',
  properties: {
    count: { type: 'integer', default: 3 },
    note: { type: 'string' },
    nested: {
      type: 'object',
      default: {},
      properties: { on: { type: 'boolean', default: true }, off: { type: 'boolean' } },
    },
    optional: { type: 'object', properties: { size: { type: 'integer', default: 1 } } },
    list: { type: 'array', items: { type: 'object', properties: { weight: { type: 'integer', default: 1 } } } },
    map: {
      type: 'object',
      additionalProperties: { type: 'object', properties: { a: { type: 'integer', default: 2 } } },
    },
  },
};
const complete = (value: unknown): unknown => withDefaults(value, SCHEMA);

describe('defaults, as an API server fills them in', () => {
  it('fill what is missing, also within defaults, lists and maps', () => {
    expect(complete({ list: [{}, { weight: 5 }], map: { x: {} }, optional: {} })).toEqual({
      count: 3,
      nested: { on: true },
      list: [{ weight: 1 }, { weight: 5 }],
      map: { x: { a: 2 } },
      optional: { size: 1 },
    });
  });

  it('do not make an object that has no default', () => {
    expect(complete({})).toEqual({ count: 3, nested: { on: true } });
  });

  it('replace a null, and leave zero, false and empty text alone', () => {
    expect(complete({ count: null, nested: null })).toEqual({ count: 3, nested: { on: true } });
    expect(complete({ count: 0, note: '', nested: { on: false } })).toEqual({
      count: 0,
      note: '',
      nested: { on: false },
    });
  });

  it('change nothing in what they are filled into, and nothing the second time', () => {
    const value = Object.freeze({ nested: Object.freeze({}) });
    const once = complete(value);
    expect(complete(once)).toEqual(once);
  });

  const values = fc.record(
    {
      count: fc.integer(),
      note: fc.string(),
      nested: fc.record({ on: fc.boolean(), off: fc.boolean() }, { requiredKeys: [] }),
      optional: fc.record({ size: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: [] }),
      list: fc.array(fc.record({ weight: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: [] })),
    },
    { requiredKeys: [] },
  );

  it('come back when they were taken out', () => {
    fc.assert(
      fc.property(values, (value) => {
        const full = complete(value);
        const bare = withoutDefaults(full, SCHEMA);
        expect(complete(bare)).toEqual(full);
        expect(withoutDefaults(bare, SCHEMA)).toEqual(bare);
      }),
    );
  });
});
