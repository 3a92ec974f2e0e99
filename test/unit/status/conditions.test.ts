import { describe, expect, it } from '@jest/globals';
import { mergeConditions, type Draft } from '../../../controller/status/conditions.ts';

const BEFORE = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:01:00.000Z';
const draft = (changes: Partial<Draft> = {}): Draft => {
  return { type: 'Ready', status: 'False', reason: 'Applying', message: 'soon', ...changes };
};

describe('conditions', () => {
  const previous = mergeConditions([], [draft()], 1, BEFORE);

  it('begin with the time at which they were first seen', () => {
    expect(previous).toEqual([{ ...draft(), observedGeneration: 1, lastTransitionTime: BEFORE }]);
  });

  it('keep their transition time while only reason, message or generation change', () => {
    const [merged] = mergeConditions(previous, [draft({ reason: 'Other', message: 'else' })], 2, LATER);
    expect(merged).toMatchObject({ reason: 'Other', observedGeneration: 2, lastTransitionTime: BEFORE });
  });

  it('move their transition time when the status does', () => {
    const [merged] = mergeConditions(previous, [draft({ status: 'True' })], 1, LATER);
    expect(merged).toMatchObject({ status: 'True', lastTransitionTime: LATER });
  });

  it('that say what is wrong exist only while they are True', () => {
    const drafts = ['Reconciling', 'Stalled'].flatMap((type) =>
      (['True', 'False', 'Unknown'] as const).map((status) => draft({ type, status })),
    );
    const merged = mergeConditions([], drafts, 1, BEFORE);
    expect(merged.map(({ type, status }) => `${type} ${status}`)).toEqual(['Reconciling True', 'Stalled True']);
  });

  it('that nobody speaks of any more are gone', () => {
    expect(mergeConditions(previous, [], 1, LATER)).toEqual([]);
  });
});
