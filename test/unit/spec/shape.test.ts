import { describe, expect, it } from '@jest/globals';
import { configurationSchema } from '../../../controller/api/generated/configuration.ts';
import type { Schema } from '../../../controller/api/schema.ts';
import { STACK_SCHEMA } from '../../../controller/spec/schema.ts';
import { FORMS, reshape, shapeProblems } from '../../../controller/spec/shape.ts';

function schemasIn(schema: Schema): Schema[] {
  const parts = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return [schema, ...parts.flatMap((part) => (part ? schemasIn(part) : []))];
}
const schemas = [STACK_SCHEMA, configurationSchema].flatMap(schemasIn);
const patterns = new Set(schemas.flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern])));

describe('words for the schemas', () => {
  it('explain every pattern, so that nobody has to read a regular expression', () => {
    expect(Object.keys(FORMS).sort()).toEqual([...patterns].sort());
  });
});

describe('a value of a wrong shape', () => {
  it('is one problem, however many rules it breaks', () => {
    const stack = { apiVersion: 'qbtc.dev/v1alpha1', kind: 'QbtcStack', metadata: { name: '' }, spec: {} };
    expect(shapeProblems(stack)).toHaveLength(1);
  });

  it('leaves the rest of the stack in a shape that can be checked on, with every item at its place', () => {
    const written = {
      metadata: { name: 5 },
      spec: { services: [7, { name: 'a', replicas: 'x', oops: 1, process: { command: ['a', 1] } }], routes: null },
    };
    const shaped = reshape(written, STACK_SCHEMA);
    expect(shaped).toEqual({
      metadata: { name: '' },
      spec: { services: [{ name: '' }, { name: 'a', process: { command: ['a', ''] } }] },
    });
  });

  it('is left alone where anything goes', () => {
    const plugins = { 'limit-count': { count: 1, nested: [{ a: null }] } };
    const written = { metadata: { name: 'a' }, spec: { consumers: [{ username: 'u', plugins }] } };
    expect(reshape(written, STACK_SCHEMA)).toEqual(written);
  });
});
