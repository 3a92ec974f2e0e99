import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Action } from '../../../controller/api/plan.ts';
import { Operations } from '../../../controller/apply/operations.ts';
import { createSimulatedClock, type SimulatedClock } from '../../fakes/simulated-clock.ts';

const LIVE = new AbortController().signal;
const action = (id: string, dependsOn: readonly string[] = []): Action => {
  return { type: 'Purge', runtimes: [], id, target: `service/${id}`, cause: '', dependsOn };
};

let clock: SimulatedClock;
let hints: string[];
let operations: Operations;

/** Effects that take so many milliseconds, by action id. */
const taking =
  (times: Readonly<Record<string, number>>) =>
  ({ id }: Action): Promise<void> =>
    new Promise((resolve) => void clock.after(times[id] ?? 0, resolve));

beforeEach(() => {
  clock = createSimulatedClock();
  hints = [];
  operations = new Operations({ clock, onEnd: (key) => hints.push(key) });
});

/** Begins actions and moves on by so many milliseconds; the ids of those that ended within the pass. */
async function begin(actions: readonly Action[], times: Readonly<Record<string, number>>, ms: number) {
  let inTime: string[] | undefined;
  void operations.begin('k', actions, taking(times), LIVE).then((outcomes) => {
    inTime = outcomes.map(({ action: { id } }) => id);
  });
  await clock.advance(ms);
  return inTime;
}

describe('effects that are under way', () => {
  it('that end within moments are reported by their pass', async () => {
    expect(await begin([action('a'), action('b')], { a: 5, b: 1 }, 6)).toEqual(['b', 'a']);
    expect([operations.inFlight('k'), operations.takeEnded('k'), hints]).toEqual([[], [], []]);
  });

  it('that take longer hold up no pass, are seen as in flight, and end with a hint (I20)', async () => {
    expect(await begin([action('a'), action('slow')], { slow: 5000 }, 100)).toEqual(['a']);
    expect(operations.inFlight('k')).toMatchObject([{ id: 'slow', target: 'service/slow' }]);
    expect([operations.inFlight('other'), hints]).toEqual([[], []]);
    await clock.advance(5000);
    expect(operations.inFlight('k')).toEqual([]);
    expect(hints).toEqual(['k']);
    expect(operations.takeEnded('k')).toMatchObject([{ action: { id: 'slow' }, result: 'Done' }]);
    expect(operations.takeEnded('k')).toEqual([]);
  });

  it('go on with what depends on them after their pass has ended', async () => {
    expect(await begin([action('a'), action('b', ['a'])], { a: 500, b: 500 }, 100)).toEqual([]);
    expect(operations.inFlight('k').map(({ id }) => id)).toEqual(['a', 'b']);
    await clock.advance(450);
    expect(operations.inFlight('k').map(({ id }) => id)).toEqual(['b']);
    await clock.advance(500);
    expect(operations.takeEnded('k').map(({ action: { id } }) => id)).toEqual(['a', 'b']);
  });

  it('are waited for at the end of the controller, so that none is cut off in the middle', async () => {
    await begin([action('slow')], { slow: 5000 }, 100);
    let closed = false;
    void operations.close().then(() => (closed = true));
    await clock.advance(4000);
    expect(closed).toBe(false);
    await clock.advance(1000);
    expect(closed).toBe(true);
  });
});
