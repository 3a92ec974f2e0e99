import { describe, expect, it } from '@jest/globals';
import { summarize } from '../../../controller/status/summarize.ts';
import { desiredFrom, emptyWorld, frontDoorWith, NOW, planText } from '../../support/world.ts';

const GUARDED = `
services:
  - {name: web, external: {host: 127.0.0.1}, ports: [{name: http, port: 8080}], probe: {tcp: {}}}
routes:
  - {name: web, paths: [{type: Prefix, value: /}], backends: [{service: web, port: http}], plugins: {jwt-auth: {}}}
`;

describe('a route that only APISIX can carry', () => {
  it('is told to be refused as long as requests do not go there', () => {
    const desired = desiredFrom(GUARDED);
    const table = planText(desired, emptyWorld()).plan.table;
    const apisixOnly = { 'uid-1/web': 'plugin jwt-auth' };
    const observed = emptyWorld({ frontDoors: frontDoorWith({ 'uid-1': table?.hash ?? '' }, {}, { apisixOnly }) });
    const { plan } = planText(desired, observed);
    const status = summarize({ desired, observed, plan, previous: undefined, actions: [], now: NOW });
    expect(status.routes?.[0]).toMatchObject({
      state: 'Degraded',
      message: expect.stringContaining('(plugin jwt-auth)'),
    });
  });
});
