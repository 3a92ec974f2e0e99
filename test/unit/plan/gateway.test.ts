import { describe, expect, it } from '@jest/globals';
import type { GatewayObject } from '../../../controller/api/gateway.ts';
import { EMPTY_MEMORY, type Memory } from '../../../controller/api/memory.ts';
import { known, unknown } from '../../../controller/api/observation.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import {
  desiredFrom,
  emptyWorld,
  frontDoorWith,
  instanceOf,
  NOW,
  planText,
  withExternals,
} from '../../support/world.ts';

const SPEC = (routes: readonly string[]): string => `
services: [{name: api, external: {host: 10.0.0.1}, ports: [{name: http, port: 80}]}]
gateway: {apisix: {adminKey: {valueFrom: {env: KEY}}}}
routes:
${routes.map((name) => `  - {name: ${name}, paths: [{type: Prefix, value: /${name}}], backends: [{service: api, port: http}]}`).join('\n')}
`;
const THEIRS: GatewayObject = { kind: 'routes', id: 'theirs', value: { id: 'theirs', uri: '/x', upstream_id: 'u' } };
const desired = desiredFrom(SPEC(['a']));

/** A machine whose APISIX has these objects, and whose external service answers. */
const having = (wanted: Desired, objects: readonly GatewayObject[], changes: Partial<Observed> = {}): Observed => {
  const world = withExternals(wanted, emptyWorld({ gateway: known({ objects, globalPlugins: {} }), ...changes }));
  const { external } = world.instances;
  const ids = external?.known ? external.value.map(({ id }) => id) : [];
  const healthy = { health: 'Healthy', lastResult: undefined } as const;
  return { ...world, probes: Object.fromEntries(ids.map((id) => [id, healthy])) };
};
const gatewayActions = (wanted: Desired, world: Observed, memory?: Memory) =>
  planText(wanted, world, memory).plan.actions.filter(({ type }) => type.endsWith('GatewayObject'));
/** What APISIX has after a plan was carried out there. */
const after = (wanted: Desired, objects: readonly GatewayObject[] = []): GatewayObject[] => [
  ...objects,
  ...gatewayActions(wanted, having(wanted, objects)).flatMap((action) =>
    action.type === 'PutGatewayObject' ? [action.object] : [],
  ),
];
const changed = (objects: readonly GatewayObject[], kind: string, change: object): GatewayObject[] =>
  objects.map((object) => (object.kind === kind ? { ...object, value: { ...object.value, ...change } } : object));

describe('an APISIX that goes with its stack', () => {
  const text = `
docker: {networks: [{name: net, subnet: 172.25.0.0/16}]}
services: [{name: gw, docker: {image: apisix}, ports: [{name: admin, port: 9180, hostPort: 9180}, {name: data, port: 9080, hostPort: 9080}]}]
gateway: {apisix: {mode: StandaloneApi, service: gw, adminKey: {valueFrom: {env: KEY}}}}
routes: [{name: a, redirect: {location: /}}]
`;
  const whole = desiredFrom(text);
  const gone = { ...whole, deleting: true };
  const [service] = whole.spec.services;
  const instance = instanceOf(service!, planText(whole, emptyWorld()).plan.services[0]!.revision);
  const world = (gateway: Observed['gateway']): Observed =>
    emptyWorld({ instances: { docker: known([instance]) }, ...(gateway ? { gateway } : {}) });
  const typesIn = (observed: Observed) => planText(gone, observed).plan.actions.map(({ type }) => type);

  it('is stopped when its routes are gone, and not waited for when it does not answer (I18)', () => {
    const objects = planText(whole, world(known({ objects: [], globalPlugins: {} }))).plan.actions.flatMap((action) =>
      action.type === 'PutGatewayObject' ? [action.object] : [],
    );
    expect(objects).toHaveLength(1);
    expect(typesIn(world(known({ objects, globalPlugins: {} })))).toEqual(['RemoveGatewayObject']);
    expect(typesIn(world(known({ objects: [], globalPlugins: {} })))).toContain('StopInstance');
    expect(typesIn(world(unknown('connection refused')))).toContain('StopInstance');
    const nothing = emptyWorld({ instances: { docker: known([]) }, gateway: unknown('connection refused') });
    expect(planText(gone, nothing).plan.problems).toEqual([]);
  });
});

describe('the routes of a stack in an APISIX', () => {
  it('are written with their owner, an upstream before the route that refers to it (I10)', () => {
    const [upstream, route, ...rest] = gatewayActions(desired, having(desired, [THEIRS]));
    expect(rest).toEqual([]);
    expect(upstream).toMatchObject({ type: 'PutGatewayObject', cause: 'it is not there', dependsOn: [] });
    expect(upstream).toMatchObject({
      object: { kind: 'upstreams', value: { nodes: [{ host: '10.0.0.1', port: 80 }] } },
    });
    expect(route).toMatchObject({ dependsOn: [upstream?.id], object: { kind: 'routes' } });
    const [first, second] = after(desired);
    expect(second?.value).toMatchObject({
      uris: ['/a', '/a/*'],
      upstream_id: first?.id,
      labels: { 'qbtc.dev/installation': 'inst', 'qbtc.dev/stack-uid': 'uid-1' },
    });
    for (const { id } of [first!, second!]) expect(id).toMatch(/^[a-zA-Z0-9-_.]{1,64}$/);
  });

  it('are not written again, also where the server fills defaults in (I17)', () => {
    const times = { create_time: 1, update_time: 2, id: 'x' };
    const whole = changed(changed(after(desired), 'routes', { ...times, status: 1 }), 'upstreams', {
      ...times,
      scheme: 'http',
      pass_host: 'pass',
      hash_on: 'vars',
    });
    expect(gatewayActions(desired, having(desired, whole))).toEqual([]);
    expect(planText(desired, having(desired, whole)).plan.gatewayRoutes.get('route/a')).toEqual({
      state: 'Programmed',
      message: '',
    });
  });

  it.each([
    ['another plugin', 'routes', { plugins: { 'limit-count': { count: 1 } } }],
    ['another path', 'routes', { uris: ['/b'] }],
    ['it switched off', 'routes', { status: 0 }],
    ['other nodes', 'upstreams', { nodes: [] }],
    ['health checks', 'upstreams', { checks: { active: {} } }],
  ])('are put back when somebody gives them %s', (_, kind, change) => {
    const [action, ...rest] = gatewayActions(desired, having(desired, changed(after(desired), kind, change)));
    expect(rest).toEqual([]);
    expect(action).toMatchObject({ object: { kind }, cause: 'somebody changed it' });
  });

  it('follow what is declared, and nobody else’s are touched (I11)', () => {
    const two = desiredFrom(SPEC(['a', 'b']));
    const all = after(two, [THEIRS]);
    expect(all).toHaveLength(5);
    const [upstream, route] = all.filter(({ value }) => String(value.name).endsWith('b'));
    const removed = gatewayActions(desired, having(desired, all));
    expect(removed.map(({ type, target, dependsOn }) => ({ type, target, dependsOn }))).toEqual([
      {
        type: 'RemoveGatewayObject',
        target: `apisix/upstreams/${upstream!.id}`,
        dependsOn: [`gateway/remove/routes/${route!.id}`],
      },
      { type: 'RemoveGatewayObject', target: `apisix/routes/${route!.id}`, dependsOn: [] },
    ]);
    const moved = desiredFrom(SPEC(['a']).replace('10.0.0.1', '10.0.0.2'));
    expect(gatewayActions(moved, having(moved, after(desired)))).toMatchObject([
      { object: { kind: 'upstreams' }, cause: 'it is declared otherwise' },
    ]);
  });

  it('go past an APISIX where somebody else’s route gets their requests, which is told', () => {
    const rival = (value: object): GatewayObject => ({ kind: 'routes', id: 'r', value: { uri: '/a', ...value } });
    const problemsWith = (value: object) => {
      const { plan } = planText(desired, having(desired, [...after(desired), rival(value)]));
      return [plan.problems.map(({ reason }) => reason), plan.table?.routes[0]?.inGateway === true];
    };
    expect(problemsWith({})).toEqual([['RouteConflict'], false]);
    expect(problemsWith({ priority: -1 })).toEqual([[], true]);
    expect(problemsWith({ status: 0 })).toEqual([[], true]);
    expect(problemsWith({ host: 'other.test' })).toEqual([[], true]);
    expect(problemsWith({ vars: [['arg_x', '==', '1']] })).toEqual([[], true]);
    const { plan } = planText(desired, having(desired, [...after(desired), rival({})]));
    expect(plan.problems[0]?.message).toContain('/a is claimed by routes/r of APISIX');
  });

  it('are not taken from whoever has an object in their place (I11)', () => {
    const [upstream, route] = after(desired);
    const theirs = { ...route!, value: { uri: '/theirs' } };
    const { plan } = planText(desired, having(desired, [upstream!, theirs]));
    expect(plan.actions.filter(({ type }) => type.endsWith('GatewayObject'))).toEqual([]);
    expect(plan.problems).toMatchObject([{ reason: 'GatewayObjectForeign', target: 'route/a' }]);
    expect(plan.gatewayRoutes.get('route/a')?.state).toBe('Failed');
  });

  it('are left alone while nothing is known of it, which the status and a deletion say (I2, I18)', () => {
    const silent = having(desired, [], { gateway: unknown('connection refused') });
    const { plan } = planText(desired, silent);
    expect(plan.actions.filter(({ type }) => type.endsWith('GatewayObject'))).toEqual([]);
    expect(plan.gatewayRoutes.get('route/a')).toEqual({ state: 'Unknown', message: 'connection refused' });
    const going = { ...desired, deleting: true };
    const deletion = planText(going, silent).plan;
    expect(deletion.actions.map(({ type }) => type)).not.toContain('ForgetStack');
    expect(deletion.problems).toContainEqual(
      expect.objectContaining({ reason: 'DeletionBlocked', message: expect.stringContaining('connection refused') }),
    );
  });

  it('go with the stack, before it is forgotten (I15)', () => {
    const going = { ...desired, deleting: true };
    const { actions } = planText(going, having(going, after(desired, [THEIRS]))).plan;
    const removed = actions.filter(({ type }) => type === 'RemoveGatewayObject');
    expect(removed).toHaveLength(2);
    expect(actions.find(({ type }) => type === 'ForgetStack')?.dependsOn).toEqual(
      expect.arrayContaining(removed.map(({ id }) => id)),
    );
  });

  it('of which one is refused do not wait for it (I20)', () => {
    const two = desiredFrom(SPEC(['a', 'b']));
    const world = having(two, []);
    const [refused] = gatewayActions(two, world);
    const failure = { count: 1, at: NOW, code: 'ApisixRefused', message: 'APISIX refuses it' };
    const memory = { ...EMPTY_MEMORY, volatile: { ...EMPTY_MEMORY.volatile, failures: { [refused!.id]: failure } } };
    const { plan } = planText(two, world, memory);
    expect(plan.actions.filter(({ type }) => type === 'PutGatewayObject')).toHaveLength(2);
    expect([plan.gatewayRoutes.get('route/a'), plan.gatewayRoutes.get('route/b')?.state]).toEqual([
      { state: 'Failed', message: 'APISIX refuses it' },
      'Pending',
    ]);
  });

  it('wait for no probe of whose address it sees: it comes once requests do, and not again when it is refused', () => {
    const walled = desiredFrom(SPEC(['a']).replace('/a}], ', '/a}], plugins: {ip-restriction: {}}, '));
    const path = { active: 'Apisix', stay: 's', answers: true, permitted: true, switches: [], message: '' } as const;
    const objects = after(walled);
    expect(gatewayActions(walled, having(walled, objects))).toEqual([]);
    const through = having(walled, objects, { frontDoors: frontDoorWith({}, {}, { gateways: { 'uid-1': path } }) });
    const [probe, ...rest] = gatewayActions(walled, through);
    expect([rest, probe]).toMatchObject([[], { object: { value: { plugins: { 'fault-injection': {} } } } }]);
    const failure = { count: 1, at: NOW, code: 'ApisixRefused', message: 'unknown plugin' };
    const memory = { ...EMPTY_MEMORY, volatile: { ...EMPTY_MEMORY.volatile, failures: { [probe!.id]: failure } } };
    expect(gatewayActions(walled, through, memory)).toEqual([]);
  });

  it('are written one change after the other', () => {
    const [upstream] = gatewayActions(desired, having(desired, []));
    const operations = [{ id: 'gateway/put/another', target: upstream!.target }];
    expect(gatewayActions(desired, having(desired, [], { operations })).map(({ target }) => target)).not.toContain(
      upstream!.target,
    );
  });

  it('lead to no replica any more before it stops', () => {
    const process = desiredFrom(SPEC(['a']).replace('external: {host: 10.0.0.1}', 'process: {command: [api]}'));
    const [service] = process.spec.services;
    const { revision } = planText(process, emptyWorld()).plan.services[0]!;
    const api = instanceOf(service!, revision);
    const running = (wanted: Desired, objects: readonly GatewayObject[]): Observed => {
      const probes = { [api.id]: { health: 'Healthy', lastResult: undefined } as const };
      const world = emptyWorld({
        instances: { process: known([api]) },
        gateway: known({ objects, globalPlugins: {} }),
        probes,
      });
      const hash = planText(wanted, world).plan.table?.hash ?? '';
      return { ...world, frontDoors: frontDoorWith({ 'uid-1': hash }) };
    };
    const typesOf = (wanted: Desired, world: Observed): string[] =>
      planText(wanted, world).plan.actions.map(({ type }) => type);
    const written = planText(process, running(process, [])).plan.actions.flatMap((action) =>
      action.type === 'PutGatewayObject' ? [action.object] : [],
    );
    const held = { ...process, stopped: ['api'] };
    expect(typesOf(held, running(held, written))).toEqual(['PutGatewayObject']);
    const [put] = planText(held, running(held, written)).plan.actions;
    const current = written.map((object) =>
      put?.type === 'PutGatewayObject' && object.kind === 'upstreams' ? put.object : object,
    );
    // What is under way to it through APISIX has its time; nobody can tell when it is over.
    const drained = running(held, current);
    const { memory, plan } = planText(held, drained);
    expect(plan.actions).toEqual([]);
    expect(planText(held, drained, memory, NOW + 10_000).plan.actions.map(({ type }) => type)).toEqual([
      'StopInstance',
    ]);
  });
});
