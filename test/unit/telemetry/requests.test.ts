import { describe, expect, it } from '@jest/globals';
import type { FrontDoorState, RequestCounts } from '../../../controller/api/front-door.ts';
import { Requests } from '../../../controller/telemetry/requests.ts';

const DOOR = '127.0.0.1:9079';

let at = 0;
const state = (requests: RequestCounts, change: Partial<FrontDoorState['counting']> = {}): FrontDoorState => ({
  pid: 1,
  build: 'test',
  listening: { host: '127.0.0.1', port: 9079 },
  tables: {},
  inFlight: {},
  requests,
  counting: { series: 'first', at: ++at, throughApisix: {}, ...change },
});

describe('the requests of a stack', () => {
  it('are counted by route, by who was asked and by class of status', () => {
    const requests = new Requests();
    const throughApisix = { 'u/shop': { 200: 4, 404: 1 } };
    requests.take(
      DOOR,
      state({ 'u/shop': { 200: 5, 404: 1, 499: 1, 503: 2 }, 'v/other': { 200: 9 } }, { throughApisix }),
    );
    expect([...requests.of('u')]).toEqual([['shop', { apisix: [0, 4, 0, 1, 0], 'front-door': [0, 1, 0, 1, 2] }]]);
    expect(requests.total('u')).toBe(9);
  });

  it('go on rising when the front door has begun anew, however far it has come since', () => {
    const requests = new Requests();
    requests.take(DOOR, state({ 'u/shop': { 200: 5 } }));
    requests.take(DOOR, state({ 'u/shop': { 200: 7 } }, { series: 'second' }));
    requests.take(DOOR, state({ 'u/shop': { 200: 8 } }, { series: 'second' }));
    expect(requests.total('u')).toBe(13);
  });

  it('are not counted twice while a front door is handed over', () => {
    const requests = new Requests();
    requests.take(DOOR, state({ 'u/shop': { 200: 5 } }));
    // The successor, before the counts are here.
    const { counting, ...untold } = state({ 'u/shop': {} });
    expect(counting).toBeDefined();
    requests.take(DOOR, untold);
    // What the predecessor has under way is told later.
    requests.take(DOOR, state({ 'u/shop': { 200: 4 } }));
    requests.take(DOOR, state({ 'u/shop': { 200: 6 } }));
    expect(requests.total('u')).toBe(6);
  });

  it('are not counted twice when an older state comes after a newer one', () => {
    const requests = new Requests();
    const older = state({});
    requests.take(DOOR, state({ 'u/shop': { 200: 5 } }));
    requests.take(DOOR, older);
    requests.take(DOOR, state({ 'u/shop': { 200: 6 } }));
    expect(requests.total('u')).toBe(6);
  });

  it('keep those of routes that are gone, and count a route that comes back anew', () => {
    const requests = new Requests();
    requests.take(DOOR, state({ 'u/shop': { 200: 5 } }));
    requests.take(DOOR, state({}));
    expect(requests.total('u')).toBe(5);
    requests.take(DOOR, state({ 'u/shop': { 200: 2 } }));
    expect(requests.total('u')).toBe(7);
    expect([...requests.of('u')]).toEqual([['shop', { apisix: [0, 0, 0, 0, 0], 'front-door': [0, 2, 0, 0, 0] }]]);
  });

  it('tell what came since the last reading, and nothing of the time before the first', () => {
    const requests = new Requests();
    expect([...requests.take(DOOR, state({ 'u/shop': { 200: 5, 500: 5 } }))]).toEqual([]);
    expect([...requests.take(DOOR, state({ 'u/shop': { 200: 7, 500: 6 }, 'v/other': { 502: 1 } }))]).toEqual([
      ['u', { requests: 3, errors: 1 }],
      ['v', { requests: 1, errors: 1 }],
    ]);
  });

  it('are forgotten with their stack, and not those of others', () => {
    const requests = new Requests();
    requests.take(DOOR, state({ 'u/shop': { 200: 5 }, 'v/other': { 200: 1 } }));
    requests.forget('u');
    expect([requests.total('u'), requests.total('v')]).toEqual([0, 1]);
  });
});
