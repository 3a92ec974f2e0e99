import { describe, expect, it } from '@jest/globals';
import { Histogram } from '../../../controller/telemetry/histogram.ts';

const of = (...seconds: number[]): Histogram => {
  const histogram = new Histogram();
  for (const each of seconds) histogram.observe(each);
  return histogram;
};

describe('a histogram', () => {
  it('gives percentiles spread evenly within a bucket, as Prometheus does', () => {
    // Four between 0.01 and 0.025 s, four between 0.1 and 0.25 s.
    const histogram = of(0.02, 0.02, 0.02, 0.02, 0.2, 0.2, 0.2, 0.2);
    expect(histogram.quantile(0.25)).toBeCloseTo(0.0175, 12);
    expect(histogram.quantile(0.5)).toBeCloseTo(0.025, 12);
    expect(histogram.quantile(0.75)).toBeCloseTo(0.175, 12);
    expect(histogram.quantile(1)).toBeCloseTo(0.25, 12);
  });

  it('takes what is beyond every bucket to be as long as the last bound', () => {
    expect(of(60, 70).quantile(0.99)).toBe(10);
  });

  it('knows no percentile of nothing', () => {
    expect(of().quantile(0.5)).toBeUndefined();
  });

  it('puts a duration on a bound below it, and adds up to what was measured', () => {
    const histogram = of(0.0005, 0.001);
    histogram.add(of(0.001, 5));
    expect(histogram.counts.slice(0, 3)).toEqual([1, 2, 0]);
    expect(histogram.count).toBe(4);
    expect(histogram.sum).toBeCloseTo(5.0025, 12);
  });
});
