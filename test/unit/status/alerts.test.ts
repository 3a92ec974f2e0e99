import { describe, expect, it } from '@jest/globals';
import type { Condition, StackStatus } from '../../../controller/api/generated/resource.ts';
import type { AlertMemory } from '../../../controller/api/notification.ts';
import type { ServiceVerdict } from '../../../controller/api/plan.ts';
import { type AlertInput, nextAlerts } from '../../../controller/status/alerts.ts';
import { desiredFrom, NOW } from '../../support/world.ts';

const SERVICES = 'services: [{name: api, critical: true, process: {command: [serve]}}]';

interface Sight {
  readonly ready?: Condition['status'];
  readonly why?: string;
  readonly stalled?: boolean;
  readonly direct?: Condition['status'];
  readonly directWhy?: string;
  readonly phase?: ServiceVerdict['phase'];
  readonly quarantined?: boolean;
  readonly score?: number;
  readonly generation?: number;
  readonly at?: number;
  readonly spec?: string;
  readonly deleting?: boolean;
}

const condition = (type: string, status: Condition['status'], reason: string): Condition => ({
  ...{ type, status, reason },
  message: `${type} is ${status}`,
  lastTransitionTime: new Date(NOW).toISOString(),
});

function inputOf(sight: Sight): AlertInput {
  const { ready = 'True', why = 'ProbeFailing', direct = 'False', phase = 'Running', at = 0 } = sight;
  const desired = desiredFrom(sight.spec ?? SERVICES, { deleting: sight.deleting ?? false });
  const status: StackStatus = {
    conditions: [
      condition('Ready', ready, why),
      condition('FallbackActive', direct, sight.directWhy ?? 'ApisixSilent'),
      ...(sight.stalled ? [condition('Stalled', 'True', why)] : []),
    ],
    score: { total: sight.score ?? 100, grade: 'A', parts: [], losses: [] },
  };
  const verdict: ServiceVerdict = {
    ...{ name: 'api', phase, reason: phase, message: 'restarted 5 times: postgres://app:hunter2@db/' },
    ...{ revision: 'r', desired: 1, healthy: 0, restarts: 0, settled: false },
  };
  const budget = { restarts: [], ...(sight.quarantined ? { quarantined: true as const } : {}) };
  return {
    desired: { ...desired, stack: { ...desired.stack, generation: sight.generation ?? 1 } },
    services: [verdict],
    memory: { services: { api: { epoch: '', healthy: {}, budgets: { 0: budget } } } },
    status,
    now: NOW + at * 1000,
  };
}

/** What is told while these things are seen one after the other: beginnings and ends, in words. */
function told(...sights: readonly Sight[]): string[] {
  let memory: AlertMemory = { lasting: {} };
  return sights.flatMap((sight) => {
    const before = memory;
    const { memory: after, ended } = nextAlerts(before, inputOf(sight));
    memory = after;
    const begun = Object.values(after.lasting).filter(({ dedupKey }) => !Object.hasOwn(before.lasting, dedupKey));
    return [...begun, ...ended].map(({ event, status }) => `${event} ${status}`);
  });
}

describe('alerts', () => {
  it('tell of a front door that left APISIX, once, and of its return', () => {
    const away: Sight = { direct: 'True' };
    expect(told({}, away, away, { direct: 'Unknown' }, away, {}, {})).toEqual(['Failover firing', 'Failover resolved']);
  });

  it('call neither a cold start nor what somebody asked for a failover', () => {
    expect(told({ direct: 'True', directWhy: 'Checking' }, {})).toEqual([]);
    const asked: Sight = { direct: 'True', directWhy: 'AskedFor' };
    expect(told({}, asked, { direct: 'True', directWhy: 'Checking' }, {})).toEqual([]);
    expect(told({}, { direct: 'True' }, asked)).toEqual(['Failover firing', 'Failover resolved']);
  });

  it('keep a quarantine through its tries, until the service has proven itself', () => {
    const ill: Sight = { phase: 'Quarantined', quarantined: true };
    const tried: Sight = { phase: 'Running', quarantined: true };
    expect(told({}, ill, tried, ill, { phase: 'Unknown' }, tried, { phase: 'Running' })).toEqual([
      'Quarantine firing',
      'Quarantine resolved',
    ]);
  });

  it('end a quarantine with a service that is held down or not declared any more', () => {
    const ill: Sight = { phase: 'Quarantined', quarantined: true };
    expect(told(ill, { phase: 'Stopped', quarantined: true }).at(-1)).toBe('Quarantine resolved');
    const input = { ...inputOf({}), services: [] };
    const { memory } = nextAlerts({ lasting: {} }, inputOf(ill));
    expect(nextAlerts(memory, input).ended).toMatchObject([{ reason: 'NotDeclared', service: 'api' }]);
  });

  it('tell of a score only after a minute on the other side of its target, so that it does not flap', () => {
    const under = (at: number): Sight => ({ score: 50, at });
    expect(told(under(0), under(59), { at: 60 }, under(61), under(120))).toEqual([]);
    expect(told(under(0), under(60), { at: 61 }, under(90), { at: 91 }, { at: 150 }, { at: 151 })).toEqual([
      'Score firing',
      'Score resolved',
    ]);
  });

  it('call it a recovery when a stack is Ready again, not when it becomes so or was changed', () => {
    expect(told({ ready: 'False' }, {})).toEqual([]);
    expect(told({}, { ready: 'False', generation: 2 }, { generation: 2 })).toEqual([]);
    expect(told({}, { ready: 'False', why: 'RolloutUnderWay' }, {})).toEqual([]);
    expect(told({}, { ready: 'Unknown' }, {})).toEqual([]);
    expect(told({}, { ready: 'False' }, { ready: 'False', why: 'Starting' }, {}, {})).toEqual(['Recovered resolved']);
  });

  it('call it a recovery, too, when a change mends what was down or made it stall', () => {
    expect(told({}, { ready: 'False' }, { ready: 'False', generation: 2 }, { generation: 2 })).toEqual([
      'Recovered resolved',
    ]);
    expect(told({}, { ready: 'False', stalled: true, generation: 2 }, { generation: 3 })).toEqual([
      'Recovered resolved',
    ]);
  });

  it('conclude nothing while a stack is suspended, and end with it', () => {
    const ill: Sight = { phase: 'Quarantined', quarantined: true };
    expect(told({ ...ill, spec: `suspend: true\n${SERVICES}` })).toEqual([]);
    expect(told(ill, { ...ill, deleting: true }, { ...ill, deleting: true })).toEqual([
      'Quarantine firing',
      'Quarantine resolved',
    ]);
  });

  it('say whom they concern, how bad it is, and nothing secret (I22); their key is the same at every turn', () => {
    const [first] = Object.values(nextAlerts({ lasting: {} }, inputOf({ phase: 'Quarantined' })).memory.lasting);
    expect(first).toMatchObject({ stack: 'default/demo', severity: 'critical', service: 'api', reason: 'Quarantined' });
    expect(first?.at).toBe(new Date(NOW).toISOString());
    expect(JSON.stringify(first)).not.toContain('hunter2');
    const { ended } = nextAlerts({ lasting: { [first!.dedupKey]: first! } }, inputOf({}));
    expect(ended[0]).toMatchObject({ dedupKey: first?.dedupKey, status: 'resolved', severity: 'critical' });
  });
});
