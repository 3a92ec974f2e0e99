import { describe, expect, it } from '@jest/globals';
import { HealthTimes } from '../../../controller/telemetry/health-times.ts';
import { indicatorsOf } from '../../../controller/telemetry/indicators.ts';
import { Windows, type WindowName } from '../../../controller/telemetry/windows.ts';

/** Milliseconds since the epoch, at the beginning of a slot. */
const T = 1_800_000_000_000;
const MINUTE = 60_000;

const after = (windows: Windows, now: number, window: WindowName = '5m') => indicatorsOf(windows.over(window, now));

describe('performance over a window', () => {
  it('has percentiles of the latencies in it, and of no others', () => {
    const windows = new Windows();
    windows.latency(9, T - 10 * MINUTE);
    for (let index = 0; index < 98; index++) windows.latency(0.002, T);
    windows.latency(0.2, T);
    windows.latency(2, T + MINUTE);
    const recent = after(windows, T + MINUTE);
    expect(recent.probes).toBe(100);
    // 98 of them between 1 and 2.5 ms, one between 100 and 250 ms, one between 1 and 2.5 s.
    expect(recent.latency_seconds.p50).toBeCloseTo(0.001 + 0.0015 * (50 / 98), 12);
    expect(recent.latency_seconds.p95).toBeCloseTo(0.001 + 0.0015 * (95 / 98), 12);
    expect(recent.latency_seconds.p99).toBeCloseTo(0.25, 12);
    const hour = after(windows, T + MINUTE, '1h');
    expect(hour.probes).toBe(101);
    expect(hour.latency_seconds.p99).toBeCloseTo(1 + 1.5 * 0.99, 12);
  });

  it('has the share of requests that failed', () => {
    const windows = new Windows();
    windows.traffic({ requests: 100, errors: 100 }, T - 6 * MINUTE);
    windows.traffic({ requests: 30, errors: 0 }, T);
    windows.traffic({ requests: 10, errors: 1 }, T + MINUTE);
    expect(after(windows, T + MINUTE)).toMatchObject({ requests: 40, error_rate: 0.025 });
    expect(after(windows, T + MINUTE, '1h')).toMatchObject({ requests: 140, error_rate: 101 / 140 });
  });

  it('knows nothing of what did not happen, which is not zero', () => {
    expect(after(new Windows(), T)).toEqual({
      latency_seconds: { p50: null, p95: null, p99: null },
      probes: 0,
      error_rate: null,
      requests: 0,
      availability: null,
      mttr_seconds: null,
      repairs: 0,
    });
  });

  it('lets go of what is older, so that memory is bounded (I23), also when the clock is set back', () => {
    const windows = new Windows();
    for (let at = T; at < T + 24 * 60 * MINUTE; at += 15_000) windows.traffic({ requests: 1, errors: 0 }, at);
    const end = T + 24 * 60 * MINUTE - 15_000;
    expect(after(windows, end, '1h').requests).toBe(240);
    expect(after(windows, end).requests).toBe(20);
    windows.traffic({ requests: 1, errors: 0 }, T);
    expect(after(windows, T, '1h').requests).toBe(1);
    expect(after(windows, end, '1h').requests).toBe(0);
  });
});

describe('availability', () => {
  const up = (name: string) => ({ name, healthy: true });
  const down = (name: string) => ({ name, healthy: false });

  it('is the share of time for which services were healthy, each counting as much', () => {
    const windows = new Windows();
    const times = new HealthTimes(windows);
    times.look([up('api'), up('db')], T);
    times.look([down('api'), up('db')], T + 20_000);
    times.look([up('api'), up('db')], T + 50_000);
    times.settle(T + 100_000);
    // 30 of 200 seconds of service were missed.
    expect(after(windows, T + 100_000).availability).toBeCloseTo(0.85, 12);
    expect(after(windows, T + 100_000)).toMatchObject({ repairs: 1, mttr_seconds: 30 });
  });

  it('takes no time for granted in which nobody looked', () => {
    const windows = new Windows();
    const times = new HealthTimes(windows);
    times.look([up('api')], T);
    // The machine slept for half an hour.
    times.look([down('api')], T + 30 * MINUTE);
    times.settle(T + 30 * MINUTE + 10_000);
    const { healthy, watched } = windows.over('1h', T + 30 * MINUTE + 10_000);
    expect({ healthy, watched }).toEqual({ healthy: 90_000, watched: 100_000 });
  });

  it('does not count again what was counted when somebody asked in between', () => {
    const windows = new Windows();
    const times = new HealthTimes(windows);
    times.look([up('api')], T);
    for (let now = T; now <= T + 200_000; now += 1000) times.settle(now);
    expect(windows.over('1h', T + 200_000).watched).toBe(90_000);
  });

  it('does not count the first start of a service, and counts one that fails or starts again', () => {
    const windows = new Windows();
    const times = new HealthTimes(windows);
    const starting = { name: 'api', healthy: false, starting: true };
    times.look([starting, down('broken')], T);
    times.look([up('api'), down('broken')], T + 10_000);
    times.look([starting, down('broken')], T + 20_000);
    times.settle(T + 30_000);
    const { healthy, watched } = windows.over('5m', T + 30_000);
    expect({ healthy, watched }).toEqual({ healthy: 10_000, watched: 50_000 });
  });

  it('calls it a repair only when a service was healthy before: a first start mends nothing', () => {
    const windows = new Windows();
    const times = new HealthTimes(windows);
    times.look([down('api')], T);
    times.look([up('api')], T + 5000);
    expect(after(windows, T + 5000).repairs).toBe(0);
    times.look([down('api')], T + 10_000);
    // It is held down meanwhile: nobody repairs it.
    times.look([], T + 15_000);
    times.look([up('api')], T + 20_000);
    expect(after(windows, T + 20_000).repairs).toBe(0);
  });

  it('gives the mean of several repairs', () => {
    const windows = new Windows();
    const times = new HealthTimes(windows);
    for (const [index, seconds] of [10, 20, 60].entries()) {
      const begin = T + index * 100_000;
      times.look([up('api')], begin);
      times.look([down('api')], begin + 1000);
      times.look([up('api')], begin + 1000 + seconds * 1000);
    }
    expect(after(windows, T + 299_000)).toMatchObject({ repairs: 3, mttr_seconds: 30 });
  });
});
