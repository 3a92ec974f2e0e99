import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Schema, ValidationRule } from '../../../controller/api/schema.ts';
import { ruleProblems } from '../../../controller/spec/rules.ts';
import { STACK_SCHEMA } from '../../../controller/spec/schema.ts';

const rule = (text: string, fieldPath?: string) => [
  { rule: text, message: 'violated', ...(fieldPath !== undefined && { fieldPath }) },
];
const objectWith = (rules: Schema['x-kubernetes-validations'] & object): Schema => ({
  type: 'object',
  properties: {
    count: { type: 'integer' },
    share: { type: 'number' },
    text: { type: 'string' },
    list: { type: 'array', items: { type: 'integer' } },
  },
  'x-kubernetes-validations': rules,
});
const check = (text: string, value: unknown, old?: unknown) => ruleProblems(value, objectWith(rule(text)), [], old);

describe('a rule of the schema', () => {
  it('sees integers as integers and other numbers as such, as in a cluster', () => {
    expect(check('self.count / 2 == 1', { count: 3 })).toEqual([]);
    expect(check('self.share / 2.0 == 1.5', { share: 3 })).toEqual([]);
    expect(check('self.list[0] % 2 == 1', { list: [3] })).toEqual([]);
  });

  it('tells what is missing from what is there', () => {
    expect(check('has(self.text)', {})).toHaveLength(1);
    expect(check('has(self.text)', { text: '' })).toEqual([]);
  });

  it('points to the field that its message is about', () => {
    const schema = objectWith(rule('self.count > 1', '.count'));
    expect(ruleProblems({ count: 1 }, schema, ['spec', 'a'])).toEqual([
      { path: ['spec', 'a', 'count'], message: 'violated' },
    ]);
  });

  it('about a change is asked only when there is something older', () => {
    expect(check('self.count >= oldSelf.count', { count: 1 })).toEqual([]);
    expect(check('self.count >= oldSelf.count', { count: 1 }, { count: 2 })).toHaveLength(1);
    expect(check('self.count >= oldSelf.count', { count: 3 }, { count: 2 })).toEqual([]);
  });

  it('about a change follows the items of a map-like list by their key, not by their place', () => {
    const schema: Schema = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['text'],
      items: objectWith(rule('self.count == oldSelf.count')),
    };
    const old = [
      { text: 'a', count: 1 },
      { text: 'b', count: 2 },
    ];
    const now = [
      { text: 'new', count: 9 },
      { text: 'b', count: 2 },
      { text: 'a', count: 5 },
    ];
    expect(ruleProblems(now, schema, [], old).map(({ path }) => path)).toEqual([[2]]);
  });

  it('that fails in the middle does not hold, as in a cluster', () => {
    expect(check('self.count + 9223372036854775807 > 0', { count: 1 })).toHaveLength(1);
    expect(check('self.nothing > 1', {})).toHaveLength(1);
  });
});

describe('every rule of the resource', () => {
  const rulesIn = (schema: Schema): readonly ValidationRule[] => [
    ...(schema['x-kubernetes-validations'] ?? []),
    ...Object.values(schema.properties ?? {}).flatMap(rulesIn),
    ...(schema.items ? rulesIn(schema.items) : []),
  ];
  const bad = new URL('../../fixtures/spec/bad/', import.meta.url);
  const said = readdirSync(bad)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => readFileSync(new URL(name, bad), 'utf8'))
    .join('');
  const rules = rulesIn(STACK_SCHEMA).filter(({ rule: text }) => !text.includes('oldSelf'));

  it.each([...new Set(rules.map(({ message }) => message))])('has a sample that breaks it: %s', (message) => {
    expect(said).toContain(`: ${message}\n`);
  });
});
