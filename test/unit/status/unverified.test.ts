import { describe, expect, it } from '@jest/globals';
import type { StackStatus } from '../../../controller/api/generated/resource.ts';
import { unverified } from '../../../controller/status/unverified.ts';

const NOW = Date.UTC(2026, 0, 2);
const condition = (type: string, status: 'True' | 'False'): NonNullable<StackStatus['conditions']>[number] => {
  return {
    type,
    status,
    reason: 'Seen',
    message: 'seen',
    lastTransitionTime: '2026-01-01T00:00:00.000Z',
    observedGeneration: 1,
  };
};
const before: StackStatus = {
  conditions: [condition('Ready', 'True'), condition('ServicesHealthy', 'True')],
  readyServices: '1/1',
};
const FULL = { reason: 'DiskFull', message: 'the disk is full. Make room.' };

describe('a status after a pass that failed', () => {
  it('is not Ready, and says why and how to mend it (I21)', () => {
    const { conditions } = unverified(before, 2, FULL, NOW);
    expect(conditions?.find(({ type }) => type === 'Ready')).toEqual({
      type: 'Ready',
      status: 'Unknown',
      ...FULL,
      observedGeneration: 2,
      lastTransitionTime: '2026-01-02T00:00:00.000Z',
    });
  });

  it('keeps what was seen last, and the time since when it is unknown', () => {
    const first = unverified(before, 2, FULL, NOW);
    const second = unverified(first, 2, FULL, NOW + 5000);
    expect(second).toEqual(first);
    expect(second.readyServices).toBe('1/1');
    expect(second.conditions?.map(({ type }) => type)).toEqual(['Ready', 'Reconciling', 'ServicesHealthy']);
  });
});
