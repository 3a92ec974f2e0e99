import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, EMPTY_SERIES, isEdge, type ProbeSeries } from '../../../controller/observe/probe-series.ts';

const result = (ok: boolean) => ({ ok, latency: 1, message: ok ? '' : 'connection refused' });

interface Step {
  readonly ok: boolean;
  readonly grace: boolean;
}

const run = (steps: readonly Step[], successThreshold: number, failureThreshold: number): ProbeSeries[] => {
  const states = [EMPTY_SERIES];
  for (const { ok, grace } of steps) {
    states.push(advance(states.at(-1)!, result(ok), { successThreshold, failureThreshold }, grace));
  }
  return states;
};

const series = fc.record({
  steps: fc.array(fc.record({ ok: fc.boolean(), grace: fc.boolean() }), { maxLength: 30 }),
  successThreshold: fc.integer({ min: 1, max: 4 }),
  failureThreshold: fc.integer({ min: 1, max: 4 }),
});

describe('a series of probe results', () => {
  it('is Unknown until something is known', () => {
    expect(EMPTY_SERIES.health).toBe('Unknown');
  });

  it('is Healthy exactly after the last successThreshold results were successes and until enough failures follow', () => {
    fc.assert(
      fc.property(series, ({ steps, successThreshold, failureThreshold }) => {
        const states = run(
          steps.map(({ ok }) => ({ ok, grace: false })),
          successThreshold,
          failureThreshold,
        );
        let expected = 'Unknown';
        steps.forEach((_, index) => {
          const lastAre = (ok: boolean, count: number): boolean =>
            index + 1 >= count && steps.slice(index + 1 - count, index + 1).every((step) => step.ok === ok);
          if (lastAre(true, successThreshold)) expected = 'Healthy';
          if (lastAre(false, failureThreshold)) expected = 'Unhealthy';
          expect(states[index + 1]!.health).toBe(expected);
        });
      }),
    );
  });

  it('never takes a slow start for a broken service: failures within the grace leave it Unknown', () => {
    fc.assert(
      fc.property(series, ({ steps, successThreshold, failureThreshold }) => {
        const failures = steps.map(() => ({ ok: false, grace: true }));
        expect(run(failures, successThreshold, failureThreshold).every(({ health }) => health === 'Unknown')).toBe(
          true,
        );
      }),
    );
  });

  it('counts only the failures after the grace', () => {
    const late = { ok: false, grace: false };
    const early = { ok: false, grace: true };
    const health = run([early, early, early, late, late, late], 1, 3).map((state) => state.health);
    expect(health).toEqual(['Unknown', 'Unknown', 'Unknown', 'Unknown', 'Unknown', 'Unknown', 'Unhealthy']);
  });

  it('sees a service that came up and broke again within its grace', () => {
    const steps = [true, false, false].map((ok) => ({ ok, grace: true }));
    expect(run(steps, 1, 2).at(-1)!.health).toBe('Unhealthy');
  });

  it('always shows the last result, also one that did not count', () => {
    fc.assert(
      fc.property(series, ({ steps, successThreshold, failureThreshold }) => {
        const states = run(steps, successThreshold, failureThreshold);
        expect(states.slice(1).map(({ lastResult }) => lastResult?.ok)).toEqual(steps.map(({ ok }) => ok));
      }),
    );
  });

  it('hints at every change of health and at a first failure, and at nothing else', () => {
    fc.assert(
      fc.property(series, ({ steps, successThreshold, failureThreshold }) => {
        const states = run(steps, successThreshold, failureThreshold);
        states.slice(1).forEach((after, index) => {
          const before = states[index]!;
          const firstFailure = index > 0 && steps[index - 1]!.ok && !steps[index]!.ok;
          expect(isEdge(before, after)).toBe(before.health !== after.health || firstFailure);
        });
      }),
    );
  });
});
