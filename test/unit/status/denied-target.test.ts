import { describe, expect, it } from '@jest/globals';
import { summarize } from '../../../controller/status/summarize.ts';
import { desiredFrom, emptyWorld, frontDoorWith, NOW, planText } from '../../support/world.ts';

const DOCKER = `
services:
  - {name: engine, external: {host: 127.0.0.1}, ports: [{name: api, port: 2375}], probe: {tcp: {}}}
routes:
  - {name: engine, paths: [{type: Prefix, value: /engine}], backends: [{service: engine, port: api}]}
`;

describe('a route that leads where none may', () => {
  it('is told with the reason, instead of a stack that says Ready and answers 502', () => {
    const desired = desiredFrom(DOCKER);
    const table = planText(desired, emptyWorld()).plan.table;
    const denied = { '127.0.0.1:2375': "this machine's Docker API" };
    const observed = emptyWorld({ frontDoors: frontDoorWith({ 'uid-1': table?.hash ?? '' }, {}, { denied }) });
    const plan = planText(desired, observed).plan;
    const endpoints = [{ host: '127.0.0.1', port: 2375 }];
    const served = plan.table && {
      ...plan.table,
      routes: plan.table.routes.map((route) => ({
        ...route,
        backends: route.backends.map((backend) => ({ ...backend, endpoints })),
      })),
    };
    const status = summarize({ desired, observed, plan: { ...plan, table: served }, previous: undefined, actions: [], now: NOW }); // prettier-ignore
    const message = "engine is at 127.0.0.1:2375: this machine's Docker API, which no route may reach";
    expect(status.routes?.[0]).toMatchObject({ state: 'Failed', message });
    expect(status.conditions?.find(({ type }) => type === 'RoutesProgrammed')).toMatchObject({
      status: 'False',
      message: `engine: ${message}`,
    });
    expect(status.conditions?.find(({ type }) => type === 'Ready')?.status).not.toBe('True');
  });
});
