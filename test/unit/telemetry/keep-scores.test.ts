import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Files } from '../../../controller/api/files.ts';
import { keepScores } from '../../../controller/telemetry/keep-scores.ts';
import { createSimulatedClock, type SimulatedClock } from '../../fakes/simulated-clock.ts';

const A = { total: 100, grade: 'A' as const };
const D = { total: 10, grade: 'D' as const };

/** One file, and how often it was written. */
function disk() {
  const state = { text: undefined as string | undefined, writes: 0, isFull: false };
  const files = {
    read: async () => state.text,
    write: async (_: string, text: string) => {
      state.writes++;
      if (state.isFull) throw new Error('ENOSPC');
      state.text = text;
    },
  } as unknown as Files;
  return { state, files };
}

const open = (files: Files, clock: SimulatedClock, uids = ['u']) =>
  keepScores({ files, clock, log: pino({ enabled: false }), path: '/state/scores.json', uids });

describe('the score history on disk', () => {
  it('is there for the next controller, but for stacks that are gone', async () => {
    const { state, files } = disk();
    const clock = createSimulatedClock();
    const kept = await open(files, clock);
    kept.scores.record('u', A, clock.now());
    kept.scores.record('gone', D, clock.now());
    await kept[Symbol.asyncDispose]();
    await using next = await open(files, clock);
    expect(next.scores.of('u')).toEqual([{ time: new Date(clock.now()).toISOString(), ...A }]);
    expect(next.scores.of('gone')).toEqual([]);
    expect(state.writes).toBe(1);
  });

  it('is written at most once a minute, and never while the score stays', async () => {
    const { state, files } = disk();
    const clock = createSimulatedClock();
    const kept = await open(files, clock);
    for (let second = 0; second < 300; second++) {
      kept.scores.record('u', second % 2 ? A : D, clock.now());
      await clock.advance(1000);
    }
    expect(state.writes).toBeLessThanOrEqual(5);
    await clock.advance(60_000);
    const { writes } = state;
    for (let second = 0; second < 600; second++) {
      kept.scores.record('u', A, clock.now());
      await clock.advance(1000);
    }
    await kept[Symbol.asyncDispose]();
    expect(state.writes).toBe(writes);
  });

  it('costs nothing but itself while the disk is full, and is kept once there is room', async () => {
    const { state, files } = disk();
    const clock = createSimulatedClock();
    state.isFull = true;
    await using kept = await open(files, clock);
    kept.scores.record('u', A, clock.now());
    await clock.advance(180_000);
    expect(state.writes).toBe(3);
    state.isFull = false;
    await clock.advance(60_000);
    expect(JSON.parse(state.text ?? '')).toEqual({ u: [expect.objectContaining(A)] });
  });

  it.each([
    '',
    '{"u": [{"time": "2026',
    '[]',
    '{"u": 7}',
    '{"u": [{"time": "never", "total": 1, "grade": "A"}, null]}',
  ])('begins anew when what is there is %j', async (text) => {
    const { state, files } = disk();
    state.text = text;
    await using kept = await open(files, createSimulatedClock());
    expect(kept.scores.of('u')).toEqual([]);
  });
});
