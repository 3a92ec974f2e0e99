import { describe, expect, it } from '@jest/globals';
import type { QbtcStack } from '../../../controller/api/generated/resource.ts';
import { EMPTY_MEMORY } from '../../../controller/api/memory.ts';
import type { SystemReading } from '../../../controller/api/system.ts';
import { Histogram } from '../../../controller/telemetry/histogram.ts';
import type { MeasuredStack } from '../../../controller/telemetry/measured.ts';
import { reportOf } from '../../../controller/telemetry/report.ts';
import { Sums } from '../../../controller/telemetry/windows.ts';
import { NOW, stackFrom } from '../../support/world.ts';

const SYSTEM: SystemReading = {
  cpu: null,
  memory: null,
  load: { '1m': 0, '5m': 0, '15m': 0 },
  disks: null,
  network: null,
  problems: {},
};

const SPEC = `
services: []
gateway: {frontDoor: {quantumFrequency: '777'}}
monitoring: {redis: [{service: cache}], rabbitmq: [{service: broker}]}`;

function measured(
  name: string,
  { spec = SPEC, status, ...change }: Partial<MeasuredStack> & { spec?: string; status?: QbtcStack['status'] } = {},
): MeasuredStack {
  const services = [
    { name: 'api', phase: 'Running' as const, desired: 1, ready: 1, instances: [] },
    { name: 'task', phase: 'Completed' as const, desired: 1, ready: 0, instances: [] },
    { name: 'held', phase: 'Stopped' as const, desired: 0, ready: 0, instances: [] },
  ];
  return {
    document: {
      ...stackFrom(spec, name),
      status: status ?? { services, routes: [{ name: 'r', state: 'Programmed' }] },
    },
    memory: EMPTY_MEMORY,
    readings: {
      'redis/cache': { at: NOW - 1000, kind: 'redis', redis: { keys: 7, usedMemoryBytes: 1, clients: 1 } },
      'rabbitmq/broker': {
        at: NOW - 2000,
        kind: 'rabbitmq',
        rabbitmq: { connections: 1, queues: [{ name: 'orders', messages: 3, consumers: 1 }] },
      },
    },
    record: {
      passes: new Histogram(),
      failedPasses: 0,
      passedAt: NOW - 500,
      failure: undefined,
      services: new Map(),
      switches: { toApisix: 0, toFrontDoor: 0, failovers: 0 },
    },
    requests: new Map(),
    proxied: 42,
    door: { at: NOW, problem: undefined },
    windows: { '5m': new Sums(), '1h': new Sums() },
    ...change,
  };
}

/** Each value with how old it is. */
const quantumOf = (...stacks: MeasuredStack[]) => {
  const { quantum_metrics: quantum, freshness } = reportOf(stacks, SYSTEM, NOW);
  const told = <K extends keyof typeof freshness>(key: K) => ({ value: quantum[key], ...freshness[key] });
  return {
    quantum_frequency: quantum.quantum_frequency,
    services_responding: told('services_responding'),
    rabbitmq_queues: told('rabbitmq_queues'),
    redis_keys: told('redis_keys'),
    total_requests_proxied: told('total_requests_proxied'),
  };
};

describe('the report', () => {
  it('has the keys that those who read it rely on', () => {
    const report = reportOf([measured('shop')], SYSTEM, NOW);
    expect(Object.keys(report)).toEqual([
      'timestamp',
      'system_metrics',
      'service_metrics',
      'quantum_metrics',
      'performance_indicators',
      'freshness',
    ]);
    expect(Object.keys(report.quantum_metrics)).toEqual([
      'quantum_frequency',
      'services_responding',
      'rabbitmq_queues',
      'redis_keys',
      'total_requests_proxied',
    ]);
    expect(report.quantum_metrics).toMatchObject({ redis_keys: 7, services_responding: 1, total_requests_proxied: 42 });
    expect(report.timestamp).toBe('2026-01-01T12:00:00.000Z');
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('tells what the sources say, with how old it is', () => {
    expect(quantumOf(measured('shop'))).toEqual({
      quantum_frequency: '777',
      services_responding: { value: 1, age_seconds: 0.5, sources: { 'default/shop': { value: 1, age_seconds: 0.5 } } },
      rabbitmq_queues: {
        value: [{ stack: 'default/shop', service: 'broker', name: 'orders', messages: 3, consumers: 1 }],
        age_seconds: 2,
        sources: {
          'default/shop/broker': {
            value: [{ stack: 'default/shop', service: 'broker', name: 'orders', messages: 3, consumers: 1 }],
            age_seconds: 2,
          },
        },
      },
      redis_keys: { value: 7, age_seconds: 1, sources: { 'default/shop/cache': { value: 7, age_seconds: 1 } } },
      total_requests_proxied: { value: 42, age_seconds: 0, sources: { 'default/shop': { value: 42, age_seconds: 0 } } },
    });
  });

  it('gives no number for what has stopped to answer, but since when and why: never zero', () => {
    const silent = measured('shop', {
      readings: {
        'redis/cache': { at: NOW, problem: 'refused', answeredAt: NOW - 60_000 },
        'rabbitmq/broker': { at: NOW, problem: 'no login' },
      },
      door: { at: NOW - 40_000, problem: 'it does not answer' },
      record: { ...measured('shop').record!, passedAt: NOW - 90_000, failure: 'the disk is full' },
    });
    expect(quantumOf(silent)).toMatchObject({
      services_responding: { value: null, age_seconds: 90, reason: 'default/shop: the disk is full' },
      redis_keys: { value: null, age_seconds: 60, reason: 'default/shop/cache: refused' },
      rabbitmq_queues: { value: null, age_seconds: null, reason: 'default/shop/broker: no login' },
      total_requests_proxied: {
        value: null,
        age_seconds: 40,
        reason: 'default/shop: the front door: it does not answer',
      },
    });
    const { service_metrics: services } = reportOf([silent], SYSTEM, NOW);
    expect(services['default/shop']?.api?.up).toBeNull();
  });

  it('adds several stacks up, and knows no sum while one of them is silent', () => {
    const other = measured('other');
    expect(quantumOf(measured('shop'), other)).toMatchObject({ redis_keys: { value: 14 }, quantum_frequency: '777' });
    const silent = measured('other', { readings: {} });
    expect(quantumOf(measured('shop'), silent).redis_keys).toEqual({
      value: null,
      age_seconds: null,
      reason: 'default/other/cache: it has not been read yet',
      sources: {
        'default/shop/cache': { value: 7, age_seconds: 1 },
        'default/other/cache': { value: null, age_seconds: null, reason: 'it has not been read yet' },
      },
    });
  });

  it('says what is not declared instead of counting nothing, and names no frequency when stacks differ', () => {
    const bare = measured('bare', { spec: 'services: []', status: { services: [], routes: [] } });
    expect(quantumOf(bare)).toMatchObject({
      services_responding: { value: 0 },
      redis_keys: { value: null, age_seconds: null, reason: 'no stack declares a Redis in spec.monitoring' },
      total_requests_proxied: { value: null, reason: 'no stack has routes' },
    });
    expect(quantumOf(bare, measured('shop')).quantum_frequency).toBeNull();
    expect(quantumOf().services_responding).toMatchObject({ value: null, reason: 'there is no stack' });
  });

  it('misses no service that is held down, and says which are up', () => {
    const { service_metrics: services } = reportOf([measured('shop')], SYSTEM, NOW);
    const up = Object.entries(services['default/shop'] ?? {}).map(([name, service]) => [name, service.up]);
    expect(up).toEqual([
      ['api', true],
      ['task', true],
      ['held', null],
    ]);
  });

  it('gives the indicators of all stacks together', () => {
    const sums = (requests: number, errors: number) => Object.assign(new Sums(), { requests, errors });
    const of = (recent: Sums) => measured('shop', { windows: { '5m': recent, '1h': new Sums() } });
    const { performance_indicators: found } = reportOf([of(sums(90, 0)), of(sums(10, 5))], SYSTEM, NOW);
    expect(found.latency_of).toBe('probes');
    expect(found['5m']).toMatchObject({ requests: 100, error_rate: 0.05 });
    expect(found['1h'].error_rate).toBeNull();
  });
});
