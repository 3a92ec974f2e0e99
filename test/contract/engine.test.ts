import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { createEngine } from '../../controller/platform/docker/engine.ts';
import { openEngine, type TestEngine } from '../support/docker.ts';
import { describeWithEngine } from '../support/suites.ts';
import { startRegistry, type Registry } from '../support/docker-registry.ts';
import { dockerRequest } from '../support/docker-request.ts';
import { freePort } from '../support/ports.ts';
import { waitFor } from '../support/wait.ts';
import { describeEngine, type EngineWorld } from './engine.ts';

const servers: Server[] = [];
let test: TestEngine;
let registry: Registry | undefined;
let world: EngineWorld;

await describeWithEngine('any', 'a real engine', () => {
  beforeAll(async () => {
    test = await openEngine();
    const post = async (path: string): Promise<void> => {
      const { status, text } = await dockerRequest(test.endpoint, { method: 'POST', path });
      if (status >= 300) throw new Error(`${path}: ${text}`);
    };
    world = {
      engine: createEngine({ endpoint: test.endpoint }),
      image: ({ healthcheck } = {}) => test.image(healthcheck === undefined ? {} : { healthcheck }),
      tag: (image, repository, tag) => post(`/images/${image}/tag?repo=${repository}&tag=${tag}`),
      subnet: (number) => test.subnet(number),
      pause: (id) => post(`/containers/${id}/pause`),
      freePort,
      hold: async (port) => {
        const server = createServer();
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      },
      folder: await mkdtemp(join(tmpdir(), 'qbtc-host-')),
      push: async (image, name) => {
        registry ??= await startRegistry();
        return { name: await registry.push(test.endpoint, image, name), credentials: registry.credentials };
      },
      until: (what, look) => waitFor(what, look, 20_000),
      signal: () => AbortSignal.timeout(25_000),
    };
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await rm(world.folder, { recursive: true, force: true });
    await registry?.[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });

  describeEngine(() => world);
});
