import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { GatewayAccess, GatewayObject, NextValue } from '../../../controller/api/gateway.ts';
import { createAdminGateway } from '../../../controller/gateways/apisix/admin.ts';
import { AdminClient } from '../../../controller/platform/apisix/admin-client.ts';
import { dataPlane } from '../../../controller/platform/apisix/data-plane.ts';
import { freePort } from '../../support/ports.ts';
import { openTarget, type Target } from './target.ts';

const NODES = { type: 'roundrobin', nodes: [{ host: '127.0.0.1', port: 8081, weight: 1 }] };
const upstream = (id: string): GatewayObject => ({
  kind: 'upstreams',
  id,
  value: { ...NODES, labels: { owner: 'a' } },
});
const route = (id: string, value: object = {}): GatewayObject => ({
  kind: 'routes',
  id,
  value: { uri: `/${id}`, upstream_id: 'qbtc-up', labels: { owner: 'a' }, ...value },
});
const gone: NextValue = () => Promise.resolve(undefined);
const within = (): AbortSignal => AbortSignal.timeout(20_000);

describe('an APISIX by its Admin API', () => {
  let target: Target;
  let access: GatewayAccess;
  const client = new AdminClient();
  const gateway = createAdminGateway(client, dataPlane);
  const ids = async (): Promise<string[]> =>
    (await gateway.observe(access, within())).objects.map(({ kind, id }) => `${kind}/${id}`);
  const clear = async (): Promise<void> => {
    const { objects } = await gateway.observe(access, within());
    for (const object of objects.toReversed())
      if (object.id.startsWith('qbtc-')) await gateway.change(access, object, gone, within());
  };

  beforeAll(async () => {
    target = await openTarget();
    access = { mode: 'Admin', adminUrl: target.url('admin')!, key: target.keys.admin! };
  });
  beforeEach(clear);
  afterAll(async () => {
    await clear();
    client[Symbol.dispose]();
    await target[Symbol.asyncDispose]();
  });

  it('has what was put there, once, however often', async () => {
    await gateway.put(access, upstream('qbtc-up'), within());
    for (let times = 0; times < 2; times++) await gateway.put(access, route('qbtc-a'), within());
    const { objects } = await gateway.observe(access, within());
    expect(objects.filter(({ id }) => id.startsWith('qbtc-'))).toEqual([
      { ...upstream('qbtc-up'), value: expect.objectContaining(NODES) },
      { ...route('qbtc-a'), value: expect.objectContaining({ uri: '/qbtc-a', labels: { owner: 'a' } }) },
    ]);
  });

  it('is listed whole, page by page', async () => {
    await gateway.put(access, upstream('qbtc-up'), within());
    const wanted = Array.from({ length: 1001 }, (_, number) => `qbtc-${number}`);
    await Promise.all(wanted.map((id) => gateway.put(access, route(id), within())));
    expect((await ids()).filter((id) => id.startsWith('routes/qbtc-'))).toHaveLength(1001);
    await Promise.all(wanted.map((id) => gateway.change(access, route(id), gone, within())));
  }, 60_000);

  it('loses what is ours, and nothing else', async () => {
    await gateway.put(access, upstream('qbtc-up'), within());
    await gateway.put(access, route('qbtc-a'), within());
    const refuse: NextValue = (found) => Promise.reject(new Error(`it is of ${JSON.stringify(found?.labels)}`));
    await expect(gateway.change(access, route('qbtc-a'), refuse, within())).rejects.toThrow('it is of {"owner":"a"}');
    expect(await ids()).toContain('routes/qbtc-a');
    await gateway.change(access, route('qbtc-a'), gone, within());
    await gateway.change(access, route('qbtc-a'), gone, within());
    expect(await ids()).not.toContain('routes/qbtc-a');
  });

  it('says what it refuses, and why', async () => {
    await expect(gateway.put(access, route('qbtc-a'), within())).rejects.toMatchObject({
      code: 'ApisixRefused',
      disposition: 'terminal',
      message: 'APISIX refuses it: failed to fetch upstream info by upstream id [qbtc-up], response code: 404',
    });
    await gateway.put(access, upstream('qbtc-up'), within());
    const bad = route('qbtc-b', { methods: ['FETCH'] });
    await expect(gateway.put(access, bad, within())).rejects.toMatchObject({ code: 'ApisixRefused' });
    await gateway.put(access, route('qbtc-a'), within());
    await expect(gateway.change(access, upstream('qbtc-up'), gone, within())).rejects.toMatchObject({
      message: expect.stringContaining('is still using it now'),
    });
  });

  it('is not known with a wrong key, at a wrong address and without its store, and each is told apart (I2, I22)', async () => {
    const wrong = { ...access, key: 'a-secret-that-is-wrong' };
    const refused = gateway.observe(wrong, within());
    await expect(refused).rejects.toMatchObject({ code: 'ApisixKeyRefused' });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('a-secret') });
    const nobody = { ...access, adminUrl: `http://127.0.0.1:${await freePort()}` };
    await expect(gateway.observe(nobody, within())).rejects.toMatchObject({ code: 'ApisixUnreachable' });
    const elsewhere = target.url('standalone');
    if (elsewhere !== undefined)
      await expect(gateway.observe({ ...access, adminUrl: elsewhere }, within())).rejects.toMatchObject({
        code: 'ApisixNoAdminApi',
        message: expect.stringContaining('is no Admin API'),
      });
    if (!target.setStore) return;
    target.setStore('down');
    await expect(gateway.observe(access, within())).rejects.toMatchObject({ code: 'ApisixStoreDown' });
    target.setStore('frozen');
    await expect(gateway.observe(access, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    target.setStore('up');
  });
});
