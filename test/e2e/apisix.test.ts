import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeApisix, type FakeApisix } from '../fakes/apisix/fake-apisix.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { stackFile, webService } from '../support/stacks.ts';
import { conditionOf, eventsOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

const KEY = 'a-pl4nted-admin-key';
const NODES = { '127.0.0.1:1': 1 };

describe('the routes of a stack in an APISIX that others use, too', () => {
  let apisix: FakeApisix;
  let qbtc: Qbtc;
  let ports: Readonly<Record<'door' | 'web', number>>;
  const env = { ADMIN_KEY: KEY };

  beforeEach(async () => {
    apisix = await startFakeApisix({ admin: KEY, viewer: 'viewer-key' });
    qbtc = await createQbtc();
    ports = { door: await qbtc.port(), web: await qbtc.port() };
    await admin('PUT', 'upstreams/theirs', { type: 'roundrobin', nodes: NODES });
    await admin('PUT', 'routes/theirs', { uri: '/theirs', upstream_id: 'theirs', labels: { owner: 'them' } });
  });
  afterEach(async () => {
    await qbtc[Symbol.asyncDispose]();
    await apisix[Symbol.asyncDispose]();
  });

  const admin = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${apisix.url('admin')}/apisix/admin/${path}`, {
      method,
      headers: { 'x-api-key': KEY },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return response.json();
  };
  const everything = () => [...apisix.store.all('/apisix/upstreams'), ...apisix.store.all('/apisix/routes')];
  const isTheirs = ({ key }: { key: string }): boolean => key.endsWith('/theirs');
  const ours = () => everything().filter((object) => !isTheirs(object));
  const route = (name: string) => ({
    name,
    paths: [{ type: 'Prefix', value: `/${name}` }],
    backends: [{ service: 'web', port: 'http' }],
  });
  const file = (names: readonly string[], version = '1', more: object = {}): Promise<string> =>
    qbtc.file(
      'shop.yaml',
      stackFile('shop', {
        services: [webService('web', ports.web, { version })],
        gateway: {
          frontDoor: { port: ports.door },
          apisix: {
            adminUrl: apisix.url('admin'),
            adminKey: { valueFrom: { env: 'ADMIN_KEY' } },
            gatewayUrl: apisix.url('data'),
          },
        },
        routes: names.map(route),
        ...more,
      }),
    );
  const up = async (path: string, ...flags: string[]) =>
    qbtc.run(['up', '-f', path, ...(flags.length > 0 ? flags : ['--wait'])], { env });
  const isReady = async (): Promise<boolean> => (await conditionOf(qbtc, 'shop', 'Ready'))?.status === 'True';
  const indexes = () => everything().map(({ key, modifiedIndex }) => [key, modifiedIndex]);

  it('stay out of it under the strategy Fallback, and come when that is over', async () => {
    const before = everything();
    const past = await file(['a'], '1', { strategy: 'Fallback' });
    expect(await up(past)).toMatchObject({ code: 0 });
    expect(everything()).toEqual(before);
    expect((await statusOf(qbtc, 'shop')).status?.strategy).toBe('Fallback');
    expect(await conditionOf(qbtc, 'shop', 'FallbackActive')).toMatchObject({ status: 'True', reason: 'AskedFor' });
    expect((await fetch(`http://127.0.0.1:${ports.door}/a`)).status).toBe(200);
    expect(await up(await file(['a']))).toMatchObject({ code: 0 });
    expect(ours()).toHaveLength(2);
    // What it has stays while requests go past it.
    const written = indexes();
    expect(await up(past)).toMatchObject({ code: 0 });
    expect(indexes()).toEqual(written);
    await qbtc.succeed(['down', 'shop'], { env });
    expect(everything()).toEqual(before);
  });

  it('come, follow what is declared and go, and nothing else there changes (I10, I11, I17)', async () => {
    const before = everything();
    expect(await up(await file(['a', 'b']))).toMatchObject({ code: 0 });
    expect(ours()).toHaveLength(4);
    for (const { value } of ours().filter(({ key }) => key.includes('/upstreams/')))
      expect(value.nodes).toEqual([{ host: '127.0.0.1', port: ports.web, weight: 1 }]);

    const written = indexes();
    expect((await up(await file(['a', 'b']), '--detach')).stdout).toContain('up to date');
    await qbtc.succeed(['reconcile', 'shop'], { env });
    expect(indexes()).toEqual(written);
    expect((await qbtc.run(['plan', '-f', await file(['a', 'b'])], { env })).code).toBe(0);

    expect((await qbtc.run(['plan', '-f', await file(['a'])], { env })).stdout).toContain(
      'its route is no longer declared',
    );
    expect(indexes()).toEqual(written);
    expect(await up(await file(['a']))).toMatchObject({ code: 0 });
    expect(ours()).toHaveLength(2);

    await qbtc.succeed(['down', 'shop'], { env });
    expect(everything()).toEqual(before);
    await qbtc.nothingLeft();
  });

  it('are put back when somebody changes them by hand, which the events tell', async () => {
    expect(await up(await file(['a']))).toMatchObject({ code: 0 });
    const [upstream, object] = ours();
    const id = object!.key.replace('/apisix/', '');
    await admin('PATCH', id, { status: 0, plugins: { 'limit-count': { count: 1, time_window: 60 } } });
    await admin('PATCH', upstream!.key.replace('/apisix/', ''), { nodes: NODES });
    await qbtc.succeed(['reconcile', 'shop'], { env });
    await waitFor('the stack to be Ready', isReady);
    expect(ours().map(({ value: { update_time: _, ...value } }) => value)).toEqual(
      [upstream, object].map((each) => {
        const { update_time: _, ...value } = each!.value;
        return value;
      }),
    );
    expect((await eventsOf(qbtc)).map(({ message }) => message)).toContain('written: somebody changed it');
    await admin('DELETE', id);
    await qbtc.succeed(['reconcile', 'shop'], { env });
    await waitFor('the route to be there again', () => ours().length === 2);
  });

  it('wait while its configuration store or its Admin API is away, and the status says which (I2)', async () => {
    expect(await up(await file(['a']))).toMatchObject({ code: 0 });
    apisix.store.state = 'down';
    const refused = await up(await file(['a', 'b']), '--wait', '--timeout', '3s');
    expect([refused.code, refused.stdout]).toEqual([
      1,
      expect.stringContaining('cannot reach its configuration store'),
    ]);
    expect(await conditionOf(qbtc, 'shop', 'GatewayAvailable')).toMatchObject({
      status: 'Unknown',
      reason: 'ApisixUnknown',
    });
    const { status } = await statusOf(qbtc, 'shop');
    expect(status?.routes?.map(({ state }) => state)).toEqual(['Unknown', 'Unknown']);
    expect((await fetch(`http://127.0.0.1:${ports.door}/a`)).status).toBe(200);
    const down = await qbtc.run(['down', 'shop', '--timeout', '2s'], { env });
    expect([down.code, down.stderr]).toEqual([1, expect.stringContaining('its routes may be left in APISIX')]);
    apisix.store.state = 'up';
    await waitFor('nothing of ours to be there', () => ours().length === 0);
    await qbtc.nothingLeft();
  });

  it('are left there when it is gone for good and somebody says so (I18)', async () => {
    expect(await up(await file(['a']))).toMatchObject({ code: 0 });
    apisix.store.state = 'down';
    const blocked = await qbtc.run(['down', 'shop', '--timeout', '2s'], { env });
    expect([blocked.code, blocked.stderr]).toEqual([1, expect.stringContaining('qbtc down --orphan')]);
    expect(await qbtc.run(['down', 'shop', '--orphan'], { env })).toMatchObject({ code: 0 });
    expect(ours()).toHaveLength(2);
    await qbtc.nothingLeft();
  });

  it('are refused with a wrong key, which is told and never shown (I22)', async () => {
    const path = await file(['a']);
    const wrong = await qbtc.run(['up', '-f', path, '--wait', '--timeout', '3s'], {
      env: { ADMIN_KEY: 'pl4nted-wrong' },
    });
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining('refuses the key')]);
    expect(await up(path)).toMatchObject({ code: 0 });
    // What was Ready with the key before is not with another one.
    const changed = await qbtc.run(['up', '-f', path, '--wait', '--timeout', '2s'], { env: { ADMIN_KEY: 'pl4nted' } });
    expect([changed.code, changed.stdout]).toEqual([1, expect.stringContaining('refuses the key')]);
    expect(await up(path)).toMatchObject({ code: 0 });
    const told = [
      JSON.stringify(await statusOf(qbtc, 'shop')),
      JSON.stringify(await eventsOf(qbtc)),
      await readFile(join(qbtc.stateDirectory, 'controller.log'), 'utf8'),
      wrong.stdout + wrong.stderr,
      (await qbtc.run(['plan', '-f', path], { env })).stdout,
    ];
    for (const text of told) expect(text).not.toMatch(/pl4nted/);
  });

  it('have plugins and consumers there, and the same guards at the front door when it goes past APISIX (I13, I22)', async () => {
    await admin('PUT', 'consumers/theirs', { username: 'theirs', plugins: { 'key-auth': { key: 'their-key' } } });
    const guarded = (username = 'alice') =>
      qbtc.file(
        'shop.yaml',
        stackFile('shop', {
          services: [webService('web', ports.web)],
          gateway: {
            frontDoor: { port: ports.door },
            failover: { mode: 'Fallback' },
            apisix: {
              adminUrl: apisix.url('admin'),
              adminKey: { valueFrom: { env: 'ADMIN_KEY' } },
              gatewayUrl: apisix.url('data'),
            },
          },
          consumers: [{ username, plugins: { 'key-auth': { key: { valueFrom: { env: 'CLIENT_KEY' } } } } }],
          routes: [
            { ...route('a'), plugins: { 'key-auth': {} } },
            { ...route('b'), plugins: { 'jwt-auth': {} } },
          ],
        }),
      );
    const upWith = async (key: string) =>
      qbtc.run(['up', '-f', await guarded(), '--wait'], { env: { ...env, CLIENT_KEY: key } });
    const asked = async (path: string, key?: string) =>
      (await fetch(`http://127.0.0.1:${ports.door}${path}`, key === undefined ? {} : { headers: { apikey: key } }))
        .status;
    const consumers = () => apisix.store.all('/apisix/consumers').map(({ value }) => value);
    const keyOf = (username: string) =>
      (
        consumers().find((value) => value.username === username)?.plugins as
          Record<string, { key?: string }> | undefined
      )?.['key-auth']?.key;

    const first = await upWith('pl4nted-1');
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain('spec.routes[1].plugins.jwt-auth');
    expect([keyOf('alice'), keyOf('theirs')]).toEqual(['pl4nted-1', 'their-key']);
    expect([await asked('/a'), await asked('/a', 'pl4nted-1'), await asked('/b')]).toEqual([401, 200, 503]);

    const indexesThen = apisix.store.all('/apisix/consumers').map(({ modifiedIndex }) => modifiedIndex);
    await qbtc.succeed(['reconcile', 'shop'], { env });
    expect(apisix.store.all('/apisix/consumers').map(({ modifiedIndex }) => modifiedIndex)).toEqual(indexesThen);

    await admin('PATCH', 'consumers/alice', { plugins: { 'key-auth': { key: 'stolen' } } });
    await qbtc.succeed(['reconcile', 'shop'], { env });
    await waitFor('the key to be put back', () => keyOf('alice') === 'pl4nted-1');

    expect(await upWith('pl4nted-2')).toMatchObject({ code: 0 });
    expect(keyOf('alice')).toBe('pl4nted-2');
    expect([await asked('/a', 'pl4nted-1'), await asked('/a', 'pl4nted-2')]).toEqual([401, 200]);

    await admin('PUT', 'global_rules/1', { plugins: { 'ip-restriction': { blacklist: ['10.0.0.1'] } } });
    await qbtc.succeed(['reconcile', 'shop'], { env });
    await waitFor(
      'the front door to refuse what it cannot judge',
      async () => (await asked('/a', 'pl4nted-2')) === 503,
    );
    await admin('DELETE', 'global_rules/1');
    await qbtc.succeed(['reconcile', 'shop'], { env });
    await waitFor('the route to be served again', async () => (await asked('/a', 'pl4nted-2')) === 200);

    const taken = await qbtc.run(['up', '-f', await guarded('theirs'), '--wait', '--timeout', '2s'], {
      env: { ...env, CLIENT_KEY: 'pl4nted-2' },
    });
    expect([taken.code, taken.stdout]).toEqual([1, expect.stringContaining('does not say that it is ours')]);
    expect([keyOf('alice'), keyOf('theirs')]).toEqual([undefined, 'their-key']);

    const told = [
      JSON.stringify(await statusOf(qbtc, 'shop')),
      JSON.stringify(await eventsOf(qbtc)),
      await readFile(join(qbtc.stateDirectory, 'controller.log'), 'utf8'),
      first.stdout + first.stderr,
      (await qbtc.run(['plan', '-f', await guarded()], { env: { ...env, CLIENT_KEY: 'pl4nted-2' } })).stdout,
    ];
    for (const text of told) expect(text).not.toMatch(/pl4nted-[12]/);
    await qbtc.succeed(['down', 'shop'], { env });
    expect(consumers().map(({ username }) => username)).toEqual(['theirs']);
    await qbtc.nothingLeft();
  }, 60_000);
});
