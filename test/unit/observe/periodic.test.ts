import { describe, expect, it } from '@jest/globals';
import { createPeriodic } from '../../../controller/observe/periodic.ts';
import { createSimulatedClock } from '../../fakes/simulated-clock.ts';

describe('looks that go on by themselves', () => {
  const setUp = () => {
    const clock = createSimulatedClock();
    const asked: string[] = [];
    const state = { answer: 'one', fails: false };
    const looks = createPeriodic<string, string>(async (request) => {
      asked.push(request);
      if (state.fails) throw new Error('no');
      return `${request} ${state.answer}`;
    }, clock);
    const told: string[] = [];
    const want = (request = 'a') => looks.want('me', request, 1000, () => told.push('changed'));
    return { clock, asked, state, looks, told, want };
  };

  it('begin at once, come again, and tell only what is new', async () => {
    const { clock, asked, state, told, want } = setUp();
    expect(want()).toBeUndefined();
    await clock.settle();
    expect([want(), told]).toEqual(['a one', ['changed']]);
    await clock.advance(2500);
    expect([asked, told.length]).toEqual([['a', 'a', 'a'], 1]);
    state.answer = 'two';
    await clock.advance(1000);
    expect([want(), told.length]).toEqual(['a two', 2]);
  });

  it('come soon after a hint, at most once a second, whatever is hinted, and beside those of the interval', async () => {
    const { clock, asked, looks, want } = setUp();
    want();
    await clock.settle();
    await clock.advance(300);
    for (let hint = 0; hint < 20; hint++) looks.hint('me');
    looks.hint('nobody');
    await clock.advance(690);
    expect(asked).toHaveLength(1);
    // The hinted one and that of the interval fall together.
    await clock.advance(20);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    const before = asked.length;
    for (let time = 0; time < 10_000; time += 100) {
      looks.hint('me');
      await clock.advance(100);
    }
    expect(asked.length - before).toBeGreaterThanOrEqual(18);
    expect(asked.length - before).toBeLessThanOrEqual(22);
  });

  it('come once more when a hint is given during one: it may have begun too early to see what happened', async () => {
    const clock = createSimulatedClock();
    let begun = 0;
    let finish = (): void => undefined;
    const looks = createPeriodic<string, number>(async () => {
      begun++;
      await new Promise<void>((resolve) => (finish = resolve));
      return begun;
    }, clock);
    looks.want('me', 'a', 60_000, () => undefined);
    looks.hint('me');
    await clock.advance(5000);
    expect(begun).toBe(1);
    finish();
    await clock.settle();
    expect(begun).toBe(2);
  });

  it('begin anew for another request, and when somebody asks', async () => {
    const { clock, asked, looks, want } = setUp();
    want();
    want('b');
    await clock.settle();
    expect([asked, want('b')]).toEqual([['a', 'b'], 'b one']);
    await looks.refresh('me');
    await looks.refresh('nobody');
    expect(asked).toEqual(['a', 'b', 'b']);
  });

  it('keep what was found before when they fail, and go on', async () => {
    const { clock, asked, state, want } = setUp();
    want();
    await clock.settle();
    state.fails = true;
    await clock.advance(1000);
    expect(want()).toBe('a one');
    state.fails = false;
    state.answer = 'two';
    await clock.advance(1000);
    expect([asked.length, want()]).toEqual([3, 'a two']);
  });

  it('end when nobody wants them any more', async () => {
    const { clock, asked, looks, want } = setUp();
    want();
    await clock.settle();
    looks.forget('me');
    await clock.advance(5000);
    expect(asked).toHaveLength(1);
    want();
    await clock.settle();
    looks[Symbol.dispose]();
    await clock.advance(5000);
    expect(asked).toHaveLength(2);
  });
});
