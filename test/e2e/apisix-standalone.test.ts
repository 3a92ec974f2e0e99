import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { createDataPlane, type Served } from '../fakes/apisix/data-plane.ts';
import { startFakeApisix, type FakeApisix } from '../fakes/apisix/fake-apisix.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { stackFile, webService } from '../support/stacks.ts';
import { conditionOf, statusOf } from '../support/views.ts';

const THEIRS =
  'routes:\n  - {id: theirs, uri: /theirs, upstream: {type: roundrobin, nodes: {"127.0.0.1:1": 1}}}\n#END\n';

describe.each(['StandaloneApi', 'StandaloneFile'] as const)(
  'an APISIX without a configuration store, by %s',
  (mode) => {
    let apisix: FakeApisix;
    let qbtc: Qbtc;
    let file: string;
    let plane: Server;
    let ports: Readonly<Record<'door' | 'web', number>>;
    const env = { ADMIN_KEY: 'admin-key' };

    /** As the file-driven one has it: what it read last, when it can be read. */
    const servedByFile = (): Served => {
      try {
        const { routes = [], upstreams = [] } = (parse(readFileSync(file, 'utf8')) ?? {}) as Partial<Served>;
        return { routes, upstreams };
      } catch {
        return { routes: [], upstreams: [] };
      }
    };

    beforeEach(async () => {
      apisix = await startFakeApisix({ admin: 'admin-key', viewer: 'viewer-key' });
      qbtc = await createQbtc();
      ports = { door: await qbtc.port(), web: await qbtc.port() };
      file = join(qbtc.folder, 'conf/apisix.yaml');
      plane = createDataPlane(servedByFile);
      await new Promise<void>((listening) => plane.listen(0, '127.0.0.1', listening));
      await mkdir(join(qbtc.folder, 'conf'));
      if (mode === 'StandaloneFile') await writeFile(file, THEIRS);
    });
    afterEach(async () => {
      await qbtc[Symbol.asyncDispose]();
      await apisix[Symbol.asyncDispose]();
      plane.closeAllConnections();
      plane.close();
    });

    const up = async (names: readonly string[], ...flags: string[]) =>
      qbtc.run(
        [
          'up',
          '-f',
          await qbtc.file(
            'shop.yaml',
            stackFile('shop', {
              services: [webService('web', ports.web)],
              gateway: {
                frontDoor: { port: ports.door },
                failover: { successThreshold: 1, minDwellSeconds: 0 },
                apisix:
                  mode === 'StandaloneFile'
                    ? {
                        mode,
                        file: 'conf/apisix.yaml',
                        gatewayUrl: `http://127.0.0.1:${(plane.address() as AddressInfo).port}`,
                      }
                    : {
                        mode,
                        adminUrl: apisix.url('standalone'),
                        adminKey: { valueFrom: { env: 'ADMIN_KEY' } },
                        gatewayUrl: apisix.url('standaloneData'),
                      },
              },
              routes: names.map((name) => ({
                name,
                paths: [{ value: `/${name}` }],
                backends: [{ service: 'web', port: 'http' }],
              })),
            }),
          ),
          ...(flags.length > 0 ? flags : ['--wait']),
        ],
        { env },
      );
    const isThrough = async () => (await statusOf(qbtc, 'shop')).status?.gateway?.active === 'Apisix';

    it('serves the routes, follows what is declared, and is as it was afterwards', async () => {
      const first = await up(['a', 'b']);
      expect(first).toMatchObject({ code: 0 });
      await qbtc.waitFor('requests to go through APISIX', isThrough, 20_000);
      expect((await fetch(`http://127.0.0.1:${ports.door}/a`)).headers.get('server')).toBe('APISIX/3.18.0');
      expect((await up(['a', 'b'], '--detach')).stdout).toContain('up to date');

      expect(await up(['a'])).toMatchObject({ code: 0 });
      expect((await fetch(`http://127.0.0.1:${ports.door}/b`)).status).toBe(404);
      expect(await conditionOf(qbtc, 'shop', 'RoutesProgrammed')).toMatchObject({ status: 'True' });

      await qbtc.succeed(['down', 'shop'], { env });
      if (mode === 'StandaloneFile') expect(await readFile(file, 'utf8')).toBe(THEIRS);
      else expect(apisix.standalone.configuration.sections).toEqual({});
      await qbtc.nothingLeft();
    }, 60_000);
  },
);
