import { describe, expect, it } from '@jest/globals';
import type { GatewayPathState } from '../../../controller/api/front-door.ts';
import type { GatewayObject } from '../../../controller/api/gateway.ts';
import type { Memory } from '../../../controller/api/memory.ts';
import { known, unknown } from '../../../controller/api/observation.ts';
import type { Action, Desired, Observed } from '../../../controller/api/plan.ts';
import { desiredFrom, emptyWorld, frontDoorWith, planText, withExternals } from '../../support/world.ts';

const SPEC = `
services: [{name: api, external: {host: 10.0.0.1}, ports: [{name: http, port: 80}]}]
gateway: {apisix: {adminKey: {valueFrom: {env: KEY}}, gatewayUrl: "http://10.0.0.9:9081"}}
routes:
  - {name: a, paths: [{type: Prefix, value: /a}], backends: [{service: api, port: http}]}
  - name: b
    hosts: ["*.shop.test"]
    paths: [{type: Exact, value: /b}]
    headers: [{name: X-Canary, value: "1"}]
    queryParams: [{name: v, value: "2 3"}]
    backends: [{service: api, port: http}]
  - {name: c, paths: [{type: Prefix, value: /c}], methods: [POST], backends: [{service: api, port: http}]}
`;
const AWAY: GatewayPathState = {
  active: 'Direct',
  stay: 'stay-1',
  permitted: false,
  answers: true,
  message: '',
  switches: [],
};

/** A machine whose front door has the wanted table, and stands like this with its APISIX. */
function world(
  desired: Desired,
  objects: readonly GatewayObject[] | undefined,
  path: Partial<GatewayPathState> = {},
  memory?: Memory,
): Observed {
  const gateway = objects ? known({ objects, globalPlugins: {} }) : unknown('the Admin API does not answer');
  const bare = withExternals(desired, emptyWorld({ gateway }));
  const { external } = bare.instances;
  const ids = external?.known ? external.value.map(({ id }) => id) : [];
  const probes = Object.fromEntries(ids.map((id) => [id, { health: 'Healthy', lastResult: undefined } as const]));
  const { table } = planText(desired, { ...bare, probes }, memory).plan;
  const [frontDoor] = frontDoorWith({ 'uid-1': table?.hash ?? '' });
  const { state, address } = frontDoor!;
  const value = state.known ? { ...state.value!, gateways: { 'uid-1': { ...AWAY, ...path } } } : undefined;
  return { ...bare, probes, frontDoors: [{ address, state: known(value) }] };
}
const written = (desired: Desired): GatewayObject[] =>
  planText(desired, world(desired, [])).plan.actions.flatMap((action) =>
    action.type === 'PutGatewayObject' ? [action.object] : [],
  );
const permits = (actions: readonly Action[]) => actions.filter(({ type }) => type === 'PermitGateway');
const throughIn = (desired: Desired, observed: Observed, memory?: Memory) =>
  planText(desired, observed, memory).plan.table?.routes.map(({ inGateway }) => inGateway === true);

describe('requests of a stack with an APISIX', () => {
  const desired = desiredFrom(SPEC);
  const objects = written(desired);

  it('may go through it for the routes that were read back, and for no others', () => {
    expect(planText(desired, world(desired, [])).plan.table?.gateway).toMatchObject({ host: '10.0.0.9', port: 9081 });
    expect(throughIn(desired, world(desired, []))).toEqual([false, false, false]);
    expect(throughIn(desired, world(desired, objects))).toEqual([true, true, true]);
    const others = objects.map((object) =>
      object.value.uris && String(object.value.name).endsWith('b')
        ? { ...object, value: { ...object.value, uris: ['/elsewhere'] } }
        : object,
    );
    expect(throughIn(desired, world(desired, others))).toEqual([true, false, true]);
  });

  it('go on through it while its admin plane is away, but for routes that have changed since', () => {
    const { memory } = planText(desired, world(desired, objects));
    expect(throughIn(desired, world(desired, undefined, {}, memory), memory)).toEqual([true, true, true]);
    const changed = desiredFrom(SPEC.replace('value: /a', 'value: /aa'));
    expect(throughIn(changed, world(changed, undefined, {}, memory), memory)).toEqual([false, true, true]);
  });

  it('return when it has the routes, answers, and is asked for those that a plain GET reaches', () => {
    const [permit, ...rest] = planText(desired, world(desired, objects)).plan.actions;
    expect(rest).toEqual([]);
    expect(permit).toMatchObject({
      type: 'PermitGateway',
      stay: 'stay-1',
      checks: [
        { path: '/a', headers: {} },
        { path: '/b?v=2+3', host: 'probe.shop.test', headers: { 'X-Canary': '1' } },
      ],
    });
  });

  it.each<[string, Parameters<typeof world>[1], Partial<GatewayPathState>]>([
    ['does not answer', objects, { answers: false }],
    ['has not answered yet', objects, { answers: undefined }],
    ['has its permit', objects, { permitted: true }],
    ['is gone through', objects, { active: 'Apisix' }],
    ['lacks an upstream', objects.slice(1), {}],
    ['cannot be read back', undefined, {}],
  ])('get no permit while it %s', (_, present, path) => {
    expect(permits(planText(desired, world(desired, present, path)).plan.actions)).toEqual([]);
  });

  it('need no permit where somebody asks for one way', () => {
    const forced = desiredFrom(SPEC.replace('9081"}', '9081"}, failover: {mode: Fallback}'));
    expect(permits(planText(forced, world(forced, objects)).plan.actions)).toEqual([]);
  });
});
