import type { Clock } from '../api/clock.ts';

/** Longest delay that setTimeout takes, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** The machine's clock. Its timers do not keep the program alive. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    after(delay, callback) {
      let timer: NodeJS.Timeout;
      const wait = (left: number): void => {
        timer = setTimeout(
          () => {
            if (left > LONGEST) wait(left - LONGEST);
            else callback();
          },
          Math.min(left, LONGEST),
        );
        timer.unref();
      };
      wait(Math.max(0, delay));
      return {
        [Symbol.dispose]: () => {
          clearTimeout(timer);
        },
      };
    },
  };
}
