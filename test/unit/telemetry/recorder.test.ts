import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../controller/apply/apply.ts';
import type { Action, ServiceVerdict } from '../../../controller/api/plan.ts';
import { known } from '../../../controller/api/observation.ts';
import { Recorder, type PassFacts } from '../../../controller/telemetry/recorder.ts';

const verdict = (name: string, change: Partial<ServiceVerdict> = {}): ServiceVerdict => ({
  ...{ name, phase: 'Running', reason: '', message: '', revision: 'r', restarts: 0, settled: true },
  ...{ desired: 1, healthy: 1 },
  ...change,
});

const facts = (change: Partial<PassFacts> = {}): PassFacts => ({
  ...{ services: [verdict('api')], outcomes: [], switches: [], frontDoors: [] },
  ...change,
});

/** Milliseconds since the epoch. */
let now = 1_800_000_000_000;

const action = (type: 'RestartInstance' | 'StopInstance', target: string): Action => ({
  type,
  target,
  instance: 'i',
  signal: 'SIGTERM',
  id: `${type}/${target}`,
  cause: '',
  dependsOn: [],
});

describe('what the controller counts', () => {
  it('are restarts that happened, each for its service', () => {
    const recorder = new Recorder(() => now);
    const outcomes: Outcome[] = [
      { action: action('RestartInstance', 'service/api[0]'), result: 'Done' },
      { action: action('RestartInstance', 'service/api[1]'), result: 'Failed', code: 'X', message: 'x' },
      { action: action('StopInstance', 'service/api[0]'), result: 'Done' },
    ];
    const services = [verdict('api'), verdict('db')];
    recorder.passed('u', facts({ services, outcomes }));
    recorder.passed('u', facts({ services }));
    expect([...recorder.of('u')!.services].map(([name, { restarts }]) => [name, restarts])).toEqual([
      ['api', 1],
      ['db', 0],
    ]);
  });

  it('are changes of the way of requests, and those among them that nobody asked for', () => {
    const recorder = new Recorder(() => now);
    const switches = [
      { at: 1, to: 'Apisix', reason: '', asked: true },
      { at: 2, to: 'Direct', reason: '' },
      { at: 3, to: 'Apisix', reason: '' },
      { at: 4, to: 'Direct', reason: '', asked: true },
    ] as const;
    recorder.passed('u', facts({ switches }));
    expect(recorder.of('u')?.switches).toEqual({ toApisix: 2, toFrontDoor: 2, failovers: 1 });
  });

  it('is bounded by what is declared: a service that is gone is not counted any more (I23)', () => {
    const recorder = new Recorder(() => now);
    recorder.passed('u', facts());
    recorder.probed('u', 'api', { ok: true, latency: 1, message: '' });
    recorder.passed('u', facts({ services: [verdict('db')] }));
    recorder.probed('u', 'api', { ok: true, latency: 1, message: '' });
    expect([...recorder.of('u')!.services.keys()]).toEqual(['db']);
    recorder.forget('u');
    expect(recorder.of('u')).toBeUndefined();
  });

  it('are times, too: what is held down or has done its work is not missed', () => {
    const recorder = new Recorder(() => now);
    const services = [
      verdict('api', { healthy: 0 }),
      verdict('db'),
      verdict('task', { phase: 'Completed', healthy: 0 }),
      verdict('held', { phase: 'Stopped', desired: 0, healthy: 0 }),
    ];
    recorder.passed('u', facts({ services }));
    recorder.probed('u', 'db', { ok: true, latency: 3, message: '' });
    recorder.probed('u', 'db', { ok: false, latency: 2000, message: 'refused' });
    now += 10_000;
    const { watched, healthy, latencies } = recorder.over('u', '5m');
    expect({ watched, healthy, probes: latencies.count }).toEqual({ watched: 20_000, healthy: 10_000, probes: 1 });
    expect(recorder.over('nobody', '5m').watched).toBe(0);
  });

  it('are requests: those before the controller began are in the sum and in no window', () => {
    const recorder = new Recorder(() => now);
    const served = (count: number) => {
      const address = { host: '127.0.0.1', port: 9079 };
      const counting = { series: 's', at: count, throughApisix: {} };
      const state = { pid: 1, build: 'b', listening: address, tables: {}, inFlight: {} };
      return [{ address, state: known({ ...state, requests: { 'u/all': { 200: count, 503: 1 } }, counting }) }];
    };
    recorder.passed('u', facts({ frontDoors: served(100) }));
    recorder.passed('u', facts({ frontDoors: served(103) }));
    expect(recorder.requests.total('u')).toBe(104);
    expect(recorder.over('u', '5m')).toMatchObject({ requests: 3, errors: 0 });
  });
});
