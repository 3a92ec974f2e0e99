import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeApisix, type FakeApisix } from '../fakes/apisix/fake-apisix.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { stackFile, webService } from '../support/stacks.ts';
import { conditionOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

const KEY = 'a-pl4nted-admin-key';

describe('an APISIX that does not believe the front door who asks', () => {
  let isTrusted = false;
  let apisix: FakeApisix;
  let qbtc: Qbtc;
  const env = { ADMIN_KEY: KEY };

  beforeEach(async () => {
    isTrusted = false;
    apisix = await startFakeApisix({ admin: KEY, viewer: 'viewer-key' }, () => isTrusted);
    qbtc = await createQbtc();
  });
  afterEach(async () => {
    await qbtc[Symbol.asyncDispose]();
    await apisix[Symbol.asyncDispose]();
  });

  it('is told, with the routes whose plugins go by the address, until it does', async () => {
    const route = (name: string, plugins: object) => ({
      name,
      paths: [{ value: `/${name}` }],
      backends: [{ service: 'web', port: 'http' }],
      plugins,
    });
    const file = await qbtc.file(
      'shop.yaml',
      stackFile('shop', {
        services: [webService('web', await qbtc.port())],
        gateway: {
          frontDoor: { port: await qbtc.port() },
          apisix: {
            adminUrl: apisix.url('admin'),
            adminKey: { valueFrom: { env: 'ADMIN_KEY' } },
            gatewayUrl: apisix.url('data'),
          },
        },
        routes: [
          route('walled', { 'ip-restriction': { whitelist: ['127.0.0.1'] } }),
          route('counted', { 'limit-count': { count: 9, time_window: 60, key: 'http_x_team' } }),
        ],
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait'], { env });
    const condition = () => conditionOf(qbtc, 'shop', 'GatewayAvailable');
    const states = async () =>
      (await statusOf(qbtc, 'shop')).status?.routes?.map(({ state, message }) => [state, message]);
    await waitFor('it to be told', async () => (await condition())?.reason === 'ClientAddressHidden');
    expect(await condition()).toMatchObject({ status: 'True', message: expect.stringContaining('real_ip_from') });
    expect(await states()).toEqual([
      ['Degraded', 'ClientAddressHidden: to ip-restriction every client is 127.0.0.1'],
      ['Programmed', undefined],
    ]);
    isTrusted = true;
    await qbtc.succeed(['reconcile', 'shop'], { env });
    await waitFor('it to be well', async () => (await condition())?.reason === 'FrontDoorUp');
    expect((await states())?.map(([state]) => state)).toEqual(['Programmed', 'Programmed']);
    await qbtc.succeed(['down', 'shop'], { env });
    expect(apisix.store.all('/apisix/routes')).toEqual([]);
    await qbtc.nothingLeft();
  });
});
