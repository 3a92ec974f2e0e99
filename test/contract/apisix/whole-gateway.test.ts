import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Gateway, GatewayAccess, GatewayObject, NextValue } from '../../../controller/api/gateway.ts';
import { ownerLabels } from '../../../controller/api/labels.ts';
import { createGateway } from '../../../controller/gateways/apisix/gateway.ts';
import { createFiles } from '../../../controller/platform/files.ts';
import { AdminClient } from '../../../controller/platform/apisix/admin-client.ts';
import { dataPlane } from '../../../controller/platform/apisix/data-plane.ts';
import { startFakeApisix, type FakeApisix } from '../../fakes/apisix/fake-apisix.ts';

const STACK = { installation: 'i', namespace: 'default', name: 'shop', uid: 'uid-1' };
const NODES = { type: 'roundrobin', nodes: [{ host: '127.0.0.1', port: 8081, weight: 1 }] };
const object = (kind: GatewayObject['kind'], id: string, value: object): GatewayObject => ({
  kind,
  id,
  value: { ...value, labels: ownerLabels(STACK) },
});
const upstream = object('upstreams', 'u', NODES);
const route = (id: string, value: object = {}) => object('routes', id, { uri: `/${id}`, upstream_id: 'u', ...value });
const THEIRS = { id: 'theirs', uri: '/theirs', upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1': 1 } } };
const gone: NextValue = () => Promise.resolve(undefined);
const within = (): AbortSignal => AbortSignal.timeout(10_000);

describe.each(['StandaloneApi', 'StandaloneFile'] as const)(
  'an APISIX that takes its configuration whole, by %s',
  (mode) => {
    const client = new AdminClient();
    let apisix: FakeApisix;
    let folder: string;
    let file: string;
    let gateway: Gateway;
    let access: GatewayAccess;
    /** Puts somebody else's route there. */
    let begin: () => Promise<void>;
    /** Everything that is there, of whomever. */
    const there = async () =>
      (await gateway.observe(access, within())).objects.map(({ kind, id }) => `${kind}/${id}`).sort();

    beforeEach(async () => {
      apisix = await startFakeApisix();
      folder = await mkdtemp(join(tmpdir(), 'qbtc-whole-'));
      file = join(folder, 'conf', 'apisix.yaml');
      gateway = createGateway(client, createFiles(), dataPlane);
      access = {
        mode,
        adminUrl: apisix.url('standalone'),
        key: 'admin-key',
        ...(mode === 'StandaloneFile' ? { file } : {}),
      };
      begin = async () => {
        if (mode === 'StandaloneFile') {
          await gateway.put(access, upstream, within());
          await writeFile(file, `# mine\nroutes:\n  - ${JSON.stringify(THEIRS)}\n#END\n`);
        } else
          await fetch(`${access.adminUrl}/apisix/admin/configs`, {
            method: 'PUT',
            headers: { 'x-api-key': 'admin-key', 'x-digest': 'theirs' },
            body: JSON.stringify({ routes: [THEIRS] }),
          });
      };
    });
    afterEach(async () => {
      await apisix[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    it('has what was put there, in one write for whatever comes together', async () => {
      const versions = new Set<string>();
      const note = async () => versions.add(JSON.stringify(await there()));
      await note();
      await Promise.all([upstream, route('a'), route('b')].map((each) => gateway.put(access, each, within())));
      await note();
      expect(versions.size).toBe(2);
      expect(await there()).toEqual(['routes/a', 'routes/b', 'upstreams/u']);
      if (mode === 'StandaloneApi') expect(apisix.standalone.configuration.sections.routes).toHaveLength(2);
      else expect(await readFile(file, 'utf8')).toMatch(/^# Written by qbtc[^]*\nroutes:\n- \{"id":"a"[^]*\n#END\n$/);
    });

    it('keeps what others have, to the field, and gives it back (I11)', async () => {
      await begin();
      await Promise.all([upstream, route('a')].map((each) => gateway.put(access, each, within())));
      const { objects } = await gateway.observe(access, within());
      expect(objects.find(({ id }) => id === 'theirs')?.value).toEqual(THEIRS);
      const refuse: NextValue = (found) => Promise.reject(new Error(JSON.stringify(found)));
      const both = [route('b'), { kind: 'routes', id: 'theirs' }] as const;
      const [made, refused] = await Promise.allSettled([
        gateway.put(access, both[0], within()),
        gateway.change(access, both[1], refuse, within()),
      ]);
      expect([made.status, refused]).toEqual([
        'fulfilled',
        { status: 'rejected', reason: new Error(JSON.stringify(THEIRS)) },
      ]);
      await Promise.all([upstream, route('a'), route('b')].map((each) => gateway.change(access, each, gone, within())));
      expect(await there()).toEqual(['routes/theirs']);
      if (mode === 'StandaloneFile')
        expect(await readFile(file, 'utf8')).toBe(`# mine\nroutes:\n  - ${JSON.stringify(THEIRS)}\n#END\n`);
    });

    it('gets no route to an upstream that is not there, and the route with it', async () => {
      await expect(gateway.put(access, route('a'), within())).rejects.toMatchObject({
        code: 'ApisixUpstreamMissing',
        disposition: 'wait',
      });
      expect(await there()).toEqual([]);
      await Promise.all([route('a'), upstream].map((each) => gateway.put(access, each, within())));
      expect(await there()).toEqual(['routes/a', 'upstreams/u']);
    });

    it('is not written when nothing changes (I17)', async () => {
      await gateway.put(access, upstream, within());
      await gateway.put(access, route('a'), within());
      const before = mode === 'StandaloneFile' ? (await stat(file)).ino : apisix.standalone.configuration;
      await gateway.put(access, route('a'), within());
      await gateway.change(access, route('b'), gone, within());
      expect(mode === 'StandaloneFile' ? (await stat(file)).ino : apisix.standalone.configuration).toBe(before);
    });

    it('goes on after a full rewrite by somebody else', async () => {
      const both = () => Promise.all([upstream, route('a')].map((each) => gateway.put(access, each, within())));
      await both();
      await begin();
      expect(await there()).toContain('routes/theirs');
      await both();
      expect(await there()).toEqual(['routes/a', 'routes/theirs', 'upstreams/u']);
    });
  },
);

describe('an APISIX that checks a whole configuration', () => {
  it('loses no good object to a bad one (I20)', async () => {
    await using apisix = await startFakeApisix();
    using client = new AdminClient();
    const gateway = createGateway(client, createFiles(), dataPlane);
    const access = { mode: 'StandaloneApi', adminUrl: apisix.url('standalone'), key: 'admin-key' } as const;
    const bad = route('bad', { plugins: { nope: {} } });
    const results = await Promise.allSettled(
      [upstream, route('a'), bad, route('c')].map((each) => gateway.put(access, each, within())),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(results[2]).toMatchObject({
      reason: { code: 'ApisixRefused', message: expect.stringContaining('unknown plugin [nope]') },
    });
    expect(apisix.standalone.configuration.sections.routes).toHaveLength(2);

    const poor = object('upstreams', 'poor', { ...NODES, scheme: 'nope' });
    const theirs = route('d', { upstream_id: 'poor' });
    const [first, second] = await Promise.allSettled([poor, theirs].map((each) => gateway.put(access, each, within())));
    expect(first).toMatchObject({ reason: { code: 'ApisixRefused' } });
    expect(second).toMatchObject({ reason: { code: 'ApisixUpstreamMissing' } });
    expect(apisix.standalone.configuration.sections.routes).toHaveLength(2);
  });

  it('is told apart from one that has no such API, and from a wrong key', async () => {
    await using apisix = await startFakeApisix();
    using client = new AdminClient();
    const gateway = createGateway(client, createFiles(), dataPlane);
    const access = { mode: 'StandaloneApi', adminUrl: apisix.url('admin'), key: 'admin-key' } as const;
    await expect(gateway.observe(access, within())).rejects.toMatchObject({
      code: 'ApisixUnreachable',
      mend: expect.stringContaining('3.13'),
    });
    const wrong = { ...access, adminUrl: apisix.url('standalone'), key: 'x' };
    await expect(gateway.observe(wrong, within())).rejects.toMatchObject({ code: 'ApisixKeyRefused' });
  });
});

describe('an apisix.yaml', () => {
  it.each([
    ['is being written', 'routes:\n', /does not end with #END/],
    ['is no YAML', 'routes: [\n#END\n', /./],
    ['is no configuration', 'routes: 5\n#END\n', /routes is no list of objects/],
  ])('that %s is unknown, not empty (I2)', async (_, text, words) => {
    const folder = await mkdtemp(join(tmpdir(), 'qbtc-whole-'));
    const file = join(folder, 'apisix.yaml');
    await writeFile(file, text);
    using client = new AdminClient();
    const gateway = createGateway(client, createFiles(), dataPlane);
    const access = { mode: 'StandaloneFile', adminUrl: '', key: '', file } as const;
    await expect(gateway.observe(access, within())).rejects.toMatchObject({
      code: 'ApisixFileBroken',
      message: expect.stringMatching(words),
    });
    await expect(gateway.put(access, upstream, within())).rejects.toMatchObject({ code: 'ApisixFileBroken' });
    expect(await readFile(file, 'utf8')).toBe(text);
    await rm(folder, { recursive: true });
  });
});
