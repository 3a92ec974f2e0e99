import { readFile, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import { startFakeApisix, type FakeApisix } from '../fakes/apisix/fake-apisix.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { waitFor } from '../support/wait.ts';

const KEY = 'pl4nted-admin';
const NODES = { '10.0.0.1:8080': 1, '10.0.0.2:8080': 3 };

describe('a stack of what an APISIX has', () => {
  let apisix: FakeApisix;
  let qbtc: Qbtc;
  let echo: Server | undefined;
  beforeEach(async () => {
    apisix = await startFakeApisix({ admin: KEY, viewer: 'viewer' });
    qbtc = await createQbtc();
  });
  afterEach(async () => {
    echo?.close();
    echo?.closeAllConnections();
    await qbtc[Symbol.asyncDispose]();
    await apisix[Symbol.asyncDispose]();
  });
  const env = { APISIX_ADMIN_KEY: KEY };
  const put = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${apisix.url('admin')}/apisix/admin/${path}`, {
      method: 'PUT',
      headers: { 'x-api-key': KEY },
      body: JSON.stringify(body),
    });
    if (response.status >= 300) throw new Error(await response.text());
  };
  const imported = async (...flags: string[]) => {
    const args = ['import', 'apisix', '--admin-url', apisix.url('admin'), '--name', 'shop', ...flags];
    const { stdout, stderr } = await qbtc.succeed(args, { env });
    return { stack: parse(stdout) as QbtcStack, text: stdout, stderr };
  };

  it('has its routes with all that a stack can say, validates, and tells the rest', async () => {
    await put('upstreams/u', {
      type: 'roundrobin',
      nodes: NODES,
      timeout: { connect: 1, send: 2, read: 3 },
      retries: 2,
    });
    await put('services/s', {
      upstream_id: 'u',
      plugins: { 'limit-count': { count: 5, time_window: 60 } },
      hosts: ['s.test'],
    });
    await put('routes/1', {
      name: 'Orders of the Shop',
      uris: ['/orders', '/orders/*'],
      methods: ['GET', 'POST'],
      vars: [
        ['http_x_canary', '==', '1'],
        ['arg_v', '~~', '^2'],
      ],
      priority: 20,
      upstream_id: 'u',
      plugins: {
        'key-auth': {},
        'proxy-rewrite': { regex_uri: ['^/orders/(.*)', '/$1'], headers: { set: { 'X-A': 'b' } } },
      },
    });
    await put('routes/2', { uri: '/s', service_id: 's' });
    await put('routes/3', { uri: '/old', plugins: { redirect: { uri: '/new', ret_code: 301 } } });
    await put('routes/7', { uri: '/fixed', upstream_id: 'u', plugins: { 'proxy-rewrite': { uri: '/there' } } });
    await put('routes/4', { uri: '/a*b', upstream_id: 'u' });
    await put('routes/5', { uri: '/remote', vars: [['remote_addr', '==', '1.1.1.1']], upstream_id: 'u' });
    await put('routes/6', { uri: '/off', status: 0, upstream_id: 'u' });
    await put('consumers/alice', { username: 'alice', plugins: { 'key-auth': { key: 'pl4nted-key' } } });
    await put('global_rules/1', { plugins: { prometheus: {} } });

    const { stack, text, stderr } = await imported();
    expect(stack.spec.routes).toEqual([
      {
        name: 'orders-of-the-shop',
        adoptId: '1',
        websocket: false,
        paths: [{ type: 'Prefix', value: '/orders' }],
        methods: ['GET', 'POST'],
        headers: [{ name: 'x-canary', value: '1' }],
        queryParams: [{ name: 'v', regex: '^2' }],
        priority: 2,
        rewrite: { regex: ['^/orders/(.*)', '/$1'] },
        requestHeaders: { set: { 'X-A': 'b' } },
        plugins: { 'key-auth': {} },
        retries: 2,
        timeouts: { connectSeconds: 1, sendSeconds: 2, readSeconds: 3 },
        backends: [
          { service: 'at-10-0-0-1-8080', port: 'http' },
          { service: 'at-10-0-0-2-8080', port: 'http', weight: 3 },
        ],
      },
      expect.objectContaining({
        hosts: ['s.test'],
        paths: [{ type: 'Exact', value: '/s' }],
        plugins: { 'limit-count': expect.objectContaining({ count: 5 }) },
      }),
      {
        name: 'route-3',
        adoptId: '3',
        websocket: false,
        paths: [{ type: 'Exact', value: '/old' }],
        redirect: { status: 301, location: '/new' },
      },
      expect.objectContaining({ adoptId: '7', rewrite: { regex: ['^.*$', '/there'] } }),
    ]);
    expect(stack.spec.services.map(({ external }) => external?.host)).toEqual(['10.0.0.1', '10.0.0.2']);
    for (const what of ['route 4: the path /a*b', 'route 5: its vars', 'route 6: it is switched off', '1 global_rules'])
      expect(stderr).toContain(what);
    expect(text + stderr).not.toContain('pl4nted');
    expect(stderr).toContain('APISIX_ALICE_KEY_AUTH_KEY');
    const path = await qbtc.file('shop.yaml', text);
    const check = await qbtc.run(['validate', '-f', path], { env: { ...env, APISIX_ALICE_KEY_AUTH_KEY: 'x' } });
    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('1 stack valid') });
  });

  it('takes over what it names where it is, and gives it back (I11, I17)', async () => {
    echo = createServer((request, response) => response.end(`echo ${request.url}`));
    await once(echo.listen(0, '127.0.0.1'), 'listening');
    const { port } = echo.address() as AddressInfo;
    await put('upstreams/u', { type: 'roundrobin', nodes: { [`127.0.0.1:${port}`]: 1 } });
    await put('routes/1', { uri: '/open', upstream_id: 'u', desc: 'by hand', labels: { team: 'a' } });
    await put('routes/2', { uris: ['/closed', '/closed/*'], upstream_id: 'u', plugins: { 'key-auth': {} } });
    await put('routes/3', { uri: '/a*b', upstream_id: 'u' });
    await put('consumers/alice', { username: 'alice', plugins: { 'key-auth': { key: 'pl4nted-key' } } });
    const there = (): string =>
      JSON.stringify(
        ['upstreams', 'routes', 'consumers', 'services']
          .flatMap((kind) => apisix.store.all(`/apisix/${kind}`))
          .map(({ key, value: { update_time: _, ...value } }) => [key, value]),
      );
    const before = there();
    const door = await qbtc.port();
    const { text } = await imported('--gateway-url', apisix.url('data'));
    const path = await qbtc.file(
      'shop.yaml',
      text.replace('  gateway:\n', `  gateway:\n    frontDoor: { port: ${door} }\n`),
    );
    const whole = { ...env, APISIX_ALICE_KEY_AUTH_KEY: 'pl4nted-key' };
    const plan = await qbtc.run(['plan', '-f', path, '-o', 'json'], { env: whole });
    const { actions } = JSON.parse(plan.stdout) as { actions: { type: string; target: string; cause: string }[] };
    expect(actions.map(({ type, target, cause }) => [type, target, cause])).toEqual([
      ['StartFrontDoor', `front-door/127.0.0.1:${door}`, expect.any(String)],
      ['AdoptGatewayObject', 'apisix/consumers/alice', 'consumers/alice is there, as declared'],
      ['AdoptGatewayObject', 'apisix/routes/1', 'routes/1 is there; what differs: priority'],
      ['AdoptGatewayObject', 'apisix/routes/2', 'routes/2 is there, as declared'],
      ['PushRoutes', `front-door/127.0.0.1:${door}`, expect.any(String)],
    ]);
    expect(there()).toBe(before);

    await qbtc.succeed(['up', '-f', path, '--wait'], { env: whole });
    const asked = async (base: string, at: string, key?: string) => {
      const response = await fetch(`${base}${at}`, { headers: key === undefined ? {} : { apikey: key } });
      return [response.status, response.ok ? await response.text() : ''];
    };
    for (const base of [apisix.url('data'), `http://127.0.0.1:${door}`])
      expect(await asked(base, '/open')).toEqual([200, 'echo /open']);
    await qbtc.succeed(['gateway', 'use', 'fallback']);
    await waitFor('the way past APISIX', async () => (await asked(`http://127.0.0.1:${door}`, '/closed/x'))[0] === 401);
    expect(await asked(`http://127.0.0.1:${door}`, '/closed/x', 'pl4nted-key')).toEqual([200, 'echo /closed/x']);
    expect(apisix.store.all('/apisix/routes').map(({ key }) => key)).toEqual(
      ['1', '2', '3'].map((id) => `/apisix/routes/${id}`),
    );
    expect(there()).not.toBe(before);
    expect((await qbtc.run(['plan', '-f', path], { env: whole })).code).toBe(0);
    const second = await qbtc.run(['import', 'apisix', '--admin-url', apisix.url('admin')], { env });
    expect(second.stderr).toContain('it belongs to the stack shop');
    await qbtc.succeed(['down', 'shop']);
    expect(there()).toBe(before);
  });

  it('writes secrets where they are asked for, readable by its user only, and over nothing', async () => {
    await put('consumers/bob', { username: 'bob', plugins: { 'key-auth': { key: "it's" } } });
    const file = join(qbtc.folder, 'secrets.env');
    await imported('--secrets-file', file);
    expect(await readFile(file, 'utf8')).toBe(`APISIX_BOB_KEY_AUTH_KEY='it'"'"'s'\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await qbtc.run(['import', 'apisix', '--admin-url', apisix.url('admin'), '--secrets-file', file], {
      env,
    });
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('EEXIST')]);
  });

  it('can be made of an ADC dump', async () => {
    const dump = await qbtc.file(
      'adc.yaml',
      `
services:
  - name: web
    upstream: {nodes: [{host: web.test, port: 80, weight: 100}]}
    routes:
      - {name: home, uris: [/*], methods: [GET]}
    stream_routes: [{name: tcp}]
consumers:
  - {username: carol, credentials: [{name: k, type: key-auth, config: {key: pl4nted}}]}
global_rules: {prometheus: {}}
`,
    );
    const { stack, text, stderr } = await imported('--from-adc', dump);
    expect(stack.spec).toMatchObject({
      services: [{ name: 'web-test-80', external: { host: 'web.test' } }],
      consumers: [
        { username: 'carol', plugins: { 'key-auth': { key: { valueFrom: { env: 'APISIX_CAROL_KEY_AUTH_KEY' } } } } },
      ],
      routes: [
        { name: 'home', paths: [{ type: 'Prefix', value: '/' }], backends: [{ service: 'web-test-80', weight: 100 }] },
      ],
    });
    expect(stack.spec.gateway).toBeUndefined();
    expect(stderr).toContain('1 stream_routes');
    expect(text).not.toContain('pl4nted');
    const bad = await qbtc.run(['import', 'apisix', '--from-adc', await qbtc.file('x.yaml', 'a: 1')], { env });
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('is no dump of ADC')]);
    const missing = await qbtc.run(['import', 'apisix', '--key-env', 'NONE'], { env });
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('NONE is not set')]);
  });
});
