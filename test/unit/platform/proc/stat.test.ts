import { describe, expect, it } from '@jest/globals';
import { isDead, parseStat } from '../../../../controller/platform/proc/stat.ts';

const line = (name: string, state = 'S'): string =>
  `77 (${name}) ${state} 1 77 77 0 -1 4194560 109 0 0 0 0 0 0 0 20 0 1 0 987654 2301952 200 18446744073709551615 1`;

describe('parseStat', () => {
  it.each(['sh', 'a b', 'a) S 1 2', '((', 'x\ny', ') R 9 9 9 (', ''])(
    'reads the start time behind the name %j',
    (name) => {
      expect(parseStat(line(name))).toEqual({
        pid: 77,
        name,
        state: 'S',
        parent: 1,
        group: 77,
        session: 77,
        startTime: '987654',
      });
    },
  );

  it('keeps a start time that a number could not hold', () => {
    expect(parseStat(line('a').replace('987654', '18446744073709551615'))?.startTime).toBe('18446744073709551615');
  });

  it.each(['', '77', '77 (sh)', '77 (sh) S 1 77', ') 77 (', 'x (sh) S 1 77 77 0'])(
    'takes %j for no process',
    (text) => {
      expect(parseStat(text)).toBeUndefined();
    },
  );

  it('counts a process that waits to be reaped as dead, and a stopped one as alive', () => {
    const states = ['Z', 'X', 'S', 'T', 'D', 'R'].filter((state) => isDead(parseStat(line('a', state))!));
    expect(states).toEqual(['Z', 'X']);
  });
});
