import { describe, expect, it } from '@jest/globals';
import { compileAnswerRewrite } from '../../../controller/routing/answer-rewrite.ts';

describe('response-rewrite', () => {
  it('adds each line, also of one name', () => {
    const add = ['Set-Cookie: a=1', 'Set-Cookie:  b=2', 'X-A:'];
    expect(compileAnswerRewrite({ headers: { add, set: { 'X-B': 1 }, remove: ['X-C'] } })?.headers).toEqual({
      add: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-A', ''],
      ],
      set: [['X-B', '1']],
      remove: ['X-C'],
    });
    expect(compileAnswerRewrite({ headers: { 'X-B': 1 } })?.headers.set).toEqual([['X-B', '1']]);
  });

  it.each([
    ['a header line that is none', { headers: { add: ['nothing'] } }],
    ['a field that it does not know', { foo: 1 }],
    ['a condition on something else than the status', { vars: [['arg_x', '==', '1']] }],
    ['a filter that is none', { filters: [{ regex: '(', replace: '' }] }],
  ])('is not carried with %s', (_, config) => {
    expect(compileAnswerRewrite(config)).toBeUndefined();
  });
});
