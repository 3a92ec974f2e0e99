import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDiagnostic } from '../../../controller/spec/diagnostic.ts';
import { parseEnvFile } from '../../../controller/spec/env-file.ts';

const OUTSIDE = new Map([
  ['HOME', '/root'],
  ['BOTH', 'outside'],
]);
const parse = (text: string) => parseEnvFile('.env', text, (name) => OUTSIDE.get(name));

describe('an environment file, as Compose reads it', () => {
  const good: [string, Record<string, string>][] = [
    ['A=1\nB=two words\n', { A: '1', B: 'two words' }],
    ['# comment\n\n  # another\nA=1', { A: '1' }],
    ['A=1 # comment\nB=1#no comment\nC=#comment', { A: '1', B: '1#no comment', C: '' }],
    ['export A=1\n  export   B = 2 ', { A: '1', B: '2' }],
    ['A: 1\nB:2', { A: '1', B: '2' }],
    ['A=\nB=""\nC=\'\'', { A: '', B: '', C: '' }],
    ['A="two words" # comment', { A: 'two words' }],
    ['A="#1"\nB=\'#1\'', { A: '#1', B: '#1' }],
    ['A="a\\nb\\tc\\"d\\\\e"', { A: 'a\nb\tc"d\\e' }],
    ["A='a\\nb $B ${C}'", { A: 'a\\nb $B ${C}' }],
    ["A='it\\'s'", { A: "it's" }],
    ['A="one\ntwo"\nB=3', { A: 'one\ntwo', B: '3' }],
    ["A='one\ntwo'", { A: 'one\ntwo' }],
    ['A=1\nB=${A}2\nC="$A-${B}"', { A: '1', B: '12', C: '1-12' }],
    ['A=${X:-d}\nB=${HOME}/x', { A: 'd', B: '/root/x' }],
    ['BOTH=inside\nA=$BOTH', { BOTH: 'inside', A: 'outside' }],
    ['A="\\$HOME"\nB=$$HOME', { A: '$HOME', B: '$HOME' }],
    ['HOME\nNOT_THERE\nA=1', { HOME: '/root', A: '1' }],
    ['A=1\r\nB="2"\r\n', { A: '1', B: '2' }],
    ['\uFEFFA=1', { A: '1' }],
    ['A=1\nA=2', { A: '2' }],
    ['A=a=b', { A: 'a=b' }],
    ['A.B-C=1', { 'A.B-C': '1' }],
  ];

  it.each(good)('%j', (text, expected) => {
    const { values, errors } = parse(text);
    expect(errors).toEqual([]);
    expect(values).toEqual(expected);
  });

  const bad: [string, string][] = [
    ['A=1\n=2', '.env:2:1: a line must be NAME=value'],
    ['1A=2', '.env:1:1: a line must be NAME=value'],
    ['A=1\n  B="open', '.env:2:3 B: the value begins with " but does not end with it'],
    ['A="1" 2', '.env:1:1 A: nothing but a comment may follow a quoted value'],
    ['two words', '.env:1:1 two: a name and its value need a = between them'],
    [
      'A=$NOPE',
      '.env:1:1 A: the variable NOPE is not set; set it, give a default (${NOPE:-…}), or write $$NOPE for $NOPE itself',
    ],
  ];

  it.each(bad)('%j is refused with its place', (text, expected) => {
    expect(parse(text).errors.map(formatDiagnostic)).toEqual([expected]);
  });

  it('never shows a value in what it refuses', () => {
    const { errors } = parse('PASSWORD="hunter2" hunter2\nhunter 2\nTOKEN="hunter2');
    expect(errors.map(({ message }) => message).join()).not.toContain('hunter2');
  });

  it('refuses variables that double at every line', () => {
    const lines = Array.from(
      { length: 60 },
      (_, line) => `A${line}=${line === 0 ? 'x' : `$A${line - 1}$A${line - 1}`}`,
    );
    expect(parse(lines.join('\n')).errors[0]?.message).toBe('variables make it longer than 1000000 characters');
  });

  it('takes any text without throwing', () => {
    const odd = fc.string({ unit: fc.constantFrom('A', '=', ':', '"', "'", '\\', '\n', ' ', '#', '$', '{', '}') });
    fc.assert(fc.property(odd, (text) => void parse(text)));
  });
});
