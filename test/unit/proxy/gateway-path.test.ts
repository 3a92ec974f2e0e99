import { describe, expect, it } from '@jest/globals';
import type { Failover } from '../../../controller/api/route-table.ts';
import { Endpoint } from '../../../controller/proxy/endpoint.ts';
import { Targets } from '../../../controller/proxy/targets.ts';
import { GatewayPath, type PathRecord } from '../../../controller/proxy/gateway-path.ts';

const FAILOVER: Failover = {
  mode: 'Auto',
  failureThreshold: 3,
  successThreshold: 2,
  minDwellSeconds: 30,
  switchLimit: { max: 2, windowSeconds: 300 },
};
const START = 1_000_000_000;

/** A path on a clock of its own, with what it kept. */
class Scene {
  now = START;
  kept: PathRecord | undefined;
  path: GatewayPath;

  constructor(failover: Partial<Failover> = {}, kept?: PathRecord) {
    this.path = new GatewayPath(
      new Endpoint('127.0.0.1', 9080, new Targets()),
      { ...FAILOVER, ...failover },
      kept,
      (record) => {
        this.kept = record;
      },
    );
  }

  get state() {
    return this.path.state(this.now);
  }

  permit(): this {
    this.path.permit(this.state.stay, this.now);
    return this;
  }

  pass(times = 2): this {
    for (let probe = 0; probe < times; probe++) this.path.passed((this.now += 1000));
    return this;
  }

  fail(times = 3): this {
    for (let probe = 0; probe < times; probe++) this.path.failed('refused', (this.now += 1000));
    return this;
  }

  wait(seconds: number): this {
    this.now += seconds * 1000;
    return this;
  }
}

describe('the way through APISIX', () => {
  it('is taken when probes pass and the controller permits it, not before', () => {
    const scene = new Scene();
    expect(scene.state).toMatchObject({ active: 'Direct', answers: undefined, permitted: false });
    scene.pass(10);
    expect(scene.state).toMatchObject({ active: 'Direct', answers: true });
    scene.permit();
    expect(scene.state).toMatchObject({ active: 'Apisix', switches: [{ to: 'Apisix' }] });
  });

  it('is left after as many failures in a row as the threshold says, and not after fewer', () => {
    const scene = new Scene().pass().permit().fail(2);
    scene.path.answered();
    scene.fail(2);
    expect(scene.state.active).toBe('Apisix');
    scene.fail(1);
    expect(scene.state).toMatchObject({ active: 'Direct', answers: false, message: 'refused', permitted: false });
    expect(scene.state.switches.at(-1)?.reason).toBe('3 times in a row: refused');
  });

  it('is returned to with a permit for this very stay, once it has lasted long enough', () => {
    const scene = new Scene({ switchLimit: { max: 100, windowSeconds: 300 } }).pass().permit();
    const { stay: former } = scene.state;
    scene.fail().pass();
    scene.path.permit(former, scene.now);
    expect(scene.wait(60).pass().state.active).toBe('Direct');
    scene.fail().pass().permit();
    expect(scene.state.active).toBe('Apisix');
    scene.fail().pass().permit();
    expect(scene.state).toMatchObject({ active: 'Direct', message: 'waits until 30 s after the last switch' });
    expect(scene.wait(30).pass(1).state.active).toBe('Apisix');
  });

  it('is left as often as it dies, but not returned to more often than the limit says (I14)', () => {
    const scene = new Scene({ minDwellSeconds: 0 }).pass().permit();
    scene.fail().pass().permit();
    expect(scene.state.active).toBe('Apisix');
    scene.fail();
    expect(scene.state.active).toBe('Direct');
    scene.pass().permit();
    expect(scene.state).toMatchObject({ active: 'Direct', message: 'waits: 2 switches within 300 s are the limit' });
    expect(scene.wait(300).pass(1).state.active).toBe('Apisix');
    expect(scene.state.switches.filter(({ asked }) => !asked)).toHaveLength(4);
  });

  it('is what somebody asks for, whatever the probes say; that counts against no limit', () => {
    const scene = new Scene({ minDwellSeconds: 0 }).pass().permit();
    for (const mode of ['Fallback', 'Apisix', 'Fallback', 'Apisix'] as const) {
      scene.path.configure({ ...FAILOVER, mode }, scene.now);
      expect(scene.state.active).toBe(mode === 'Apisix' ? 'Apisix' : 'Direct');
      expect(scene.path.forced).toBe(mode === 'Apisix');
    }
    expect(scene.fail(10).state.active).toBe('Apisix');
    scene.path.configure({ ...FAILOVER, minDwellSeconds: 0 }, scene.now);
    expect(scene.fail().state.active).toBe('Direct');
    expect(scene.pass().permit().state.active).toBe('Apisix');
  });

  it('goes on where it was after a restart of the front door, and so does the count', () => {
    const first = new Scene({ minDwellSeconds: 0 }).pass().permit().fail().pass().permit();
    expect(first.state.active).toBe('Apisix');
    const second = new Scene({ minDwellSeconds: 0 }, first.kept);
    second.now = first.now;
    expect(second.state).toMatchObject({ active: 'Apisix', answers: true });
    expect(second.fail().pass().permit().state).toMatchObject({ active: 'Direct' });
  });

  it('is not held up by a clock that was set back', () => {
    const scene = new Scene({ switchLimit: { max: 1, windowSeconds: 300 } }).pass().permit().fail();
    scene.now -= 3_600_000;
    expect(scene.pass().permit().state.active).toBe('Apisix');
  });
});
