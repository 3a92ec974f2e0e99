import { describe, expect, it } from '@jest/globals';
import { bytesOf } from '../../../controller/api/quantity.ts';

describe('a quantity of bytes', () => {
  it.each([
    ['0', 0],
    ['1000', 1000],
    ['1k', 1000],
    ['1.5M', 1_500_000],
    ['2G', 2_000_000_000],
    ['1T', 1_000_000_000_000],
    ['4Ki', 4096],
    ['256Mi', 268_435_456],
    ['0.5Gi', 536_870_912],
    ['1Ti', 1_099_511_627_776],
    ['0.1', 1],
  ])('is what Kubernetes reads: %s', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  it.each(['', 'Mi', '256 Mi', '256m', '256MB', '-1', '1e3', '.5'])('is none: "%s"', (text) => {
    expect(bytesOf(text)).toBeNaN();
  });
});
