import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { interpolate } from '../../../controller/spec/variables.ts';

const VALUES = new Map([
  ['SET', 'value'],
  ['EMPTY', ''],
  ['DOLLAR', '$SET ${SET}'],
]);
const fill = (text: string) => interpolate(text, (name) => VALUES.get(name));

describe('variables, as Compose fills them in', () => {
  const good: [string, string][] = [
    ['no variable', 'no variable'],
    ['$SET', 'value'],
    ['${SET}', 'value'],
    ['a${SET}b$SET.c', 'avalueb' + 'value.c'],
    ['${EMPTY}', ''],
    ['${EMPTY:-default}', 'default'],
    ['${EMPTY-default}', ''],
    ['${UNSET:-default}', 'default'],
    ['${UNSET-default}', 'default'],
    ['${SET:-default}', 'value'],
    ['${UNSET:-}', ''],
    ['${UNSET:-${SET}}', 'value'],
    ['${UNSET:-${EMPTY:-${SET}}x}y', 'valuexy'],
    ['${UNSET:-a b:c-d?e+f}', 'a b:c-d?e+f'],
    ['${SET:+other}', 'other'],
    ['${EMPTY:+other}', ''],
    ['${EMPTY+other}', 'other'],
    ['${UNSET:+other}', ''],
    ['${UNSET+other}', ''],
    ['${SET:+${SET}!}', 'value!'],
    ['${SET:?message}', 'value'],
    ['${EMPTY?message}', ''],
    ['$$SET', '$SET'],
    ['$${SET}', '${SET}'],
    ['$$$SET', '$value'],
    ['${UNSET:-$$}', '$'],
    ['${UNSET:-$$}}', '$}'],
    ['$1 and $', '$1 and $'],
    ['^/x$|y', '^/x$|y'],
    ['{{port.http}}', '{{port.http}}'],
  ];

  it.each(good)('%s becomes %j', (text, expected) => {
    expect(fill(text)).toEqual({ text: expected, problems: [] });
  });

  it('fills a value in as it is, without looking for variables in it', () => {
    expect(fill('${DOLLAR}').text).toBe('$SET ${SET}');
  });

  const bad: [string, string][] = [
    [
      '$UNSET',
      'the variable UNSET is not set; set it, give a default (${UNSET:-…}), or write $$UNSET for $UNSET itself',
    ],
    [
      '${UNSET}',
      'the variable UNSET is not set; set it, give a default (${UNSET:-…}), or write $$UNSET for $UNSET itself',
    ],
    [
      '${UNSET:-${OTHER}}',
      'the variable OTHER is not set; set it, give a default (${OTHER:-…}), or write $$OTHER for $OTHER itself',
    ],
    ['${UNSET:?set it}', 'the variable UNSET is required: set it'],
    ['${UNSET?}', 'the variable UNSET is required'],
    ['${EMPTY:?not empty, ${SET}}', 'the variable EMPTY is required: not empty, value'],
    ['${SET', 'a variable is not closed: ${ needs a }; $$ stands for a dollar sign'],
    ['${}', '${ needs the name of a variable; $$ stands for a dollar sign'],
    ['${9}', '${ needs the name of a variable; $$ stands for a dollar sign'],
    ['${SET!x}', 'after ${SET there must be one of } :- - :? ? :+ +'],
  ];

  it.each(bad)('%s is a problem and not an empty text', (text, problem) => {
    expect(fill(text).problems).toEqual([problem]);
  });

  it('says of every variable that it is missing', () => {
    expect(fill('$A ${B}').problems).toHaveLength(2);
  });

  it('takes any text without throwing, and leaves one without a dollar sign alone', () => {
    const odd = fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', '?', '+', 'A', '1', ' ') });
    fc.assert(
      fc.property(odd, (text) => {
        const { problems, text: filled } = fill(text);
        if (!text.includes('$')) expect([filled, problems]).toEqual([text, []]);
      }),
    );
  });

  it('gives every text back when its dollar signs were doubled', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(fill(text.replaceAll('$', '$$$$')).text).toBe(text);
      }),
    );
  });

  it('survives nesting that nobody would write', () => {
    expect(fill('${A:-'.repeat(50_000) + '}'.repeat(50_000)).problems).toEqual([
      'variables are nested more than 20 levels deep',
    ]);
  });

  it('refuses to grow without bound', () => {
    const { problems } = interpolate('$BIG'.repeat(1000), () => 'x'.repeat(100_000));
    expect(problems).toEqual(['variables make it longer than 1000000 characters']);
  });
});
