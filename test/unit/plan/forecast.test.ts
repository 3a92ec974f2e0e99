import { describe, expect, it } from '@jest/globals';
import { EMPTY_MEMORY } from '../../../controller/api/memory.ts';
import { known } from '../../../controller/api/observation.ts';
import { forecast } from '../../../controller/plan/forecast.ts';
import { renderPlan } from '../../../controller/plan/render.ts';
import { BUILD, desiredFrom, emptyWorld, NOW, withExternals } from '../../support/world.ts';

const SHOP = `
services:
  - name: catalog
    process: {command: [node, catalog.js, '{{port.http}}']}
    ports: [{name: http, port: 4001}]
    probe: {http: {path: /health}}
  - name: api
    replicas: 2
    dependsOn: [{name: catalog, condition: Healthy}]
    process: {command: [node, api.js, '{{port.http}}']}
    ports: [{name: http, port: 4000}]
    probe: {http: {path: /health}}
  - {name: migrate, oneShot: true, process: {command: [node, migrate.js]}}
  - {name: db, external: {host: 127.0.0.1}, ports: [{name: pg, port: 5432}]}
routes:
  - {name: api, paths: [{type: Prefix, value: /api}], backends: [{service: api, port: http}]}
`;

const show = (yaml: string, world = emptyWorld(), changes = {}): string => {
  const desired = desiredFrom(yaml, changes);
  const { actions } = forecast(desired, withExternals(desired, world), EMPTY_MEMORY, NOW, BUILD);
  return renderPlan('default/demo', actions);
};

describe('the forecast of a plan', () => {
  it('lists everything that up would do on an empty machine, in dependency order and each once', () => {
    expect(show(SHOP)).toBe(
      `
default/demo: 6 actions
  StartFrontDoor  front-door/127.0.0.1:9079  it does not run
  StartInstance   service/catalog[0]         it does not run
  StartInstance   service/migrate[0]         it does not run
  StartInstance   service/api[0]             it does not run
  StartInstance   service/api[1]             it does not run
  PushRoutes      front-door/127.0.0.1:9079  routes or healthy replicas changed
`.trim(),
    );
  });

  it('makes later actions wait for what they need, without cycles', () => {
    const { actions } = forecast(desiredFrom(SHOP), emptyWorld(), EMPTY_MEMORY, NOW, BUILD);
    const done = new Set<string>();
    for (const action of actions) {
      for (const id of action.dependsOn) expect(done).toContain(id);
      done.add(action.id);
    }
    expect(actions.find(({ id }) => id === 'start/api/0')?.dependsOn).toContain('start/catalog/0');
  });

  it('names what is in the way of a start (I8)', () => {
    const world = emptyWorld({
      listening: known([{ host: '0.0.0.0', port: 4001 }]),
      holders: [{ host: '0.0.0.0', port: 4001, holder: 'pid 77 (python3 -m http.server)', marker: undefined }],
    });
    const { actions, problems } = forecast(desiredFrom(SHOP), world, EMPTY_MEMORY, NOW, BUILD);
    expect(problems).toEqual([
      'service catalog: port 4001 is held by pid 77 (python3 -m http.server)',
      'service api: waits for catalog to be healthy',
    ]);
    expect(actions.map(({ id }) => id)).not.toContain('start/catalog/0');
  });

  it('has nothing to do for a stack that is suspended', () => {
    expect(show(`suspend: true\n${SHOP}`)).toBe('default/demo: nothing to do');
  });

  it('does not start services that are held down', () => {
    expect(show(SHOP, emptyWorld(), { stopped: ['api'] })).not.toContain('service/api');
  });
});
