import { describe, expect, it } from '@jest/globals';
import { EMPTY_MEMORY, type Memory } from '../../../controller/api/memory.ts';
import { known, unknown } from '../../../controller/api/observation.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import type { ProbeState } from '../../../controller/api/probe.ts';
import type { Instance } from '../../../controller/api/runtime.ts';
import { rememberOutcomes } from '../../../controller/reconcile/outcomes.ts';
import { BUILD, desiredFrom, emptyWorld, frontDoorWith, instanceOf, NOW, planText } from '../../support/world.ts';

const API = (version = 'v1', more = ''): string => `
services:
  - name: api
    process: {command: [node, api.js, ${version}, '{{port.http}}']}
    ports: [{name: http, port: 4000}]
    probe: {http: {path: /}}
    ${more}
routes:
  - {name: api, paths: [{type: Prefix, value: /}], backends: [{service: api, port: http}]}
`;

const HEALTHY: ProbeState = { health: 'Healthy', lastResult: undefined };
const UNHEALTHY: ProbeState = { health: 'Unhealthy', lastResult: { ok: false, latency: 1, message: 'answered 500' } };

/** The revision that the planner wants for a service. */
const revisionIn = (desired: Desired, service = 'api'): string =>
  planText(desired, emptyWorld()).plan.services.find(({ name }) => name === service)?.revision ?? '';

const world = (instances: readonly Instance[], changes: Partial<Observed> = {}): Observed =>
  emptyWorld({ instances: { process: known(instances) }, ...changes });

const healthy = (...instances: readonly Instance[]): Record<string, ProbeState> =>
  Object.fromEntries(instances.map(({ id }) => [id, HEALTHY]));

/** A front door that has just the table that the planner wants for this world. */
function inStep(
  desired: Desired,
  instances: readonly Instance[],
  probes: Record<string, ProbeState>,
  inFlight = {},
): Observed {
  const hash = planText(desired, world(instances, { probes })).plan.table?.hash ?? '';
  return world(instances, { probes, frontDoors: frontDoorWith({ 'uid-1': hash }, inFlight) });
}

const exited = (code: number, at = NOW): Partial<Instance> => ({
  state: 'Exited',
  exit: { code, signal: undefined, at },
  pid: undefined,
});

/** The memory after the api was restarted so often, just now. */
function withRestarts(memory: Memory, times: number): Memory {
  const api = memory.durable.services.api!;
  const budgets = { 0: { restarts: Array.from({ length: times }, () => NOW) } };
  return { ...memory, durable: { services: { ...memory.durable.services, api: { ...api, budgets } } } };
}

describe('a service that runs and is healthy', () => {
  it('gives an empty plan, and again an empty one (I17)', () => {
    const desired = desiredFrom(API());
    const api = instanceOf(desired.spec.services[0]!, revisionIn(desired));
    const first = planText(desired, inStep(desired, [api], healthy(api)));
    expect(first.text).toBe('');
    const second = planText(desired, inStep(desired, [api], healthy(api)), first.memory);
    expect(second.memory).toEqual(first.memory);
    expect(second.plan.services[0]).toMatchObject({ phase: 'Running', settled: true });
  });

  it('is not replaced for a change of its probe, its drain time or its number of replicas', () => {
    const desired = desiredFrom(API());
    const changed = desiredFrom(API('v1', 'update: {drainSeconds: 3}').replace('path: /}', 'path: /other}'));
    expect(revisionIn(changed)).toBe(revisionIn(desired));
  });

  it('keeps serving while a restarted controller has not probed it yet', () => {
    const desired = desiredFrom(API());
    const api = instanceOf(desired.spec.services[0]!, revisionIn(desired));
    const before = planText(desired, inStep(desired, [api], healthy(api)));
    const after = planText(desired, world([api], { probes: {} }), { ...EMPTY_MEMORY, durable: before.memory.durable });
    expect(after.plan.table?.routes[0]?.backends[0]?.endpoints).toEqual([{ host: '127.0.0.1', port: 4000 }]);
  });
});

describe('a service that ended', () => {
  const desired = desiredFrom(API());
  const revision = revisionIn(desired);
  const ended = (at = NOW): Instance => instanceOf(desired.spec.services[0]!, revision, { ...exited(1, at), run: 1 });
  const afterRestarts = (count: number): Memory => {
    const { memory } = planText(desired, world([ended()]));
    const restarts = Array.from({ length: count }, (_, index) => NOW - (count - index) * 1000);
    return {
      ...memory,
      durable: { services: { api: { ...memory.durable.services.api!, budgets: { 0: { restarts } } } } },
    };
  };

  it('is restarted at once the first time, and says why', () => {
    const { text, memory } = planText(desired, world([ended()], { frontDoors: frontDoorWith({}) }));
    expect(text).toContain('RestartInstance service/api[0]: it exited with code 1');
    expect(memory.durable.services.api?.budgets[0]?.restarts).toEqual([NOW]);
  });

  it('waits 1 s before its second restart in the window, 2 s before the third', () => {
    for (const [restarts, seconds] of [
      [1, 1],
      [2, 2],
      [3, 4],
    ] as const) {
      const { plan } = planText(desired, world([ended()]), afterRestarts(restarts));
      expect(plan.services[0]).toMatchObject({ phase: 'Backoff', reason: 'RestartBackoff' });
      expect(plan.wakeAt).toBeLessThanOrEqual(NOW + seconds * 1000);
      expect(plan.wakeAt).toBeGreaterThanOrEqual(NOW + seconds * 900);
    }
  });

  it('is quarantined when its budget is spent, and tried once a window after that', () => {
    const spent = planText(desired, world([ended()]), afterRestarts(5));
    expect(spent.text).not.toContain('RestartInstance');
    expect(spent.plan.services[0]).toMatchObject({ phase: 'Quarantined', reason: 'RestartBudgetSpent' });
    const later = NOW + 600_000;
    const tried = planText(desired, world([ended()]), spent.memory, later);
    expect(tried.text).toContain('RestartInstance');
    const again = planText(desired, world([ended(later)]), tried.memory, later + 1000);
    expect(again.plan.services[0]?.phase).toBe('Quarantined');
  });

  it('does not make its other replicas wait: each has a budget of its own', () => {
    const eight = desiredFrom(API('v1', 'replicas: 8'));
    const dead = Array.from({ length: 8 }, (_, slot) => {
      const { launch } = instanceOf(eight.spec.services[0]!, revisionIn(eight), { slot });
      return instanceOf(eight.spec.services[0]!, revisionIn(eight), {
        ...exited(137),
        slot,
        launch: { ...launch, ports: { http: 4000 + slot } },
      });
    });
    const { plan } = planText(eight, world(dead, { frontDoors: frontDoorWith({}) }));
    expect(plan.actions.filter(({ type }) => type === 'RestartInstance')).toHaveLength(8);
  });

  it('gets a full budget when its spec changes', () => {
    const other = desiredFrom(API('v2'));
    const { memory } = planText(other, world([ended()]), afterRestarts(5));
    expect(memory.durable.services.api?.budgets).toEqual({});
  });

  it('is not restarted on a port that somebody else holds, and names the holder (I8)', () => {
    const taken = world([ended()], {
      listening: known([{ host: '127.0.0.1', port: 4000 }]),
      holders: [{ host: '127.0.0.1', port: 4000, holder: 'pid 9 (nc -l 4000)', marker: undefined }],
    });
    const { text, plan } = planText(desired, taken);
    expect(text).not.toContain('RestartInstance');
    expect(plan.services[0]).toMatchObject({
      phase: 'Blocked',
      reason: 'PortConflict',
      message: 'port 4000 is held by pid 9 (nc -l 4000)',
    });
  });

  it('takes another port of the range when somebody took the one it had', () => {
    const two = desiredFrom(API('v1', 'replicas: 2'));
    const [first, second] = [4000, 20_500].map((port, slot) => {
      const { launch } = instanceOf(two.spec.services[0]!, revisionIn(two), { slot });
      return instanceOf(two.spec.services[0]!, revisionIn(two), { slot, launch: { ...launch, ports: { http: port } } });
    });
    const observed = world([first!, { ...second!, ...exited(1) }], {
      listening: known([{ host: '127.0.0.1', port: 20_500 }]),
      probes: healthy(first!),
      frontDoors: frontDoorWith({}),
    });
    const { text } = planText(two, observed);
    expect(text).toContain('RemoveInstance service/api[1]: port 20500 is held by');
  });

  it('has the processes ended that its former run left, before it is restarted', () => {
    const { text } = planText(desired, world([{ ...ended(), strays: [55] }]));
    expect(text).toContain('KillInstance service/api[0]: it left processes behind: pid 55');
    expect(text).not.toContain('RestartInstance');
  });
});

describe('a service whose probe fails past its threshold', () => {
  it('leaves the table first, is stopped then, and charged one restart', () => {
    const desired = desiredFrom(API());
    const api = instanceOf(desired.spec.services[0]!, revisionIn(desired));
    const probes = { [api.id]: UNHEALTHY };
    const first = planText(desired, world([api], { probes, frontDoors: frontDoorWith({ 'uid-1': 'old' }) }));
    expect(first.text).toBe('PushRoutes front-door/127.0.0.1:9079: routes or healthy replicas changed');
    const second = planText(desired, inStep(desired, [api], probes), first.memory);
    expect(second.text).toBe('StopInstance service/api[0]: its probe fails: answered 500');
    const stopped = { ...api, ...exited(0), stoppingSince: NOW };
    const third = planText(desired, inStep(desired, [stopped], {}), second.memory);
    expect(third.text).toBe('RestartInstance service/api[0]: it was stopped in order to be restarted');
    expect(third.memory.durable.services.api?.budgets[0]?.restarts).toHaveLength(1);
  });

  it('is not restarted while a service that it depends on is not healthy', () => {
    const desired = desiredFrom(`
healing: {mode: 'Off'}
services:
  - {name: db, process: {command: [db]}, ports: [{name: p, port: 5000}], probe: {tcp: {}}}
  - {name: api, dependsOn: [{name: db, condition: Healthy}], process: {command: [api]}, ports: [{name: p, port: 5001}], probe: {tcp: {}}}
`);
    const [db, api] = desired.spec.services.map((service) => instanceOf(service, revisionIn(desired, service.name)));
    const { text, plan, memory } = planText(desired, world([db!, api!], { probes: { [api!.id]: UNHEALTHY } }));
    expect(text).toBe('');
    expect(plan.services.find(({ name }) => name === 'api')).toMatchObject({
      phase: 'Waiting',
      message: 'waits for db to be healthy',
    });

    // What its probes said meanwhile says nothing of itself: they have to fail anew.
    const back = world([db!, api!], { probes: { ...healthy(db!), [api!.id]: UNHEALTHY } });
    const soon = planText(desired, back, memory, NOW + 1000);
    expect([soon.text, soon.plan.wakeAt]).toEqual(['', NOW + 17_000]);
    const well = world([db!, api!], { probes: healthy(db!, api!) });
    expect(planText(desired, well, soon.memory, NOW + 5000).text).toBe('');
    const { shut: _, ...forgetful } = soon.memory.volatile;
    const restarted = { ...soon.memory, volatile: forgetful };
    expect(planText(desired, back, restarted, NOW + 16_000).text).toBe('');
    expect(planText(desired, back, soon.memory, NOW - 7_200_000).text).toMatch(/^StopInstance/);
    const checked = { ...api!, check: { state: 'Unhealthy', command: [], message: 'its check fails' } as const };
    const ofImage = world([db!, checked], { probes: healthy(db!) });
    expect(planText(desired, ofImage, soon.memory, NOW + 17_000).plan.wakeAt).toBe(NOW + 180_000);
    expect(planText(desired, back, soon.memory, NOW + 17_000).text).toMatch(
      /^StopInstance service\/api\[0\]: its probe fails/,
    );
  });
});

describe('a service at whose port somebody else listens while it runs', () => {
  const desired = desiredFrom(API());
  const [declared] = desired.spec.services;
  const intrudedAt = (port: number): { api: Instance; intruders: Observed['intruders'] } => {
    const { launch } = instanceOf(declared!, revisionIn(desired));
    const api = instanceOf(declared!, revisionIn(desired), { launch: { ...launch, ports: { http: port } } });
    const intruder = { host: '127.0.0.1', port, holder: 'pid 9 (nc -l)', marker: undefined };
    return { api, intruders: { [api.id]: intruder } };
  };

  it('serves nobody and is not restarted, whatever its probe says; the status names the other one (I6, I8)', () => {
    const { api, intruders } = intrudedAt(4000);
    const served = inStep(desired, [api], healthy(api));
    for (const probes of [healthy(api), { [api.id]: UNHEALTHY }]) {
      const { text, plan } = planText(desired, { ...served, probes, intruders });
      expect(text).toBe('PushRoutes front-door/127.0.0.1:9079: routes or healthy replicas changed');
      expect(plan.table?.routes[0]?.backends[0]?.endpoints).toEqual([]);
      expect(plan.services[0]).toMatchObject({
        phase: 'Blocked',
        reason: 'PortConflict',
        message: 'port 4000 is held by pid 9 (nc -l)',
        healthy: 0,
      });
    }
  });

  it('is moved to another port of the range within its budget, since there it can run', () => {
    const { api, intruders } = intrudedAt(20_005);
    const probes = healthy(api);
    const first = planText(desired, { ...world([api], { probes, frontDoors: frontDoorWith({}) }), intruders });
    const hash = first.plan.table?.hash ?? '';
    const observed = world([api], { probes, frontDoors: frontDoorWith({ 'uid-1': hash }) });
    expect(planText(desired, { ...observed, intruders }, first.memory).text).toBe(
      'StopInstance service/api[0]: port 20005 is held by pid 9 (nc -l)',
    );
    const epoch = first.memory.durable.services.api!.epoch;
    const spent = { ...first.memory.durable.services.api!, epoch, budgets: { 0: { restarts: [NOW - 500] } } };
    const memory: Memory = { ...first.memory, durable: { services: { api: spent } } };
    const { text, plan } = planText(desired, { ...observed, intruders }, memory);
    expect(text).toBe('');
    expect(plan.services[0]).toMatchObject({
      phase: 'Backoff',
      message: expect.stringContaining('port 20005 is held'),
    });
  });
});

describe('a changed spec', () => {
  const before = desiredFrom(API('v1'));
  const after = desiredFrom(API('v2'));
  const old = instanceOf(before.spec.services[0]!, revisionIn(before), { startedAt: NOW - 100_000 });
  const proven = planText(before, inStep(before, [old], healthy(old))).memory;
  const successor = (changes: Partial<Instance> = {}): Instance =>
    instanceOf(after.spec.services[0]!, revisionIn(after), {
      launch: { ...instanceOf(after.spec.services[0]!, revisionIn(after)).launch, ports: { http: 20_001 } },
      ...changes,
    });

  it('starts the successor on another port before the old instance goes (I4)', () => {
    const { plan } = planText(after, inStep(after, [old], healthy(old)), proven);
    expect(plan.actions).toHaveLength(1);
    const [action] = plan.actions;
    expect(action).toMatchObject({ type: 'StartInstance', cause: 'its spec changed' });
    expect(action?.type === 'StartInstance' && action.launch.ports.http).not.toBe(4000);
  });

  it.each([
    ['is known', known([{ host: '127.0.0.1', port: 4000 }])],
    ['cannot be told', unknown('the table of sockets cannot be read')],
  ])(
    'goes back to a replica that ended on another port, when its successor has its port; who listens %s',
    (_, listening) => {
      const between = instanceOf(after.spec.services[0]!, revisionIn(after));
      const memory = planText(after, inStep(after, [between], healthy(between))).memory;
      const observed = { ...inStep(before, [{ ...old, ...exited(137) }, between], healthy(between)), listening };
      const { text } = planText(before, observed, memory);
      expect(text).toBe('RemoveInstance service/api[0]: port 4000 went to another instance');
      const { plan } = planText(before, inStep(before, [between], healthy(between)), memory);
      const [action] = plan.actions;
      expect(action?.type === 'StartInstance' && action.launch.ports.http).toBeGreaterThan(4000);
    },
  );

  it('keeps the old instance in the table until the new one is healthy', () => {
    const next = successor({ startedAt: NOW });
    const { text, plan } = planText(after, inStep(after, [old, next], healthy(old)), proven);
    expect(text).toBe('');
    expect(plan.table?.routes[0]?.backends[0]?.endpoints).toEqual([{ host: '127.0.0.1', port: 4000 }]);
  });

  it('takes the old instance out of the table, waits for its requests, and stops it then', () => {
    const next = successor();
    const probes = healthy(old, next);
    const pushed = planText(
      after,
      world([old, next], { probes, frontDoors: frontDoorWith({ 'uid-1': 'old' }) }),
      proven,
    );
    expect(pushed.text).toBe('PushRoutes front-door/127.0.0.1:9079: routes or healthy replicas changed');
    expect(pushed.plan.table?.routes[0]?.backends[0]?.endpoints).toEqual([{ host: '127.0.0.1', port: 20_001 }]);

    const busy = inStep(after, [old, next], probes, { '127.0.0.1:4000': 1 });
    const draining = planText(after, busy, pushed.memory);
    expect(draining.text).toBe('');
    expect(draining.plan.wakeAt).toBeLessThanOrEqual(NOW + 100);
    expect(planText(after, busy, draining.memory, NOW + 10_000).text).toBe(
      'StopInstance service/api[0]: its successor is healthy',
    );
    expect(planText(after, inStep(after, [old, next], probes), pushed.memory).text).toBe(
      'StopInstance service/api[0]: its successor is healthy',
    );
  });

  it('removes the old record once it ended, and is settled then', () => {
    const next = successor();
    const gone = { ...old, ...exited(0), stoppingSince: NOW };
    const { text } = planText(after, inStep(after, [gone, next], healthy(next)), proven);
    expect(text).toBe('RemoveInstance service/api[0]: its successor is healthy');
    expect(planText(after, inStep(after, [next], healthy(next)), proven).plan.services[0]).toMatchObject({
      phase: 'Running',
      settled: true,
    });
  });

  it('is reverted when the new instance ends three times before it was healthy, and stays so', () => {
    const started = planText(after, inStep(after, [old], healthy(old)), proven);
    const dead = successor({ ...exited(3), run: 3 });
    const once = planText(after, inStep(after, [old, dead], healthy(old)), withRestarts(started.memory, 1));
    expect(once.memory.durable.services.api?.failed).toBeUndefined();
    const given = planText(after, inStep(after, [old, dead], healthy(old)), withRestarts(started.memory, 2));
    expect(given.memory.durable.services.api?.failed).toMatchObject({ previous: old.revision });
    const reverted = planText(after, inStep(after, [old, dead], healthy(old)), given.memory);
    expect(reverted.text).toBe('RemoveInstance service/api[0]: its update was reverted');
    const settled = planText(after, inStep(after, [old], healthy(old)), reverted.memory);
    expect(settled.text).toBe('');
    expect(settled.plan.services[0]).toMatchObject({
      phase: 'Failed',
      reason: 'RolloutReverted',
      settled: false,
      healthy: 1,
    });
  });

  it('is reverted for what the new instance was stopped for, not for how it obeyed', () => {
    const started = planText(after, inStep(after, [old], healthy(old)), proven);
    const next = successor();
    const failing: ProbeState = { health: 'Unhealthy', lastResult: { ok: false, latency: 1, message: 'answers 500' } };
    const probes = { ...healthy(old), [next.id]: failing };
    const stopped = planText(after, inStep(after, [old, next], probes), withRestarts(started.memory, 1), NOW + 5000);
    expect(stopped.text).toContain('StopInstance service/api[0]: its probe fails: answers 500');
    const { memory } = stopped;
    const { stoppedFor = '' } = memory.durable.services.api?.budgets[0] ?? {};
    const budgets = { 0: { restarts: [NOW, NOW], stoppedFor } };
    const api = { ...memory.durable.services.api!, budgets };
    const dead = successor({ ...exited(143), run: 3, stoppingSince: NOW });
    const given = planText(after, inStep(after, [old, dead], healthy(old)), {
      ...memory,
      durable: { services: { ...memory.durable.services, api } },
    });
    expect(given.memory.durable.services.api?.failed?.reason).toContain('its probe fails: answers 500');
  });

  it('is reverted when the new instance is not healthy in time', () => {
    const started = planText(after, inStep(after, [old], healthy(old)), proven);
    const late = NOW + 37_000;
    const next = successor({ startedAt: NOW });
    const { memory } = planText(after, inStep(after, [old, next], healthy(old)), started.memory, late);
    expect(memory.durable.services.api?.failed?.reason).toContain('did not get healthy in time');
  });

  it('rolls one replica at a time', () => {
    const replicas = desiredFrom(API('v2', 'replicas: 3'));
    const olds = [0, 1, 2].map((slot) =>
      instanceOf(before.spec.services[0]!, revisionIn(before), {
        slot,
        launch: { ...old.launch, slot, ports: { http: 4000 + slot } },
      }),
    );
    const known3 = planText(before, inStep(before, olds, healthy(...olds))).memory;
    const { plan } = planText(replicas, inStep(replicas, olds, healthy(...olds)), known3);
    expect(plan.actions.map(({ target }) => target)).toEqual(['service/api[0]']);
  });

  it('stops the old instance first where there is no template for the port, and keeps its record to go back to', () => {
    const fixed = (version: string): Desired => desiredFrom(API(version).replace(", '{{port.http}}'", ''));
    const [one, two] = [fixed('v1'), fixed('v2')];
    const first = instanceOf(one.spec.services[0]!, revisionIn(one));
    const memory = planText(one, inStep(one, [first], healthy(first))).memory;
    const out = planText(
      two,
      world([first], { probes: healthy(first), frontDoors: frontDoorWith({ 'uid-1': 'old' }) }),
      memory,
    );
    expect(out.text).toBe('PushRoutes front-door/127.0.0.1:9079: routes or healthy replicas changed');
    const stopping = planText(
      two,
      world([first], { probes: healthy(first), frontDoors: frontDoorWith({ 'uid-1': out.plan.table!.hash }) }),
      out.memory,
    );
    expect(stopping.text).toBe('StopInstance service/api[0]: its spec changed');
    const ended = { ...first, ...exited(0), stoppingSince: NOW };
    const starting = planText(two, inStep(two, [ended], {}), stopping.memory);
    expect(starting.text).toBe('StartInstance service/api[0]: its spec changed');
    const broken = instanceOf(two.spec.services[0]!, revisionIn(two), { ...exited(1), run: 3 });
    const given = planText(two, inStep(two, [ended, broken], {}), withRestarts(starting.memory, 2));
    const back = planText(two, inStep(two, [ended, broken], {}), given.memory);
    expect(back.text).toContain('RestartInstance service/api[0]: it was stopped in order to be restarted');
  });
});

describe('what cannot be seen', () => {
  it('plans nothing for services whose runtime does not answer (I2)', () => {
    const desired = desiredFrom(API());
    const { text, plan } = planText(
      desired,
      emptyWorld({ instances: { process: unknown('the disk is gone') }, frontDoors: frontDoorWith({ 'uid-1': 'x' }) }),
    );
    expect(text).not.toContain('Instance');
    expect(plan.services[0]).toMatchObject({ phase: 'Unknown', message: 'the disk is gone' });
  });

  it('does not start a second front door beside one that does not answer (I2)', () => {
    const frontDoors = [{ address: { host: '127.0.0.1', port: 9079 }, state: unknown('no answer') }];
    const { text, plan } = planText(desiredFrom(API()), emptyWorld({ frontDoors }));
    expect(text).not.toContain('front-door');
    expect(plan.problems).toMatchObject([{ reason: 'FrontDoorUnknown' }]);
  });
});

describe('a deletion', () => {
  const CHAIN = `
services:
  - {name: db, process: {command: [db]}}
  - {name: api, dependsOn: [{name: db, condition: Healthy}], process: {command: [api]}}
`;
  const desired = desiredFrom(CHAIN, { deleting: true });
  const [db, api] = desired.spec.services.map((service) =>
    instanceOf(service, revisionIn(desiredFrom(CHAIN), service.name)),
  );

  it('ends dependents before what they depend on, and forgets the stack last (I18)', () => {
    expect(planText(desired, world([db!, api!])).text).toBe('StopInstance service/api[0]: the stack is being deleted');
    expect(planText(desired, world([db!])).text).toBe('StopInstance service/db[0]: the stack is being deleted');
    expect(planText(desired, world([])).text).toBe(
      'Purge stack/demo: the stack is being deleted\nForgetStack stack/demo: the stack is being deleted',
    );
  });

  it('kills what does not stop within its time-out', () => {
    const stuck = { ...db!, state: 'Stopping' as const, stoppingSince: NOW - 10_000 };
    expect(planText(desired, world([stuck])).text).toBe('KillInstance service/db[0]: it did not stop within 10 s');
  });

  it('names the processes that may be left, but cannot be looked into', () => {
    const gone = [api!, db!].map((each) => ({ ...each, ...exited(0), stoppingSince: NOW, unreadable: [71, 72] }));
    expect(planText(desired, world(gone, { frontDoors: [] })).text).toContain(
      'RemoveInstance service/api[0]: the stack is being deleted; pid 71, 72 may be left of it: nobody but root can tell',
    );
  });

  it('leaves everything running with deletionPolicy Orphan', () => {
    const orphan = desiredFrom(`deletionPolicy: Orphan\n${CHAIN}`, { deleting: true });
    expect(planText(orphan, world([db!, api!])).text).toBe('ForgetStack stack/demo: the stack is being deleted');
  });

  it('names its blocker when a runtime does not answer (I18), and forgets nothing', () => {
    const { text, plan } = planText(desired, emptyWorld({ instances: { process: unknown('gone') } }));
    expect(text).toBe('');
    expect(plan.problems).toMatchObject([
      { reason: 'DeletionBlocked', message: 'the process runtime does not answer: gone' },
    ]);
  });
});

describe('a one-shot task', () => {
  const TASKS = `
services:
  - {name: migrate, oneShot: true, process: {command: [migrate]}}
  - {name: api, dependsOn: [{name: migrate, condition: Completed}], process: {command: [api]}}
`;
  const desired = desiredFrom(TASKS);
  const migrate = (changes: Partial<Instance>): Instance =>
    instanceOf(desired.spec.services[0]!, revisionIn(desired, 'migrate'), changes);

  it('holds back what waits for its completion, and nothing is run twice', () => {
    expect(planText(desired, world([migrate({})])).text).toBe('');
    const { text, plan } = planText(desired, world([migrate(exited(0))]));
    expect(text).toBe('StartInstance service/api[0]: it does not run');
    expect(plan.services[0]).toMatchObject({ phase: 'Completed', settled: true });
  });

  it('is tried again when it fails', () => {
    expect(planText(desired, world([migrate(exited(2))])).text).toBe(
      'RestartInstance service/migrate[0]: it exited with code 2',
    );
  });
});

describe('effects that do not help', () => {
  const desired = desiredFrom(API());
  const ended = instanceOf(desired.spec.services[0]!, revisionIn(desired), { ...exited(0), strays: [9] });

  it('are repeated at most once a second after a few times (I23)', () => {
    let memory = EMPTY_MEMORY;
    let kills = 0;
    for (let now = NOW; now < NOW + 10_000; now += 10) {
      const result = planText(desired, world([ended]), memory, now);
      const outcomes = result.plan.actions.map((action) => ({ action, result: 'Done' as const }));
      kills += result.plan.actions.filter(({ type }) => type === 'KillInstance').length;
      memory = rememberOutcomes(result.memory, outcomes, now);
    }
    expect(kills).toBeGreaterThan(9);
    expect(kills).toBeLessThan(15);
  });

  it('are held back with growing pauses when they fail, and what depends on them as well', () => {
    const first = planText(desired, emptyWorld());
    const start = first.plan.actions.find(({ type }) => type === 'StartFrontDoor')!;
    const failed = { action: start, result: 'Failed' as const, code: 'EACCES', message: 'permission denied' };
    const memory = rememberOutcomes(first.memory, [failed], NOW);
    const second = planText(desired, emptyWorld(), memory, NOW + 500);
    expect(second.text).toBe('StartInstance service/api[0]: it does not run');
    expect(planText(desired, emptyWorld(), memory, NOW + 1000).text).toContain('StartFrontDoor');
  });
});

describe('operations in flight', () => {
  it('are not planned again, nor what depends on them', () => {
    const desired = desiredFrom(API());
    const { text } = planText(
      desired,
      emptyWorld({
        operations: [
          { id: 'front-door/start/127.0.0.1:9079', target: 'front-door/127.0.0.1:9079' },
          { id: 'start/api/0', target: 'service/api[0]' },
        ],
      }),
    );
    expect(text).toBe('');
  });

  it('end before a deletion does (I18): what is being started must not appear after the end', () => {
    const desired = desiredFrom('services: [{name: db, process: {command: [db]}}]', { deleting: true });
    expect(planText(desired, emptyWorld({ operations: [{ id: 'start/db/0', target: 'service/db[0]' }] })).text).toBe(
      '',
    );
  });
});

describe('a front door that is moved', () => {
  const desired = desiredFrom(`gateway: {frontDoor: {port: 9090}}\n${API()}`);
  const old = frontDoorWith({ 'uid-1': 'x' });
  const at = (tables: Record<string, string>): Observed['frontDoors'] => {
    const address = { host: '127.0.0.1', port: 9090 };
    return [
      ...old,
      { address, state: known({ pid: 2, build: BUILD, listening: address, tables, inFlight: {}, requests: {} }) },
    ];
  };

  it('goes on serving at the old address until the new one has the routes', () => {
    expect(planText(desired, emptyWorld({ frontDoors: at({}) })).text).not.toContain('StopFrontDoor');
    expect(planText(desired, emptyWorld({ frontDoors: at({ 'uid-1': 'y' }) })).text).toContain(
      'StopFrontDoor front-door/127.0.0.1:9079: no stack wants it',
    );
  });

  it('is left to the other stack that names it', () => {
    const claims = { ports: [], frontDoors: [{ host: '127.0.0.1', port: 9079 }], routes: [] };
    expect(planText(desired, emptyWorld({ frontDoors: at({ 'uid-1': 'y' }), claims })).text).toContain(
      'WithdrawRoutes front-door/127.0.0.1:9079',
    );
  });
});

describe('a route that an older stack has', () => {
  const desired = desiredFrom(API());
  const claims = (routes: Desired['spec']['routes']): Observed['claims'] => {
    return {
      ports: [],
      frontDoors: [],
      routes: [{ uid: 'older', createdAt: NOW - 1, stack: 'default/older', routes }],
    };
  };

  it('is named as a conflict with its owner, who keeps it', () => {
    const { plan } = planText(desired, emptyWorld({ claims: claims(desired.spec.routes) }));
    expect(plan.problems).toEqual([
      {
        reason: 'RouteConflict',
        target: 'route/api',
        message: '/ is claimed by route api of the older stack default/older, which gets its requests',
      },
    ]);
  });

  it('is no conflict when it asks for something else', () => {
    const other = desired.spec.routes.map((route) => ({ ...route, hosts: ['other.test'] }));
    expect(planText(desired, emptyWorld({ claims: claims(other) })).plan.problems).toEqual([]);
  });
});

describe('a deletion whose effects fail', () => {
  it('names what fails (I18)', () => {
    const desired = desiredFrom('services: [{name: db, process: {command: [db]}}]');
    const db = instanceOf(desired.spec.services[0]!, revisionIn(desired, 'db'));
    const deleting = { ...desired, deleting: true };
    const first = planText(deleting, world([db]));
    const failed = {
      action: first.plan.actions[0]!,
      result: 'Failed' as const,
      code: 'EPERM',
      message: 'not permitted',
    };
    const { plan } = planText(deleting, world([db]), rememberOutcomes(first.memory, [failed], NOW), NOW + 1);
    expect(plan.problems).toEqual([
      { reason: 'EPERM', target: 'service/db[0]', message: 'StopInstance failed: not permitted' },
    ]);
  });
});

describe('a probe that was changed', () => {
  const FAILS: ProbeState = { health: 'Unknown', lastResult: { ok: false, latency: 1, message: 'answered 404' } };
  const PASSES: ProbeState = { health: 'Unknown', lastResult: { ok: true, latency: 1, message: '' } };
  const phaseAfter = (spec: string, state: ProbeState): string | undefined => {
    const before = desiredFrom(API());
    const running = instanceOf(before.spec.services[0]!, revisionIn(before));
    const { memory } = planText(before, world([running], { probes: { [running.id]: HEALTHY } }));
    const after = desiredFrom(spec);
    const same = { ...running, launch: { ...running.launch, service: after.spec.services[0]! } };
    const { plan } = planText(after, world([same], { probes: { [running.id]: state } }), memory);
    return plan.services[0]?.phase;
  };
  const other = API().replace('path: /}', 'path: /other}');

  it('has to pass before what the former one has proven counts again (I21)', () => {
    expect(phaseAfter(other, FAILS)).toBe('Starting');
    expect(phaseAfter(other, PASSES)).toBe('Running');
  });

  it('is none while it says the same: what was healthy stays so until it has failed often enough', () => {
    expect(phaseAfter(API(), FAILS)).toBe('Running');
  });
});
