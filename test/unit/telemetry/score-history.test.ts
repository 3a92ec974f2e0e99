import { describe, expect, it } from '@jest/globals';
import { ScoreHistory } from '../../../controller/telemetry/score-history.ts';

const T = Date.UTC(2026, 0, 1, 12);
const score = (total: number) => ({ total, grade: total >= 90 ? ('A' as const) : ('D' as const) });

describe('the history of a score', () => {
  it('has a point for each change, and none for a score that stays: a steady state writes nothing (I18)', () => {
    let changes = 0;
    const history = new ScoreHistory(() => changes++);
    for (const [index, total] of [20, 20, 100, 100, 100, 55].entries())
      history.record('u', score(total), T + index * 1000);
    expect(history.of('u')).toEqual([
      { time: '2026-01-01T12:00:00.000Z', total: 20, grade: 'D' },
      { time: '2026-01-01T12:00:02.000Z', total: 100, grade: 'A' },
      { time: '2026-01-01T12:00:05.000Z', total: 55, grade: 'D' },
    ]);
    expect(changes).toBe(3);
  });

  it('is bounded (I23): a score that flaps costs the points that lasted the shortest, not what happened long before', () => {
    const history = new ScoreHistory();
    history.record('u', score(100), T);
    history.record('u', score(10), T + 3_600_000);
    history.record('u', score(100), T + 7_200_000);
    for (let index = 0; index < 5000; index++)
      history.record('u', score(40 + (index % 2)), T + 7_300_000 + index * 1000);
    const points = history.of('u');
    expect(points).toHaveLength(300);
    expect(points.slice(0, 3).map(({ total }) => total)).toEqual([100, 10, 100]);
    expect(points.at(-1)?.time).toBe(new Date(T + 7_300_000 + 4999 * 1000).toISOString());
  });

  it('goes with its stack', () => {
    const history = new ScoreHistory();
    history.record('u', score(100), T);
    history.record('v', score(90), T);
    history.forget('u');
    expect(Object.keys(history.all())).toEqual(['v']);
    expect(history.of('u')).toEqual([]);
  });
});
