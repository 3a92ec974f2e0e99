import { describe, expect, it } from '@jest/globals';
import { QbtcError } from '../../../controller/api/errors.ts';
import type { Action } from '../../../controller/api/plan.ts';
import { apply, type Execute, type Outcome } from '../../../controller/apply/apply.ts';

const LIVE = new AbortController().signal;
const action = (id: string, dependsOn: readonly string[] = [], bestEffort?: true): Action => {
  return { type: 'Purge', runtimes: [], id, target: id, cause: '', dependsOn, ...(bestEffort ? { bestEffort } : {}) };
};
const run = (actions: readonly Action[], execute: Execute, signal = LIVE): Promise<Outcome[]> =>
  Promise.all(apply(actions, execute, signal));
const summary = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((outcome) => `${outcome.action.id} ${outcome.result}`);
const failing =
  (...ids: readonly string[]): Execute =>
  async ({ id }) => {
    if (ids.includes(id)) throw new Error(`${id} failed`);
  };

describe('carrying out a plan', () => {
  it('does as much at once as the dependencies allow', async () => {
    const log: string[] = [];
    const release = new Map<string, () => void>();
    const outcomes = run([action('c', ['a', 'b']), action('a'), action('b')], ({ id }) => {
      log.push(id);
      return new Promise((resolve) => release.set(id, resolve));
    });
    await new Promise(setImmediate);
    expect(log).toEqual(['a', 'b']);
    release.get('a')!();
    await new Promise(setImmediate);
    expect(log).toEqual(['a', 'b']);
    release.get('b')!();
    await new Promise(setImmediate);
    expect(log).toEqual(['a', 'b', 'c']);
    release.get('c')!();
    expect(summary(await outcomes)).toEqual(['c Done', 'a Done', 'b Done']);
  });

  it('skips what depends on a failure, says on which, and does everything else (I20)', async () => {
    const plan = [action('a'), action('b', ['a']), action('c', ['b']), action('d')];
    const outcomes = await run(plan, failing('a'));
    expect(summary(outcomes)).toEqual(['a Failed', 'b Skipped', 'c Skipped', 'd Done']);
    expect(outcomes[2]).toMatchObject({ because: 'b' });
  });

  it('is not held up by an effort that may fail', async () => {
    const outcomes = await run([action('a', [], true), action('b', ['a'])], failing('a'));
    expect(summary(outcomes)).toEqual(['a Failed', 'b Done']);
  });

  it('waits for nothing that is not in the plan', async () => {
    expect(summary(await run([action('a', ['elsewhere'])], failing()))).toEqual(['a Done']);
  });

  it('begins nothing more once it is called off, and reports what was begun', async () => {
    const off = new AbortController();
    const outcomes = await run(
      [action('a'), action('b', ['a'])],
      async () => {
        off.abort();
      },
      off.signal,
    );
    expect(summary(outcomes)).toEqual(['a Done', 'b Skipped']);
  });

  it('tells a failure by its code, with the way out', async () => {
    const errors = [
      new QbtcError('it is full', { code: 'DiskFull', mend: 'Make room.' }),
      Object.assign(new Error('no'), { code: 'EACCES' }),
      new Error('plain'),
    ];
    const outcomes = await run(
      errors.map((_, index) => action(String(index))),
      async ({ id }) => {
        throw errors[Number(id)]!;
      },
    );
    expect(outcomes).toMatchObject([
      { code: 'DiskFull', message: 'it is full. Make room.' },
      { code: 'EACCES', message: 'no' },
      { code: 'Error', message: 'plain' },
    ]);
  });
});
