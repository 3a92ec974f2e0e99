import { afterEach, describe, expect, it } from '@jest/globals';
import type { Probe } from '../../../controller/api/generated/resource.ts';
import type { Prober, ProbeResult, ProbeTarget } from '../../../controller/api/probe.ts';
import { createProber } from '../../../controller/observe/prober.ts';
import { createSimulatedClock } from '../../fakes/simulated-clock.ts';

const PROBE: Probe = {
  tcp: {},
  intervalSeconds: 5,
  timeoutSeconds: 2,
  failureThreshold: 3,
  successThreshold: 1,
  startupGraceSeconds: 20,
};
const PASS: ProbeResult = { ok: true, latency: 1, message: '' };
const FAIL: ProbeResult = { ok: false, latency: 1, message: 'connection refused' };

let prober: Prober | undefined;
afterEach(() => prober?.[Symbol.asyncDispose]());

/** A prober on a simulated clock; `answer` says how a probe of a target ends now, and after how many milliseconds. */
function setUp(answer: (id: string) => { result: ProbeResult; after: number }) {
  const clock = createSimulatedClock(0);
  const probed: { id: string; at: number }[] = [];
  const edges: { owner: string; at: number }[] = [];
  const underWay = new Map<string, number>();
  let overlaps = 0;
  const created = createProber({
    clock,
    runProbe: ({ id }, signal) =>
      new Promise((resolve) => {
        probed.push({ id, at: clock.now() });
        underWay.set(id, (underWay.get(id) ?? 0) + 1);
        if (underWay.get(id)! > 1) overlaps++;
        const { result, after } = answer(id);
        const end = (given: ProbeResult): void => {
          timer[Symbol.dispose]();
          signal.removeEventListener('abort', abort);
          underWay.set(id, underWay.get(id)! - 1);
          resolve(given);
        };
        const abort = (): void => {
          end(FAIL);
        };
        const timer = clock.after(after, () => {
          end(result);
        });
        signal.addEventListener('abort', abort);
      }),
    onEdge: (owner) => edges.push({ owner, at: clock.now() }),
  });
  prober = created;
  const target = (id: string, change: Partial<ProbeTarget> = {}): ProbeTarget => ({
    id,
    probe: PROBE,
    addresses: { main: { host: '127.0.0.1', port: 80 } },
    cwd: '/',
    env: {},
    startedAt: clock.now(),
    ...change,
  });
  return { clock, prober: created, probed, edges, target, overlaps: () => overlaps };
}

describe('the prober', () => {
  it('sees within milliseconds that a target is ready, and then probes it once an interval', async () => {
    const readyAt = 137;
    const { clock, prober, probed, edges, target } = setUp(() => ({
      result: clock.now() >= readyAt ? PASS : FAIL,
      after: 0,
    }));
    prober.set('stack', [target('api')]);
    await clock.advance(1000);
    expect(prober.state('api').health).toBe('Healthy');
    expect(edges).toHaveLength(1);
    expect(edges[0]!.at - readyAt).toBeLessThanOrEqual(18);
    expect(probed.length).toBeLessThan(25);
    const before = probed.length;
    await clock.advance(60_000);
    expect(probed.length - before).toBe(12);
  });

  it('hints at the first failure, and calls a target Unhealthy only at the threshold', async () => {
    let healthy = true;
    const { clock, prober, edges, target } = setUp(() => ({ result: healthy ? PASS : FAIL, after: 0 }));
    prober.set('stack', [target('api')]);
    await clock.advance(30_000);
    healthy = false;
    await clock.advance(5000);
    expect(edges).toHaveLength(2);
    expect(prober.state('api')).toMatchObject({ health: 'Healthy', lastResult: { ok: false } });
    await clock.advance(5000);
    expect(edges).toHaveLength(2);
    await clock.advance(5000);
    expect(edges).toHaveLength(3);
    expect(prober.state('api').health).toBe('Unhealthy');
    healthy = true;
    await clock.advance(5000);
    expect(prober.state('api').health).toBe('Healthy');
  });

  it('lets a slow starter take its grace', async () => {
    const { clock, prober, target } = setUp(() => ({ result: FAIL, after: 0 }));
    prober.set('stack', [target('api')]);
    await clock.advance(19_999);
    expect(prober.state('api')).toMatchObject({ health: 'Unknown', lastResult: { message: 'connection refused' } });
    await clock.advance(20_000);
    expect(prober.state('api').health).toBe('Unhealthy');
  });

  it('neither probes without end nor waits for ever when the wall clock was set back behind the start', async () => {
    const { clock, prober, probed, target } = setUp(() => ({ result: FAIL, after: 0 }));
    prober.set('stack', [target('api', { startedAt: clock.now() + 3_600_000 })]);
    await clock.advance(60_000);
    expect(probed.length).toBeLessThan(70);
    expect(probed.filter(({ at }) => at > 50_000).length).toBeLessThanOrEqual(3);
    expect(prober.state('api').health).toBe('Unhealthy');
  });

  it('delays no target because others hang (I20), and never probes one twice at a time', async () => {
    const { clock, prober, probed, target, overlaps } = setUp((id) => ({
      result: id.startsWith('hangs') ? FAIL : PASS,
      after: id.startsWith('hangs') ? 2000 : 1,
    }));
    const hanging = Array.from({ length: 300 }, (_, index) => target(`hangs-${index}`));
    prober.set('bad', hanging);
    prober.set('good', [target('api')]);
    await clock.advance(400);
    expect(prober.state('api').health).toBe('Healthy');
    await clock.advance(30_000);
    const times = probed.filter(({ id }) => id === 'api').map(({ at }) => at);
    const gaps = times.slice(2).map((at, index) => at - times[index + 1]!);
    expect(Math.max(...gaps)).toBeLessThan(6000);
    expect(overlaps()).toBe(0);
  });

  it('starts few programs in containers at a time, in the order of the targets, beside which all others go on', async () => {
    const { clock, prober, probed, target } = setUp(() => ({ result: PASS, after: 300 }));
    const probe = { ...PROBE, exec: { command: ['check'] } };
    const inside = Array.from({ length: 12 }, (_, index) => target(`in-${index}`, { container: `c${index}`, probe }));
    prober.set('stack', [...inside, target('tcp')]);
    await clock.advance(10);
    expect(probed.map(({ id }) => id)).toEqual(['in-0', 'in-1', 'in-2', 'in-3', 'tcp']);
    await clock.advance(300);
    expect(probed.slice(5, 9).map(({ id }) => id)).toEqual(['in-4', 'in-5', 'in-6', 'in-7']);
  });

  it('keeps what it knows of a target that stays, whatever else changes', async () => {
    const { clock, prober, probed, target } = setUp(() => ({ result: PASS, after: 0 }));
    prober.set('stack', [target('api')]);
    await clock.advance(100);
    const before = probed.length;
    prober.set('stack', [target('api', { probe: { ...PROBE }, env: { A: 'b' } }), target('web')]);
    expect(prober.state('api').health).toBe('Healthy');
    await clock.advance(100);
    expect(probed.slice(before).map(({ id }) => id)).toEqual(['web']);
  });

  it('starts from Unknown when a target is probed differently or elsewhere', async () => {
    const { clock, prober, target } = setUp(() => ({ result: PASS, after: 5 }));
    const changes = [
      { probe: { ...PROBE, http: { path: '/' } } },
      { addresses: { main: { host: '127.0.0.1', port: 81 } } },
    ];
    prober.set('stack', [target('api')]);
    for (const change of changes) {
      await clock.advance(100);
      expect(prober.state('api').health).toBe('Healthy');
      prober.set('stack', [target('api', change)]);
      expect(prober.state('api').health).toBe('Unknown');
    }
  });

  it('drops the answers for a target that is gone', async () => {
    const { clock, prober, edges, probed, target } = setUp(() => ({ result: PASS, after: 100 }));
    prober.set('stack', [target('api#1')]);
    await clock.advance(50);
    prober.set('stack', [target('api#2')]);
    await clock.advance(99);
    expect([prober.state('api#1').health, prober.state('api#2').health, edges.length]).toEqual([
      'Unknown',
      'Unknown',
      0,
    ]);
    await clock.advance(1);
    expect(prober.state('api#2').health).toBe('Healthy');
    prober.set('stack', []);
    const before = probed.length;
    await clock.advance(60_000);
    expect(probed).toHaveLength(before);
    expect(clock.next()).toBeUndefined();
  });

  it('refreshes with answers that are newer than the question', async () => {
    let result = PASS;
    const { clock, prober, target, overlaps } = setUp(() => ({ result, after: 100 }));
    prober.set('stack', [target('api', { probe: { ...PROBE, failureThreshold: 1 } })]);
    await clock.advance(50);
    result = FAIL;
    let done = 0;
    const refreshes = [prober.refresh('stack'), prober.refresh('stack')].map((refresh) => refresh.then(() => done++));
    await clock.advance(50);
    expect([prober.state('api').health, done]).toEqual(['Healthy', 0]);
    await clock.advance(100);
    await Promise.all(refreshes);
    expect(prober.state('api').health).toBe('Unhealthy');
    const again = prober.refresh('stack');
    await clock.advance(100);
    await again;
    expect(overlaps()).toBe(0);
  });

  it('lets nobody wait for a target that was removed', async () => {
    const { clock, prober, target } = setUp(() => ({ result: PASS, after: 1_000_000 }));
    prober.set(
      'stack',
      Array.from({ length: 100 }, (_, index) => target(`api-${index}`)),
    );
    await clock.advance(1);
    const refresh = prober.refresh('stack');
    prober.set('stack', []);
    await refresh;
    await prober.refresh('nobody');
    expect(clock.next()).toBeUndefined();
  });

  it('leaves no timer and no probe behind when it ends', async () => {
    const { clock, prober, target } = setUp(() => ({ result: PASS, after: 2000 }));
    prober.set(
      'stack',
      Array.from({ length: 100 }, (_, index) => target(`api-${index}`)),
    );
    await clock.advance(10);
    await prober[Symbol.asyncDispose]();
    expect(clock.next()).toBeUndefined();
  });
});
