import { describe, expect, it } from '@jest/globals';
import type { ServiceVerdict } from '../../../controller/api/plan.ts';
import { degradedByQueues } from '../../../controller/plan/queues.ts';

const verdict = (name: string, phase: ServiceVerdict['phase'] = 'Running'): ServiceVerdict => ({
  ...{ name, phase, reason: 'Healthy', message: '', revision: 'r' },
  ...{ desired: 1, healthy: 1, restarts: 0, settled: true },
});
const after = (consumers: readonly string[], queue = 'jobs', verdicts = [verdict('worker'), verdict('api')]) =>
  degradedByQueues(verdicts, {
    discovery: {
      services: [],
      failures: {},
      gaps: [],
      troubles: [{ queue, consumers, message: 'nobody consumes it' }],
    },
  }).map(({ name, phase, reason }) => [name, phase, reason]);

describe('a queue that nobody works off', () => {
  it('degrades whoever consumed it, or is called as it is', () => {
    const degraded = [
      ['worker', 'Unhealthy', 'QueueNotConsumed'],
      ['api', 'Running', 'Healthy'],
    ];
    expect(after(['worker'])).toEqual(degraded);
    expect(after(['Worker-7'])).toEqual(degraded);
    expect(after([], 'worker.jobs')).toEqual(degraded);
    expect(after([], 'tenant/worker')).toEqual(degraded);
  });

  it('degrades nobody else, and says nothing new of one that is ill already', () => {
    expect(after(['stranger']).map(([, phase]) => phase)).toEqual(['Running', 'Running']);
    expect(after(['worker'], 'jobs', [verdict('worker', 'Backoff')])).toEqual([['worker', 'Backoff', 'Healthy']]);
  });
});
