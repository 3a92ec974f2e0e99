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
