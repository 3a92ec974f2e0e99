import { describe, expect, it } from '@jest/globals';
import type { QbtcStack } from '../../../../controller/api/generated/resource.ts';
import { EMPTY_MEMORY, EMPTY_SERVICE_MEMORY, type Memory } from '../../../../controller/api/memory.ts';
import type { MeasuredStack } from '../../../../controller/telemetry/measured.ts';
import { renderMetrics } from '../../../../controller/telemetry/metrics/render.ts';
import { Recorder } from '../../../../controller/telemetry/recorder.ts';
import { Sums } from '../../../../controller/telemetry/windows.ts';
import { NOW, stackFrom } from '../../../support/world.ts';

const document = (status: QbtcStack['status'], spec = 'services: []'): QbtcStack => {
  const stack = stackFrom(spec, 'shop');
  return { ...stack, metadata: { ...stack.metadata, uid: 'uid-1' }, ...(status ? { status } : {}) };
};

/** The lines of an answer about one stack. */
async function linesOf(measured: Partial<MeasuredStack>, queueDepth = 0): Promise<string[]> {
  const stack: MeasuredStack = {
    document: document(undefined),
    memory: EMPTY_MEMORY,
    readings: {},
    record: undefined,
    requests: new Map(),
    proxied: 0,
    door: { at: undefined, problem: undefined },
    windows: { '5m': new Sums(), '1h': new Sums() },
    ...measured,
  };
  const text = await renderMetrics({ stacks: [stack], queueDepth, build: 'test', now: NOW });
  return text.split('\n');
}

type ServiceStatus = NonNullable<NonNullable<QbtcStack['status']>['services']>[number];
const service = (name: string, change: Partial<ServiceStatus> = {}): ServiceStatus => ({
  name,
  phase: 'Running',
  desired: 1,
  ready: 1,
  instances: [],
  ...change,
});

describe('the metrics', () => {
  it('tell score and parts, what was found, and what the sources say; of one that is silent, only since when', async () => {
    const status = {
      score: { total: 85, grade: 'B' as const, parts: [{ name: 'routes', score: 20, max: 20 }], losses: [] },
      discovered: [{ name: 'a', host: 'h', port: 1, validated: true }],
    };
    const lines = await linesOf(
      {
        document: document(status),
        readings: {
          'redis/cache': { at: NOW - 500, kind: 'redis', redis: { keys: 7, usedMemoryBytes: 1024, clients: 2 } },
          'rabbitmq/broker': { at: NOW, problem: 'refused', answeredAt: NOW - 90_000 },
        },
      },
      3,
    );
    for (const line of [
      'qbtc_build_info{build="test"} 1',
      'qbtc_queue_depth 3',
      'qbtc_stack_score{stack="default/shop"} 85',
      'qbtc_stack_score_target{stack="default/shop"} 70',
      'qbtc_stack_score_part{stack="default/shop",part="routes"} 20',
      'qbtc_discovered_services{stack="default/shop",validated="true"} 1',
      'qbtc_monitoring_source_up{stack="default/shop",source="redis/cache"} 1',
      'qbtc_monitoring_source_age_seconds{stack="default/shop",source="redis/cache"} 0.5',
      'qbtc_monitoring_source_up{stack="default/shop",source="rabbitmq/broker"} 0',
      'qbtc_monitoring_source_age_seconds{stack="default/shop",source="rabbitmq/broker"} 90',
      'qbtc_redis_keys{stack="default/shop",service="cache"} 7',
      'qbtc_redis_memory_used_bytes{stack="default/shop",service="cache"} 1024',
    ])
      expect(lines).toContain(line);
    expect(lines.join('\n')).not.toContain('qbtc_rabbitmq_connections{');
  });

  it('of a thousand queues, services or routes are those of a hundred (I23)', async () => {
    const thousand = Array.from({ length: 1000 }, (_, index) => index);
    const queues = thousand.map((index) => ({ name: `q${index}`, messages: 1000 - index, consumers: 0 }));
    const lines = await linesOf({
      document: document({
        services: thousand.map((index) => service(`s${index}`)),
        routes: thousand.map((index) => ({ name: `r${index}`, state: 'Programmed' })),
      }),
      readings: { 'rabbitmq/broker': { at: 1, kind: 'rabbitmq', rabbitmq: { connections: 1, queues } } },
    });
    for (const name of ['qbtc_rabbitmq_queue_messages', 'qbtc_service_up', 'qbtc_route_state'])
      expect(lines.filter((line) => line.startsWith(`${name}{`))).toHaveLength(100);
  });

  it('say which services are up, and of none that it is down while somebody holds it down', async () => {
    const services = [
      service('api'),
      service('db', { phase: 'Unhealthy', ready: 0 }),
      service('held', { phase: 'Stopped', desired: 0, ready: 0 }),
    ];
    const lines = await linesOf({ document: document({ services }) });
    expect(lines.filter((line) => line.startsWith('qbtc_service_up{'))).toEqual([
      'qbtc_service_up{stack="default/shop",service="api"} 1',
      'qbtc_service_up{stack="default/shop",service="db"} 0',
    ]);
  });

  it('say how many restarts the replica with the fewest has left, of this window alone', async () => {
    const memory = (budgets: Memory['durable']['services'][string]['budgets']): Memory => ({
      ...EMPTY_MEMORY,
      durable: { services: { api: { ...EMPTY_SERVICE_MEMORY, budgets } } },
    });
    const left = async (budgets: Parameters<typeof memory>[0]) => {
      const spec = 'services: []\nhealing: {restarts: {max: 5, windowSeconds: 60}}';
      const lines = await linesOf({
        document: document({ services: [service('api')] }, spec),
        memory: memory(budgets),
      });
      return lines
        .filter((line) => /^qbtc_service_(?:restart_budget_left|quarantined)/.test(line))
        .map((line) => line.at(-1));
    };
    expect(await left({})).toEqual(['5', '0']);
    expect(await left({ 0: { restarts: [NOW - 61_000, NOW - 59_000] }, 1: { restarts: [NOW - 2, NOW - 1] } })).toEqual([
      '3',
      '0',
    ]);
    expect(await left({ 0: { restarts: [NOW - 61_000], quarantined: true } })).toEqual(['0', '1']);
  });

  it('tell how long probes and passes took as histograms that Prometheus can add up', async () => {
    const recorder = new Recorder(() => NOW);
    const verdict = { name: 'api', phase: 'Running', reason: '', message: '', revision: 'r' } as const;
    const services = [{ ...verdict, desired: 1, healthy: 1, restarts: 0, settled: true }];
    recorder.passed('uid-1', { services, outcomes: [], switches: [], frontDoors: [] });
    for (const latency of [0.4, 3, 3, 20_000]) recorder.probed('uid-1', 'api', { ok: true, latency, message: '' });
    recorder.probed('uid-1', 'api', { ok: false, latency: 2000, message: 'refused' });
    recorder.took('uid-1', 0.02);
    recorder.failed('uid-1', 'broken');
    const lines = await linesOf({
      document: document({ services: [service('api')] }),
      record: recorder.of('uid-1'),
    });
    const labels = 'stack="default/shop",service="api"';
    expect(lines).toContain('# TYPE qbtc_probe_duration_seconds histogram');
    expect(lines.filter((line) => line.startsWith('qbtc_probe_duration_seconds'))).toEqual([
      `qbtc_probe_duration_seconds_bucket{${labels},le="0.0005"} 1`,
      ...['0.001', '0.0025'].map((le) => `qbtc_probe_duration_seconds_bucket{${labels},le="${le}"} 1`),
      ...['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10'].map(
        (le) => `qbtc_probe_duration_seconds_bucket{${labels},le="${le}"} 3`,
      ),
      `qbtc_probe_duration_seconds_bucket{${labels},le="+Inf"} 4`,
      `qbtc_probe_duration_seconds_sum{${labels}} 20.0064`,
      `qbtc_probe_duration_seconds_count{${labels}} 4`,
    ]);
    for (const line of [
      `qbtc_probe_failures_total{${labels}} 1`,
      'qbtc_reconcile_duration_seconds_count{stack="default/shop"} 1',
      'qbtc_reconcile_errors_total{stack="default/shop"} 1',
    ])
      expect(lines).toContain(line);
  });

  it('tell the requests of each route that the stack has, and none of one that it has no more', async () => {
    const requests = new Map([
      ['shop', { apisix: [0, 3, 0, 1, 0], 'front-door': [0, 1, 0, 0, 2] }],
      ['former', { apisix: [0, 3, 0, 0, 0], 'front-door': [0, 0, 0, 0, 0] }],
    ]);
    const lines = await linesOf({
      document: document({ routes: [{ name: 'shop', state: 'Programmed' }] }),
      requests,
    });
    const labels = 'stack="default/shop",route="shop"';
    expect(lines.filter((line) => line.startsWith('qbtc_requests_total{'))).toEqual([
      `qbtc_requests_total{${labels},gateway="apisix",code="2xx"} 3`,
      `qbtc_requests_total{${labels},gateway="apisix",code="4xx"} 1`,
      `qbtc_requests_total{${labels},gateway="apisix",code="5xx"} 0`,
      `qbtc_requests_total{${labels},gateway="front-door",code="2xx"} 1`,
      `qbtc_requests_total{${labels},gateway="front-door",code="5xx"} 2`,
    ]);
  });

  it('tell availability and time to repair only where there was something to measure', async () => {
    const sums = Object.assign(new Sums(), { watched: 1000, healthy: 990, repairs: 2, repairing: 9000 });
    const lines = await linesOf({ windows: { '5m': new Sums(), '1h': sums } });
    expect(lines.filter((line) => /^qbtc_stack_(?:availability|mttr)/.test(line))).toEqual([
      'qbtc_stack_availability_ratio{stack="default/shop",window="1h"} 0.99',
      'qbtc_stack_mttr_seconds{stack="default/shop"} 4.5',
    ]);
  });
});
