import { mkdtemp, readdir, readFile, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Gateway, GatewayAccess, GatewayObject, Originals } from '../../../controller/api/gateway.ts';
import { LABELS, ownerLabels } from '../../../controller/api/labels.ts';
import { giveBack, removeObject, takeOver } from '../../../controller/apply/take-over.ts';
import { createGateway } from '../../../controller/gateways/apisix/gateway.ts';
import { AdminClient } from '../../../controller/platform/apisix/admin-client.ts';
import { dataPlane } from '../../../controller/platform/apisix/data-plane.ts';
import { createFiles } from '../../../controller/platform/files.ts';
import { createOriginals } from '../../../controller/state/originals.ts';
import { startFakeApisix, type FakeApisix } from '../../fakes/apisix/fake-apisix.ts';

const STACK = { installation: 'i', namespace: 'default', name: 'shop', uid: 'uid-1' };
const OTHER = { ...STACK, name: 'other', uid: 'uid-2' };
const UPSTREAM = { id: 'u', type: 'roundrobin', nodes: { '127.0.0.1:1': 1 } };
const THEIRS = {
  id: '1',
  uri: '/orders',
  upstream_id: 'u',
  plugins: { 'key-auth': {} },
  labels: { team: 'a' },
  desc: 'by hand',
};
const ALICE = { username: 'alice', plugins: { 'key-auth': { key: 'pl4nted-key' } }, desc: 'a client' };
const ours = (kind: GatewayObject['kind'], id: string, value: object): GatewayObject => ({
  kind,
  id,
  value: { ...value, labels: { ...ownerLabels(STACK), [LABELS.adopted]: 'true' } },
});
const route = (id: string) =>
  ours('routes', id, { uri: '/orders', upstream: { type: 'roundrobin', nodes: { '127.0.0.1:2': 1 } } });
const within = (): AbortSignal => AbortSignal.timeout(10_000);

describe.each(['Admin', 'StandaloneApi', 'StandaloneFile'] as const)('objects that are there, by %s', (mode) => {
  const client = new AdminClient();
  let apisix: FakeApisix;
  let folder: string;
  let gateway: Gateway;
  let access: GatewayAccess;
  let originals: Originals;
  let text: string;
  const party = (stack = STACK) => ({ gateway, access, stack, originals });
  const found = async (kind: string, id: string): Promise<GatewayObject['value'] | undefined> => {
    const { objects } = await gateway.observe(access, within());
    const value = objects.find((object) => object.kind === kind && object.id === id)?.value;
    if (!value) return undefined;
    const { create_time: _, update_time: __, ...rest } = value;
    return rest;
  };

  beforeEach(async () => {
    apisix = await startFakeApisix();
    folder = await mkdtemp(join(tmpdir(), 'qbtc-adopt-'));
    const file = join(folder, 'conf', 'apisix.yaml');
    gateway = createGateway(client, createFiles(), dataPlane);
    originals = createOriginals(createFiles(), join(folder, 'stack'));
    const adminUrl = apisix.url(mode === 'Admin' ? 'admin' : 'standalone');
    access = { mode, adminUrl, key: 'admin-key', ...(mode === 'StandaloneFile' ? { file } : {}) };
    text = `# mine\nupstreams: [${JSON.stringify(UPSTREAM)}]\nroutes: [${JSON.stringify(THEIRS)}]\nconsumers: [${JSON.stringify(ALICE)}]\n#END\n`;
    if (mode === 'StandaloneFile') {
      await mkdir(join(folder, 'conf'));
      await writeFile(file, text);
      return;
    }
    const put = async (path: string, body: object): Promise<void> => {
      const headers = { 'x-api-key': 'admin-key', 'x-digest': 'theirs' };
      const response = await fetch(`${adminUrl}/apisix/admin/${path}`, {
        method: 'PUT',
        headers,
        body: JSON.stringify(body),
      });
      expect([path, response.status, response.ok ? '' : await response.text()]).toEqual([path, response.status, '']);
    };
    if (mode === 'StandaloneApi') await put('configs', { upstreams: [UPSTREAM], routes: [THEIRS], consumers: [ALICE] });
    else {
      await put('upstreams/u', UPSTREAM);
      await put('routes/1', THEIRS);
      await put('consumers/alice', ALICE);
    }
  });
  afterEach(async () => {
    await apisix[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('become the stack’s where they are, and are given back as they were (I11)', async () => {
    const alice = ours('consumers', 'alice', { username: 'alice', plugins: { 'key-auth': { key: 'another' } } });
    await Promise.all([route('1'), alice].map((object) => takeOver(party(), object, within())));
    expect(await found('routes', '1')).toEqual({ ...route('1').value, id: '1' });
    expect(await found('consumers', 'alice')).toMatchObject({ plugins: { 'key-auth': { key: 'another' } } });
    const kept = join(folder, 'stack');
    expect(await readdir(kept)).toEqual(['consumers-alice.json', 'routes-1.json']);
    expect((await stat(join(kept, 'consumers-alice.json'))).mode & 0o777).toBe(0o600);

    // Again, as after a crash between any two steps: what is kept is what was there first.
    await takeOver(party(), route('1'), within());
    await Promise.all([route('1'), alice].map((object) => giveBack(party(), object, within())));
    expect(await found('routes', '1')).toEqual(THEIRS);
    expect(await found('consumers', 'alice')).toEqual(ALICE);
    expect(await readdir(kept)).toEqual([]);
    if (mode === 'StandaloneFile') expect(await readFile(access.file!, 'utf8')).toBe(text);
  });

  it('are gone afterwards where there were none', async () => {
    await takeOver(party(), route('2'), within());
    expect(await found('routes', '2')).toBeDefined();
    await giveBack(party(), route('2'), within());
    expect(await found('routes', '2')).toBeUndefined();
  });

  it('are given back although somebody removed them meanwhile', async () => {
    await takeOver(party(), route('1'), within());
    await removeObject(party(), route('1'), within());
    await takeOver(party(), route('1'), within());
    await giveBack(party(), route('1'), within());
    expect(await found('routes', '1')).toEqual(THEIRS);
  });

  it('are left alone when they are of another stack, or what they were is lost', async () => {
    await takeOver(party(), route('1'), within());
    const other = { ...route('1'), value: { ...route('1').value, labels: ownerLabels(OTHER) } };
    for (const work of [takeOver, giveBack, removeObject])
      await expect(work(party(OTHER), other, within())).rejects.toMatchObject({ code: 'NotOurs' });
    await originals.discard(route('1'));
    await expect(giveBack(party(), route('1'), within())).rejects.toMatchObject({ code: 'OriginalLost' });
    expect(await found('routes', '1')).toEqual({ ...route('1').value, id: '1' });
  });
});
