import { describe, expect, it } from '@jest/globals';
import type { GatewayObject } from '../../../controller/api/gateway.ts';
import { known } from '../../../controller/api/observation.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import { desiredFrom, emptyWorld, frontDoorWith, planText, withExternals } from '../../support/world.ts';

const desired = desiredFrom(`
services: [{name: api, external: {host: 10.0.0.1}, ports: [{name: http, port: 80}]}]
gateway: {apisix: {adminKey: {valueFrom: {env: KEY}}}}
consumers: [{username: alice, adopt: true, plugins: {key-auth: {key: {valueFrom: {env: ALICE}}}}}]
routes: [{name: a, adoptId: '1', paths: [{type: Exact, value: /a}], websocket: false, backends: [{service: api, port: http}]}]
`);
const UPSTREAM: GatewayObject = { kind: 'upstreams', id: 'u', value: { id: 'u', nodes: { '10.0.0.1:80': 1 } } };
const ROUTE: GatewayObject = {
  kind: 'routes',
  id: '1',
  value: { id: '1', uri: '/a', upstream_id: 'u', desc: 'by hand', priority: 1, create_time: 1 },
};
const ALICE: GatewayObject = {
  kind: 'consumers',
  id: 'alice',
  value: { username: 'alice', plugins: { 'key-auth': { key: { valueFrom: { env: 'ALICE' } } } } },
};
const THERE = [UPSTREAM, ROUTE, ALICE];

const having = (objects: readonly GatewayObject[], wanted = desired): Observed => {
  const world = withExternals(wanted, emptyWorld({ gateway: known({ objects, globalPlugins: {} }) }));
  const { external } = world.instances;
  const ids = external?.known ? external.value.map(({ id }) => id) : [];
  const healthy = { health: 'Healthy', lastResult: undefined } as const;
  return { ...world, probes: Object.fromEntries(ids.map((id) => [id, healthy])) };
};
const actionsIn = (objects: readonly GatewayObject[], wanted: Desired = desired) =>
  planText(wanted, having(objects, wanted)).plan.actions.flatMap((action) => ('object' in action ? [action] : []));
const said = (actions: ReturnType<typeof actionsIn>) => actions.map(({ type, target, cause }) => [type, target, cause]);
/** What is there once the actions are carried out. */
const carriedOut = (objects: readonly GatewayObject[]): GatewayObject[] => {
  const made = actionsIn(objects).map(({ object }) => object);
  return [...objects.filter(({ kind, id }) => !made.some((each) => each.kind === kind && each.id === id)), ...made];
};

describe('objects that an APISIX has already', () => {
  it('are taken over where they are, and nothing is done beside that', () => {
    expect(said(actionsIn(THERE))).toEqual([
      ['AdoptGatewayObject', 'apisix/consumers/alice', 'consumers/alice is there, as declared'],
      ['AdoptGatewayObject', 'apisix/routes/1', 'routes/1 is there, as declared'],
    ]);
    expect(planText(desired, having(THERE)).plan.problems).toEqual([]);
    expect(
      said(
        actionsIn([UPSTREAM, { ...ROUTE, value: { ...ROUTE.value, host: 'a.test', plugins: { cors: {} } } }, ALICE]),
      ),
    ).toContainEqual(['AdoptGatewayObject', 'apisix/routes/1', 'routes/1 is there; what differs: hosts, plugin cors']);
  });

  it('go on as they are until what they are to lead to is healthy', () => {
    const sick = { ...having(THERE), probes: {} };
    const { plan } = planText(desired, sick);
    expect(plan.actions.filter(({ type }) => type.endsWith('GatewayObject')).map(({ target }) => target)).toEqual([
      'apisix/consumers/alice',
    ]);
    expect(plan.gatewayRoutes.get('route/a')?.state).toBe('Pending');
  });

  it('are ours then: a second plan is empty, and they follow what they lead to (I17)', () => {
    const taken = carriedOut(THERE);
    expect(actionsIn(taken)).toEqual([]);
    expect(planText(desired, having(taken)).plan.table?.routes[0]?.inGateway).toBe(true);
    const filled = taken.map((object) =>
      object.kind === 'routes'
        ? {
            ...object,
            value: {
              ...object.value,
              upstream: { ...(object.value.upstream as object), scheme: 'http', pass_host: 'pass', hash_on: 'vars' },
            },
          }
        : object,
    );
    expect(actionsIn(filled)).toEqual([]);
    const moved = {
      ...desired,
      spec: {
        ...desired.spec,
        services: desired.spec.services.map((service) => ({ ...service, external: { host: '10.0.0.2' } })),
      },
    };
    const [put, ...rest] = actionsIn(taken, moved);
    expect([rest, put]).toEqual([
      [],
      expect.objectContaining({
        type: 'PutGatewayObject',
        target: 'apisix/routes/1',
        cause: 'it is declared otherwise',
      }),
    ]);
    // It has the route, though it leads elsewhere for a moment.
    expect(planText(moved, having(taken, moved)).plan.table?.routes[0]?.inGateway).toBe(true);
  });

  it('are put back when somebody changes or removes them', () => {
    const taken = carriedOut(THERE);
    const changed = taken.map((object) =>
      object.id === '1' ? { ...object, value: { ...object.value, status: 0 } } : object,
    );
    expect(said(actionsIn(changed))).toEqual([['PutGatewayObject', 'apisix/routes/1', 'somebody changed it']]);
    expect(said(actionsIn(taken.filter(({ id }) => id !== '1')))).toEqual([
      ['AdoptGatewayObject', 'apisix/routes/1', 'it is not there'],
    ]);
  });

  it('are given back with the stack, the route, or what says that they are taken over (I11, I15)', () => {
    const taken = carriedOut(THERE);
    const gone = { ...desired, deleting: true };
    const world = { ...having(taken, gone), frontDoors: frontDoorWith({}) };
    const released = planText(gone, world).plan.actions.filter(({ type }) => type.endsWith('GatewayObject'));
    expect(released.map(({ type, target }) => [type, target])).toEqual([
      ['ReleaseGatewayObject', 'apisix/consumers/alice'],
      ['ReleaseGatewayObject', 'apisix/routes/1'],
    ]);
    const kept = { ...gone, spec: { ...gone.spec, deletionPolicy: 'Orphan' as const } };
    const orphaning = planText(kept, world).plan.actions.filter(({ type }) => type.endsWith('GatewayObject'));
    expect(orphaning.map(({ type }) => type)).toEqual(['ReleaseGatewayObject', 'ReleaseGatewayObject']);
    const { routes, consumers } = desired.spec;
    const forgotten = {
      ...desired,
      spec: {
        ...desired.spec,
        routes: routes.map(({ adoptId: _, ...route }) => route),
        consumers: consumers.map(({ adopt: __, ...consumer }) => consumer),
      },
    };
    expect(actionsIn(taken, forgotten).map(({ type, object }) => [type, object.kind])).toEqual([
      ['PutGatewayObject', 'upstreams'],
      ['PutGatewayObject', 'routes'],
      ['ReleaseGatewayObject', 'routes'],
    ]);
  });

  it('are left alone when another stack has them, which is told', () => {
    const labels = { 'qbtc.dev/stack-name': 'other', 'qbtc.dev/stack-uid': 'uid-2' };
    const theirs = THERE.map((object) => ({ ...object, value: { ...object.value, labels } }));
    expect(actionsIn(theirs)).toEqual([]);
    expect(planText(desired, having(theirs)).plan.problems.map(({ reason, message }) => [reason, message])).toEqual(
      expect.arrayContaining([['GatewayObjectForeign', expect.stringContaining('routes/1 is of the stack other')]]),
    );
  });
});
