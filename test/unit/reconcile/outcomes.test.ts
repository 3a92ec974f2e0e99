import { describe, expect, it } from '@jest/globals';
import { EMPTY_MEMORY } from '../../../controller/api/memory.ts';
import type { Action } from '../../../controller/api/plan.ts';
import type { Outcome } from '../../../controller/apply/apply.ts';
import { lastActions, rememberOutcomes } from '../../../controller/reconcile/outcomes.ts';
import { NOW } from '../../support/world.ts';

const action = (id: string): Action => {
  return { type: 'RemoveInstance', instance: id, id, target: 'service/api[0]', cause: 'why', dependsOn: [] };
};
const failed = (id: string): Outcome => {
  return { action: action(id), result: 'Failed', code: 'ENOSPC', message: 'the disk is full' };
};
const done = (id: string): Outcome => ({ action: action(id), result: 'Done' });

describe('what is remembered of outcomes', () => {
  it('counts the failures in a row of each action, so that the next try waits longer', () => {
    const once = rememberOutcomes(EMPTY_MEMORY, [failed('a'), failed('b')], NOW);
    const twice = rememberOutcomes(once, [failed('a')], NOW + 1000);
    expect(twice.volatile.failures).toMatchObject({
      a: { count: 2, at: NOW + 1000, code: 'ENOSPC', message: 'the disk is full' },
      b: { count: 1, at: NOW },
    });
  });

  it('forgets the failures of an action that succeeded, and of one that was skipped nothing', () => {
    const before = rememberOutcomes(EMPTY_MEMORY, [failed('a'), failed('b')], NOW);
    const after = rememberOutcomes(before, [done('a'), { action: action('b'), result: 'Skipped', because: 'a' }], NOW);
    expect(Object.keys(after.volatile.failures)).toEqual(['b']);
    expect(after.volatile.failures.b).toEqual(before.volatile.failures.b);
  });

  it('is bounded: what failed long ago and is not planned any more is dropped (I23)', () => {
    const before = rememberOutcomes(EMPTY_MEMORY, [failed('a'), done('b')], NOW);
    const after = rememberOutcomes(before, [], NOW + 3_600_000);
    expect(after.volatile).toEqual(EMPTY_MEMORY.volatile);
  });

  it('counts successes that follow one another within moments, since they may be in vain', () => {
    const counts = (count: number, pause: number): number | undefined => {
      let memory = EMPTY_MEMORY;
      for (let time = 0; time < count; time++) memory = rememberOutcomes(memory, [done('a')], NOW + time * pause);
      return Object.values(memory.volatile.done)[0]?.count;
    };
    expect(counts(3, 10)).toBe(3);
    expect(counts(3, 5000)).toBe(1);
  });

  it('touches nothing durable: a failure costs no write', () => {
    expect(rememberOutcomes(EMPTY_MEMORY, [failed('a')], NOW).durable).toBe(EMPTY_MEMORY.durable);
  });
});

it('the last actions say what became of each and why', () => {
  const skipped: Outcome = { action: action('c'), result: 'Skipped', because: 'a' };
  expect(lastActions([done('a'), failed('b'), skipped], NOW)).toMatchObject([
    { result: 'Succeeded', target: 'service/api[0]', cause: 'why', time: '2026-01-01T12:00:00.000Z' },
    { result: 'Failed', message: 'the disk is full' },
    { result: 'Skipped', message: 'waits for a' },
  ]);
});
