import { describe, expect, it } from '@jest/globals';
import { roughly, sparkline } from '../../../controller/cli/sparkline.ts';

const T = Date.UTC(2026, 0, 1, 12);
const at = (second: number, total: number) => ({
  time: new Date(T + second * 1000).toISOString(),
  total,
  grade: 'A' as const,
});

describe('the line that shows how a score changed', () => {
  it('draws each score as long as it lasted', () => {
    expect(sparkline([at(0, 0), at(50, 100)], T + 100_000, 10)).toBe('▁▁▁▁▁█████');
    expect(sparkline([at(0, 25), at(75, 50)], T + 100_000, 4)).toBe('▃▃▃▅');
  });

  it('shows a short fall among many columns of well-being', () => {
    expect(sparkline([at(0, 100), at(55, 10), at(56, 100)], T + 100_000, 10)).toBe('█████▁████');
  });

  it('draws a score that never changed, or has just begun', () => {
    expect(sparkline([at(0, 100)], T + 100_000, 5)).toBe('█████');
    expect(sparkline([at(0, 100)], T, 5)).toHaveLength(5);
    // The clock was set back.
    expect(sparkline([at(0, 100), at(5, 50)], T - 100_000, 5)).toHaveLength(5);
  });
});

it.each([
  [-5, '0 s'],
  [45_000, '45 s'],
  [720_000, '12 min'],
  [10_800_000, '3 h'],
  [259_200_000, '3 d'],
])('%d milliseconds are roughly %s', (milliseconds, text) => {
  expect(roughly(milliseconds)).toBe(text);
});
