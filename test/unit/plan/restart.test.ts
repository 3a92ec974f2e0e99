import { describe, expect, it } from '@jest/globals';
import { EMPTY_MEMORY, EMPTY_SERVICE_MEMORY, type Memory } from '../../../controller/api/memory.ts';
import { known } from '../../../controller/api/observation.ts';
import type { Instance } from '../../../controller/api/runtime.ts';
import { desiredFrom, emptyWorld, instanceOf, NOW, planText } from '../../support/world.ts';

const WEB = (version: string) =>
  desiredFrom(`
services:
  - name: web
    process: {command: [serve, ${version}, '{{port.http}}']}
    ports: [{name: http, port: 4000, range: 4010-4019}]
    update: {order: StopFirst}
`);
const revision = (version: string): string => planText(WEB(version), emptyWorld()).plan.services[0]?.revision ?? '';
const instance = (version: string, changes: Partial<Instance>): Instance =>
  instanceOf(WEB(version).spec.services[0]!, revision(version), changes);

describe('a spec that is taken back in the middle of its rollout', () => {
  const before = instance('v1', {
    state: 'Exited',
    stoppingSince: NOW - 100,
    exit: { code: 0, signal: undefined, at: NOW },
  });
  const after = instance('v2', {});

  it('ends what was started for it before the former instance is started again, so that never two run (I4)', () => {
    const world = emptyWorld({ instances: { process: known([before, after]) } });
    expect(planText(WEB('v1'), world).text).toBe('StopInstance service/web[0]: its spec changed');
  });

  it('starts the former instance once the port is free', () => {
    const gone: Instance = { ...after, state: 'Exited', exit: { code: 0, signal: undefined, at: NOW } };
    const world = emptyWorld({ instances: { process: known([before, gone]) } });
    expect(planText(WEB('v1'), world).text).toContain(
      'RestartInstance service/web[0]: it was stopped in order to be restarted',
    );
  });
});

describe('a start that failed and is due again', () => {
  it('asks for no pass in the past, which would keep the loop busy until it succeeds (I23)', () => {
    const crashed = instance('v1', { state: 'Exited', exit: { code: 3, signal: undefined, at: NOW - 10 } });
    const memory: Memory = {
      durable: { services: { web: { ...EMPTY_SERVICE_MEMORY, budgets: { 0: { restarts: [NOW - 50, NOW - 20] } } } } },
      volatile: {
        ...EMPTY_MEMORY.volatile,
        failures: { [`restart/${crashed.id}`]: { count: 1, at: NOW - 60_000, code: 'EIO', message: 'no' } },
      },
    };
    const epoch = planText(WEB('v1'), emptyWorld()).memory.durable.services.web!.epoch;
    const remembered = { ...memory, durable: { services: { web: { ...memory.durable.services.web!, epoch } } } };
    const { plan } = planText(WEB('v1'), emptyWorld({ instances: { process: known([crashed]) } }), remembered);
    expect(plan.actions).toEqual([]);
    expect(plan.wakeAt).toBeGreaterThan(NOW);
  });
});

describe('an instance that has never run, since its start failed', () => {
  const created = instance('v1', { state: 'Exited', run: 0, exit: undefined, problem: 'was created and not started' });
  const world = emptyWorld({ instances: { process: known([created]) } });

  it('is started again as soon as its patience is over, and its attempts spend nothing of the budget', () => {
    let memory = planText(WEB('v1'), world).memory;
    expect(memory.durable.services.web?.budgets[0]?.restarts).toHaveLength(1);
    for (let attempt = 1; attempt <= 6; attempt++) {
      const at = NOW + attempt * 100_000;
      const failures = { [`restart/${created.id}`]: { count: 1, at: at - 90_000, code: 'EIO', message: 'no' } };
      memory = { ...memory, volatile: { ...memory.volatile, failures } };
      const { text, memory: after } = planText(WEB('v1'), world, memory, at);
      expect(text).toContain('RestartInstance service/web[0]');
      memory = after;
    }
    expect(memory.durable.services.web?.budgets[0]?.restarts.length).toBeLessThan(2);
  });

  it('waits after its first start failed, as after any other attempt (I23)', () => {
    const failures = { 'start/web/0': { count: 1, at: NOW - 10, code: 'EIO', message: 'no' } };
    const memory = { ...EMPTY_MEMORY, volatile: { ...EMPTY_MEMORY.volatile, failures } };
    expect(planText(WEB('v1'), world, memory).text).toBe('');
    expect(planText(WEB('v1'), world, memory, NOW + 2000).text).toContain('RestartInstance service/web[0]');
  });

  it('is not held back for ever by a wait that begins anew with every look', () => {
    const { memory } = planText(WEB('v1'), world);
    const { text } = planText(WEB('v1'), world, memory, NOW + 5000);
    expect(text).toContain('RestartInstance service/web[0]');
  });
});

describe('a start that is under way', () => {
  const begun = instance('v1', { state: 'Exited', run: 0, exit: { code: undefined, signal: undefined, at: NOW } });
  const observed = {
    instances: { process: known([begun]) },
    operations: [{ id: 'start/web/0', target: 'service/web[0]' }],
  };

  it('is not taken for a crash, whose restart would be charged to the budget', () => {
    const { plan, memory } = planText(WEB('v1'), emptyWorld(observed));
    expect(plan.actions).toEqual([]);
    expect(memory.durable.services.web?.budgets).toEqual({});
    expect(plan.services[0]?.phase).toBe('Starting');
  });

  it('is taken up again when the controller that began it has ended', () => {
    const { text } = planText(WEB('v1'), emptyWorld({ ...observed, operations: [] }));
    expect(text).toContain('RestartInstance service/web[0]');
  });
});

describe('an update while something is still being done to a replica', () => {
  it('waits for it: what is being removed and what is started could be the same instance', () => {
    const former = instance('v1', { state: 'Exited', exit: { code: 0, signal: undefined, at: NOW } });
    const operations = [{ id: `remove/${former.id}`, target: 'service/web[0]' }];
    expect(planText(WEB('v1'), emptyWorld({ operations })).text).toBe('');
    expect(planText(WEB('v1'), emptyWorld()).text).toContain('StartInstance service/web[0]');
  });

  it('of an update that came too fast leaves one former instance that serves (I4)', () => {
    const spec = `
services:
  - name: web
    process: {command: [serve, v3, '{{port.http}}']}
    ports: [{name: http, port: 4000, range: 4010-4019}]
    update: {order: StartFirst}
routes:
  - {name: web, paths: [{type: Prefix, value: /}], backends: [{service: web, port: http}]}
`;
    const desired = desiredFrom(spec);
    const at = (version: string, port: number): Instance => {
      const service = desired.spec.services[0]!;
      const ports = { http: port };
      const launch = { service, slot: 0, revision: version, ports, command: [], env: {} };
      return instanceOf(service, version, { launch });
    };
    const members = [at('v1', 4000), at('v2', 4010)];
    const probes = Object.fromEntries(
      members.map(({ id }) => [id, { health: 'Healthy' as const, lastResult: undefined }]),
    );
    const { plan } = planText(desired, emptyWorld({ instances: { process: known(members) }, probes }));
    expect(plan.table?.routes[0]?.backends[0]?.endpoints).toHaveLength(1);
  });
});

it('a service that gets sick after its update was healthy asks for no pass in the past, although the deadline is over (I23)', () => {
  const [before, after] = [
    instance('v1', { state: 'Exited', exit: { code: 0, signal: undefined, at: NOW } }),
    instance('v2', {}),
  ];
  const rollout = { revision: revision('v2'), since: { 0: NOW - 600_000 } };
  const epoch = planText(WEB('v2'), emptyWorld()).memory.durable.services.web!.epoch;
  const web = {
    ...EMPTY_SERVICE_MEMORY,
    epoch,
    rollout,
    healthy: { [before.id]: 1, [after.id]: 1 },
  };
  const observed = emptyWorld({
    instances: { process: known([before, after]) },
    probes: { [after.id]: { health: 'Unhealthy', lastResult: { ok: false, latency: 1, message: 'answered 500' } } },
  });
  const { plan } = planText(WEB('v2'), observed, { ...EMPTY_MEMORY, durable: { services: { web } } });
  expect(plan.wakeAt ?? Infinity).toBeGreaterThan(NOW);
});
