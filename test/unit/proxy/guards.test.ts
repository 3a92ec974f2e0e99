import { describe, expect, it } from '@jest/globals';
import type { RouteTable, TableRoute } from '../../../controller/api/route-table.ts';
import { compileGuards } from '../../../controller/proxy/guards/guards.ts';
import { LimitState, Tallies } from '../../../controller/proxy/guards/limits.ts';
import { Visit } from '../../../controller/proxy/guards/visit.ts';
import { RequestHead } from '../../../controller/proxy/http1/request-head.ts';
import { clientFacts } from '../../../controller/proxy/request-text.ts';
import { shapesOf } from '../../../controller/proxy/shapes.ts';
import { fullRoute } from '../../contract/front-door/parity-file.ts';

const CONSUMERS = [{ username: 'alice', plugins: { 'key-auth': { key: 'alice-key' } } }];

/** The status that a request gets, or 0 when it goes on. */
function outcome(
  plugins: Readonly<Record<string, unknown>>,
  {
    fallback,
    request = 'GET /a HTTP/1.1\r\nHost: h\r\n',
    table = { consumers: CONSUMERS },
  }: {
    fallback?: TableRoute['fallback'];
    request?: string;
    table?: Pick<RouteTable, 'consumers' | 'guards'>;
  } = {},
  limits = new LimitState(),
): number {
  const bare = fullRoute({ name: 'r', paths: [{ type: 'Prefix', value: '/' }], backends: [{ service: 's' }] }, () => 1);
  const route = { ...bare, plugins, ...(fallback ? { fallback } : {}) };
  const guards = compileGuards(route, table, shapesOf(route).carried, limits);
  const head = new RequestHead();
  expect(head.parse(request)).toBe(0);
  const visit = new Visit(head, clientFacts('10.0.0.7', 80));
  return (guards?.identify(visit) ?? guards?.admit(visit))?.status ?? 0;
}

describe('past APISIX nothing is served that it would have refused (I13)', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a plugin that the front door does not know', { 'jwt-auth': {} }],
    ['one that nobody knows', { 'my-own': {} }],
    ['a condition on a plugin', { 'key-auth': { _meta: { filter: [['arg_x', '==', '1']] } } }],
    ['a field that may change what it does', { 'key-auth': { anonymous_consumer: 'alice' } }],
    ['a limit that is counted elsewhere', { 'limit-count': { count: 1, time_window: 1, policy: 'redis' } }],
    ['a limit by something unknown', { 'limit-count': { count: 1, time_window: 1, key: 'ssl_client_s_dn' } }],
    ['a limit that holds requests back', { 'limit-req': { rate: 1, burst: 5 } }],
    ['an address that is none', { 'ip-restriction': { whitelist: ['10.0.0.0/99'] } }],
    ['a client that anybody may name', { 'real-ip': { source: 'http_x_forwarded_for' } }],
    ['a rewrite of its own', { 'proxy-rewrite': { uri: '/elsewhere' } }],
    ['a pattern that PCRE reads in another way', { 'ua-restriction': { denylist: ['bot(?i)'] } }],
    ['a pattern that is none', { 'ua-restriction': { denylist: ['('] } }],
  ])('with %s', (_, plugins) => {
    expect(outcome(plugins)).toBe(503);
    expect(outcome(plugins, { fallback: 'Allow' })).toBe(0);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['watch', { prometheus: {}, 'http-logger': { uri: 'http://x' }, zipkin: {} }],
    ['are switched off', { 'jwt-auth': { _meta: { disable: true } } }],
    ['are none', {}],
  ])('but it is served with plugins that %s', (_, plugins) => {
    expect(outcome(plugins)).toBe(0);
  });

  it('as the route says: with Deny never, with Allow whatever cannot be enforced, but not what can', () => {
    expect(outcome({}, { fallback: 'Deny' })).toBe(503);
    expect(outcome({ 'key-auth': {}, 'jwt-auth': {} }, { fallback: 'Allow' })).toBe(401);
  });

  it('and a global rule counts for every route', () => {
    const table = { consumers: CONSUMERS, guards: ['ip-restriction'] };
    expect(outcome({}, { table })).toBe(503);
    expect(outcome({}, { table, fallback: 'Allow' })).toBe(0);
  });

  it('knows clients by their keys', () => {
    const asking = (line: string) => outcome({ 'key-auth': {} }, { request: `GET /a HTTP/1.1\r\nHost: h\r\n${line}` });
    expect([asking(''), asking('apikey: nope\r\n'), asking('apikey: alice-key\r\n'), asking('api_key: x\r\n')]).toEqual(
      [401, 401, 0, 401],
    );
  });

  it('knows the options before a pattern', () => {
    const plugins = { 'ua-restriction': { denylist: ['(?i)^bot'] } };
    const ask = (agent: string) => `GET /a HTTP/1.1\r\nHost: h\r\nUser-Agent: ${agent}\r\n`;
    expect([ask('BoT/1'), ask('a bot')].map((request) => outcome(plugins, { request }))).toEqual([403, 0]);
  });

  it('serves nobody who has a limit of its own that it does not keep', () => {
    const table = { consumers: [{ ...CONSUMERS[0]!, plugins: { ...CONSUMERS[0]!.plugins, 'limit-count': {} } }] };
    const request = 'GET /a HTTP/1.1\r\nHost: h\r\napikey: alice-key\r\n';
    expect(outcome({ 'key-auth': {} }, { table, request })).toBe(503);
    expect(outcome({ 'key-auth': {} }, { table, request, fallback: 'Allow' })).toBe(0);
  });

  it.each(['X-Real-IP', 'X-Forwarded-For', 'X-Consumer-Username', 'X_Consumer_Username'])(
    'counts nobody by what it says itself in %s',
    (name) => {
      const key = `http_${name.toLowerCase().replaceAll('-', '_')}`;
      const plugins = { 'key-auth': {}, 'limit-count': { count: 1, time_window: 60, key_type: 'var', key } };
      const limits = new LimitState();
      const ask = (value: string) => `GET /a HTTP/1.1\r\nHost: h\r\napikey: alice-key\r\n${name}: ${value}\r\n`;
      expect(outcome(plugins, { request: ask('1.1.1.1') }, limits)).toBe(0);
      expect(outcome(plugins, { request: ask('2.2.2.2') }, limits)).toBe(503);
    },
  );

  it('counts each client for itself, and goes on counting when the table changes', () => {
    const limit = { 'limit-count': { count: 2, time_window: 60, key: 'http_x_user' } };
    const limits = new LimitState();
    const by = (user: string) =>
      outcome(limit, { request: `GET /a HTTP/1.1\r\nHost: h\r\nX-User: ${user}\r\n` }, limits);
    expect([by('a'), by('a'), by('a'), by('b')]).toEqual([0, 0, 503, 0]);
  });

  it('forgets whoever was counted longest ago instead of growing without end (I23)', () => {
    const tallies = new Tallies<number>();
    for (let client = 0; client < 10_001; client++) tallies.set(String(client), client);
    expect([tallies.get('0'), tallies.get('1'), tallies.get('10000')]).toEqual([undefined, 1, 10_000]);
  });
});
