import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextDelay } from '../../../controller/observe/probe-schedule.ts';

const interval = 5000;

describe('the schedule of probes', () => {
  it('sees that a starting target is ready an eighth of its start time later, at the latest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (readyAfter) => {
        let now = 0;
        while (now < readyAfter) now += nextDelay({ id: 'api', interval, starting: now }, now);
        expect(now - readyAfter).toBeLessThanOrEqual(Math.max(10, readyAfter / 8 + 1));
      }),
    );
  });

  it('costs at most one probe a second for a target that never starts, once it has tried for a while', () => {
    let now = 8000;
    for (let probes = 0; probes < 100; probes++) {
      const delay = nextDelay({ id: 'api', interval, starting: now }, now);
      expect(delay).toBeGreaterThanOrEqual(1000);
      expect(delay).toBeLessThanOrEqual(interval);
      now += delay;
    }
  });

  it('probes a target that has answered once an interval at the same phase, also when a timer fires early', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.integer({ min: 1, max: 60 }), (id, now, seconds) => {
        const timing = { id, interval: seconds * 1000, starting: undefined };
        const first = now + nextDelay(timing, now);
        expect(first).toBeGreaterThan(now);
        expect(first - now).toBeLessThanOrEqual(timing.interval * 1.1);
        expect(nextDelay(timing, first)).toBe(timing.interval);
        expect(nextDelay(timing, first - 1)).toBe(timing.interval + 1);
      }),
    );
  });

  it('spreads a thousand targets over the interval, so that they do not all fire at once', () => {
    const perTenth = new Array<number>(10).fill(0);
    for (let target = 0; target < 1000; target++) {
      const delay = nextDelay({ id: `instance-${target}`, interval, starting: undefined }, 0);
      perTenth[Math.floor(((delay % interval) / interval) * 10)]! += 1;
    }
    expect(Math.max(...perTenth)).toBeLessThan(150);
    expect(Math.min(...perTenth)).toBeGreaterThan(50);
  });
});
