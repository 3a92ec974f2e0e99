import { describe, expect, it } from '@jest/globals';
import { Admission } from '../../../controller/platform/admission.ts';
import { createSimulatedClock } from '../../fakes/simulated-clock.ts';

function setUp(limit: number) {
  const clock = createSimulatedClock();
  const admission = new Admission({ clock, limit, patience: 50 });
  const begun: string[] = [];
  const leaves = new Map<string, () => void>();
  const enter = (name: string): Disposable =>
    admission.enter((leave) => {
      begun.push(name);
      leaves.set(name, leave);
    });
  return {
    clock,
    admission,
    begun,
    enter,
    leave: (name: string) => {
      leaves.get(name)!();
    },
  };
}

describe('the admission of work', () => {
  it('begins no more than the limit at a time, and the rest in order as places are given back', () => {
    const { begun, enter, leave } = setUp(2);
    for (const name of ['a', 'b', 'c', 'd']) enter(name);
    expect(begun).toEqual(['a', 'b']);
    leave('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    leave('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    leave('a');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets hanging work hold up the others no longer than the patience (I20)', async () => {
    const { clock, begun, enter } = setUp(2);
    for (const name of ['hangs', 'hangs too', 'c', 'd', 'e']) enter(name);
    await clock.advance(49);
    expect(begun).toHaveLength(2);
    await clock.advance(1);
    expect(begun).toEqual(['hangs', 'hangs too', 'c', 'd']);
    await clock.advance(50);
    expect(begun.at(-1)).toBe('e');
  });

  it('forgets work that does not want to begin any more', () => {
    const { begun, enter, leave } = setUp(1);
    enter('a');
    const given = enter('b');
    enter('c');
    given[Symbol.dispose]();
    leave('a');
    expect(begun).toEqual(['a', 'c']);
  });

  it('carries out work in its place, and gives the place back however the work ends', async () => {
    const { admission, enter, begun } = setUp(1);
    const { signal } = new AbortController();
    await expect(admission.run(() => Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    expect(await admission.run(() => Promise.resolve('done'), signal)).toBe('done');
    enter('next');
    expect(begun).toEqual(['next']);
  });

  it('lets go those whose signal aborts before there is a place', async () => {
    const { admission, enter, leave, begun } = setUp(1);
    enter('a');
    const called = new AbortController();
    const ran = admission.run(() => Promise.resolve(begun.push('late')), called.signal);
    called.abort(new Error('called off'));
    await expect(ran).rejects.toThrow('called off');
    leave('a');
    enter('b');
    expect(begun).toEqual(['a', 'b']);
  });

  it('keeps no timer while nobody waits or after its end', async () => {
    const { clock, admission, enter } = setUp(1);
    enter('a');
    expect(clock.next()).toBeUndefined();
    enter('b');
    expect(clock.next()).toBeDefined();
    admission[Symbol.dispose]();
    expect(clock.next()).toBeUndefined();
  });
});
