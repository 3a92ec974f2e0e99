import { describe, expect, it } from '@jest/globals';
import { known, unknown } from '../../../controller/api/observation.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import { candidateFor } from '../../support/candidates.ts';
import { desiredFrom, emptyWorld, frontDoorWith, instanceOf, NOW, planText } from '../../support/world.ts';

const desired = desiredFrom(`
docker: {networks: [{name: net, subnet: 172.25.0.0/16}]}
services:
  - name: gw
    docker: {image: apisix}
    ports: [{name: admin, port: 9180, hostPort: 9180}, {name: data, port: 9080, hostPort: 9080}]
gateway:
  frontDoor: {takeover: true}
  apisix: {mode: StandaloneApi, service: gw, adminKey: {valueFrom: {env: KEY}}}
routes: [{name: a, redirect: {location: /}}]
`);
const [service] = desired.spec.services;
const { revision } = planText(desired, emptyWorld()).plan.services[0]!;
const container = instanceOf(service!, revision);
const exited = instanceOf(service!, revision, { state: 'Exited', exit: { code: 1, signal: undefined, at: 1 } });
const AT = '127.0.0.1:9080';

/** A machine whose front door says this of the address of APISIX. */
const world = (
  instances: Observed['instances'],
  standIns: Record<string, string> = {},
  more: Partial<Observed> = {},
): Observed =>
  emptyWorld({
    instances,
    facilities: {
      networks: [{ id: 'net', name: 'net', ours: true, subnets: ['172.25.0.0/16'], internal: false }],
      volumes: [],
      images: { apisix: 'sha' },
    },
    gateway: unknown('connection refused'),
    frontDoors: frontDoorWith({ 'uid-1': 'former' }, {}, { standIns }),
    ...more,
  });
const decide = (observed: Observed, wanted: Desired = desired) => {
  const { plan } = planText(wanted, observed);
  const push = plan.actions.find((action) => action.type === 'PushRoutes');
  return {
    standIn: push?.type === 'PushRoutes' ? push.table.gateway?.standIn : 'not pushed',
    starts: plan.actions.filter(({ type }) => /^(Start|Restart|Adopt)Instance$/.test(type)).map(({ type }) => type),
    problems: plan.problems.map(({ reason }) => reason),
  };
};

describe('a front door that takes the place of an APISIX that is down', () => {
  it('leaves before APISIX is started, which waits until that was seen', () => {
    const none = { docker: known([]) };
    expect(decide(world(none, { [AT]: '' }))).toEqual({ standIn: undefined, starts: [], problems: ['GatewayUnknown'] });
    expect(decide(world(none))).toMatchObject({ standIn: undefined, starts: ['StartInstance'] });
    expect(decide(world({ docker: known([exited]) }, { [AT]: '' }))).toMatchObject({ standIn: undefined, starts: [] });
  });

  it('comes while nothing starts it: held down, or waiting for its next start', () => {
    const held = { ...desired, stopped: ['gw'] };
    const down = { docker: known([exited]) };
    expect(decide(world(down), held)).toMatchObject({ standIn: { host: '127.0.0.1', port: 9080 }, starts: [] });
    expect(decide(world({ docker: known([container]) }), held).standIn).toBeUndefined();
    const fallback = {
      ...held,
      spec: {
        ...held.spec,
        gateway: { ...held.spec.gateway, failover: { ...held.spec.gateway.failover, mode: 'Apisix' as const } },
      },
    };
    expect(decide(world(down), fallback).standIn).toBeUndefined();
  });

  it('stays as it is while nobody can look', () => {
    const blind = { docker: unknown('the engine does not answer') };
    expect(decide(world(blind, { [AT]: '' })).standIn).toEqual({ host: '127.0.0.1', port: 9080 });
    expect(decide(world(blind)).standIn).toBeUndefined();
  });

  it('is refused beside a container that the engine restarts by itself', () => {
    const candidate = candidateFor('gw', { settings: { restartPolicy: 'always' }, container: { state: 'exited' } });
    const adopting = {
      ...desired,
      spec: { ...desired.spec, services: desired.spec.services.map((each) => ({ ...each, adopt: true })) },
    };
    const { standIn, problems } = decide(world({ docker: known([]) }, {}, { candidates: [candidate] }), adopting);
    expect([standIn, problems]).toEqual([undefined, expect.arrayContaining(['TakeoverRefused'])]);
  });

  it('keeps nobody from a start that is due, however often it came before', () => {
    const restarts = [NOW - 20_000, NOW - 10_000];
    const slot = { restarts, quarantinedAt: undefined };
    const remembered = planText(desired, world({ docker: known([container]) })).memory;
    const gw = { ...remembered.durable.services.gw!, budgets: { 0: slot } };
    const memory = { ...remembered, durable: { ...remembered.durable, services: { gw } } };
    const down = { docker: known([{ ...exited, exit: { code: 1, signal: undefined, at: NOW - 9000 } }]) };
    const first = planText(desired, world(down, { [AT]: '' }), memory, NOW);
    expect(first.plan.actions.map(({ type }) => type)).not.toContain('RestartInstance');
    expect(first.memory.durable.services.gw?.budgets).toEqual(gw.budgets);
    const second = planText(desired, world(down), first.memory, NOW + 50);
    expect(second.plan.actions.map(({ type }) => type)).toContain('RestartInstance');
    expect(second.memory.durable.services.gw?.budgets[0]?.restarts).toEqual([...restarts, NOW + 50]);
  });

  it('takes no port that an older stack claims, nor that of a container which is to be adopted (I8)', () => {
    const held = { ...desired, stopped: ['gw'] };
    const down = { docker: known([exited]) };
    const claims = { ports: [{ host: '127.0.0.1', port: 9080, stack: 'default/older' }], routes: [], frontDoors: [] };
    expect(decide(world(down, {}, { claims }), held).standIn).toBeUndefined();
    const candidate = candidateFor('gw', { container: { state: 'running' } });
    const adopting = {
      ...desired,
      spec: { ...desired.spec, services: desired.spec.services.map((each) => ({ ...each, adopt: true })) },
    };
    expect(decide(world({ docker: known([]) }, {}, { candidates: [candidate] }), adopting)).toMatchObject({
      standIn: undefined,
      problems: ['GatewayUnknown'],
    });
  });
});
