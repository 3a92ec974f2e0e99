import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import { Containers } from '../support/containers.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { freePort } from '../support/ports.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { stackFile, webService } from '../support/stacks.ts';
import { describeWithEngine } from '../support/suites.ts';
import { conditionOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

interface Found {
  readonly services: readonly {
    name: string;
    port: number;
    container?: string;
    sources: string[];
    validated: boolean;
  }[];
}

describe('qbtc discover', () => {
  let qbtc: Qbtc;
  let server: Server;
  let port: number;
  beforeEach(async () => {
    qbtc = await createQbtc();
    port = await freePort();
    server = createServer((_, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await qbtc[Symbol.asyncDispose]();
  });

  it('says what listens, as a table, as JSON and as a stack that changes nothing', async () => {
    const flags = ['discover', '--ports', String(port), '--keywords', 'nothing-of-that-name'];
    expect((await qbtc.succeed(flags)).stdout).toMatch(
      new RegExp(`http-${port} +http +127\\.0\\.0\\.1:${port} .* ports .* yes`),
    );
    const { services } = JSON.parse((await qbtc.succeed([...flags, '-o', 'json'])).stdout) as Found;
    expect(services).toEqual([
      expect.objectContaining({
        name: `http-${port}`,
        type: 'http',
        host: '127.0.0.1',
        port,
        sources: ['ports'],
        validated: true,
      }),
    ]);
    const { stdout } = await qbtc.succeed([...flags, '-o', 'yaml', '--name', 'mine']);
    const stack = parse(stdout) as QbtcStack;
    expect(stack).toMatchObject({
      metadata: { name: 'mine' },
      spec: { services: [{ external: { host: '127.0.0.1' } }] },
    });
    const file = await qbtc.file('mine.yaml', stdout);
    expect((await qbtc.run(['plan', '-f', file])).code).toBe(0);
    const wrong = await qbtc.run(['discover', '--ports', '80-'], {});
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('80- is no port')]);
    const unnamed = await qbtc.run([...flags, '-o', 'yaml', '--name', 'Not a name'], {});
    expect([unnamed.code, unnamed.stderr]).toEqual([
      1,
      expect.stringMatching(/to be mended by hand: .*metadata\.name: must be lower-case letters/),
    ]);
  });

  it('goes on in a stack that asks for it: status, condition and score tell what is there and what is not', async () => {
    const [door, web] = [await qbtc.port(), await qbtc.port()];
    const file = await qbtc.file(
      'shop.yaml',
      stackFile('shop', {
        services: [
          webService('web', web),
          { name: 'far', external: { host: '127.0.0.1' }, ports: [{ name: 'http', port }] },
        ],
        gateway: { frontDoor: { port: door } },
        routes: [{ name: 'web', paths: [{ value: '/' }], backends: [{ service: 'web', port: 'http' }] }],
        discovery: {
          intervalSeconds: 5,
          ports: { ports: [String(web), String(port)] },
          processes: { enabled: false },
          docker: { enabled: false },
          expected: ['web', 'far', 'nobody'],
        },
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait']);
    await qbtc.succeed(['reconcile', 'shop']);
    const { status } = await statusOf(qbtc, 'shop');
    expect(status?.discovered?.map(({ name, validated, sources }) => [name, validated, sources]).sort()).toEqual([
      ['far', true, ['ports']],
      ['web', true, ['ports']],
    ]);
    expect(await conditionOf(qbtc, 'shop', 'Discovered')).toMatchObject({ status: 'True', reason: 'Found' });
    const part = (name: string) => status?.score?.parts.find((each) => each.name === name)?.score;
    expect(part('discovery')).toBeCloseTo(16.67, 1);
    expect(part('connectivity')).toBe(15);
    expect(status?.score?.losses).toEqual([
      expect.objectContaining({ part: 'discovery', evidence: expect.stringContaining('nobody') }),
    ]);

    // The checks of what clients get are none of theirs.
    const answer = await fetch(`http://127.0.0.1:${door}/`);
    expect(answer.status).toBe(200);
    server.close();
    server.closeAllConnections();
    await waitFor(
      'what is gone to be gone',
      async () => (await statusOf(qbtc, 'shop')).status?.discovered?.every(({ name }) => name !== 'far') === true,
      40_000,
    );
    await qbtc.succeed(['down', 'shop']);
    await qbtc.nothingLeft();
  }, 90_000);

  it('gives what it found routes when it is asked to, and takes them away with it', async () => {
    const door = await qbtc.port();
    const file = await qbtc.file(
      'auto.yaml',
      stackFile('auto', {
        services: [],
        gateway: { frontDoor: { port: door } },
        discovery: {
          ...{ autoRoute: true, intervalSeconds: 5, ports: { ports: [String(port), String(door)] } },
          ...{ processes: { enabled: false }, docker: { enabled: false } },
        },
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const url = `http://127.0.0.1:${door}/api/http-${port}`;
    const status = async () => (await fetch(url).catch(() => undefined))?.status;
    await qbtc.succeed(['reconcile', 'auto']);
    await waitFor('the route to lead there', async () => (await status()) === 200, 30_000);
    // The front door is no service of its own.
    expect((await statusOf(qbtc, 'auto')).status?.routes?.map(({ name, state }) => [name, state])).toEqual([
      [`auto-http-${port}`, 'Programmed'],
    ]);
    expect((await qbtc.run(['plan', '-f', file])).code).toBe(0);
    server.close();
    server.closeAllConnections();
    for (let looks = 0; looks < 2; looks++) await qbtc.succeed(['reconcile', 'auto']);
    await waitFor('the route to be gone', async () => (await status()) !== 502 && (await status()) !== 200, 30_000);
    await qbtc.succeed(['down', 'auto']);
    await qbtc.nothingLeft();
  }, 90_000);
});

await describeWithEngine('private', 'qbtc discover of containers', () => {
  let engine: PrivateEngine;
  let containers: Containers;
  let qbtc: Qbtc;
  let image: string;
  beforeAll(async () => {
    engine = await startEngine();
    containers = new Containers(engine.endpoint);
    image = await engine.image({
      cmd: ['busybox', 'httpd', '-f', '-p', '80', '-h', '/www'],
      files: { 'www/index.html': 'hello' },
    });
  }, 120_000);
  afterAll(() => engine[Symbol.asyncDispose]() as Promise<void>, 60_000);
  beforeEach(async () => {
    qbtc = await createQbtc();
  });
  afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

  it('writes a stack whose plan only adopts, and which restarts nothing', async () => {
    const env = { DOCKER_HOST: engine.endpoint };
    const ports: Record<string, number> = { web: await freePort(), api: await freePort() };
    for (const [name, port] of Object.entries(ports)) {
      await containers.call('POST', `/containers/create?name=theirs-${name}-1`, {
        Image: image,
        Labels: { 'com.docker.compose.service': name },
        ExposedPorts: { '80/tcp': {} },
        HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } },
      });
      await containers.call('POST', `/containers/theirs-${name}-1/start`);
    }
    const started = async () =>
      Promise.all(
        Object.keys(ports).map(async (name) => (await containers.inspect(`theirs-${name}-1`))?.State.StartedAt),
      );
    const before = await started();
    const flags = ['discover', '--ports', String(ports.web), '--keywords', 'nothing-of-that-name'];
    const { services } = JSON.parse((await qbtc.succeed([...flags, '-o', 'json'], { env })).stdout) as Found;
    expect(
      services.map(({ name, container, sources, validated }) => [name, container, sources, validated]).sort(),
    ).toEqual([
      ['api', 'theirs-api-1', ['docker'], true],
      ['web', 'theirs-web-1', ['docker', 'ports'], true],
    ]);
    const file = await qbtc.file('theirs.yaml', (await qbtc.succeed([...flags, '-o', 'yaml'], { env })).stdout);
    await qbtc.succeed(['validate', '-f', file], { env });
    const plan = await qbtc.run(['plan', '-f', file, '-o', 'json'], { env });
    const { actions } = JSON.parse(plan.stdout) as { actions: { type: string }[] };
    expect(actions.map(({ type }) => type)).toEqual(['AdoptInstance', 'AdoptInstance']);
    await qbtc.succeed(['up', '-f', file, '--wait'], { env });
    expect(await started()).toEqual(before);
    await qbtc.succeed(['down', 'discovered'], { env });
    expect(await started()).toEqual(before);
    for (const name of Object.keys(ports)) await containers.call('DELETE', `/containers/theirs-${name}-1?force=true`);
  }, 60_000);

  it('finds one that publishes no port, and gives it the route that its labels ask for as long as it is there', async () => {
    const env = { DOCKER_HOST: engine.endpoint };
    const door = await qbtc.port();
    await containers.call('POST', '/containers/create?name=theirs-inner-1', {
      Image: image,
      Labels: {
        'com.docker.compose.service': 'inner',
        'traefik.http.routers.inner.rule': 'PathPrefix(`/inner`)',
        'traefik.http.routers.inner.middlewares': 'bare',
        'traefik.http.middlewares.bare.stripprefix.prefixes': '/inner',
        'traefik.http.routers.guarded.rule': 'Host(`a.test`)',
        'traefik.http.routers.guarded.middlewares': 'auth@file',
      },
      ExposedPorts: { '80/tcp': {} },
    });
    await containers.call('POST', '/containers/theirs-inner-1/start');
    const flags = ['discover', '--ports', '1', '--keywords', 'nothing-of-that-name'];
    const shown = await qbtc.succeed([...flags, '-o', 'yaml'], { env });
    expect(shown.stderr).toContain("container theirs-inner-1: Traefik's router guarded: its middleware auth@file");
    expect((parse(shown.stdout) as QbtcStack).spec.routes).toEqual([
      {
        name: 'inner',
        paths: [{ type: 'Prefix', value: '/inner' }],
        backends: [{ service: 'inner', port: 'http' }],
        rewrite: { stripPrefix: true },
      },
    ]);
    const file = await qbtc.file(
      'auto.yaml',
      stackFile('auto', {
        services: [],
        gateway: { frontDoor: { port: door } },
        discovery: {
          // Only events of the engine have it look.
          ...{ autoRoute: true, intervalSeconds: 3600 },
          ...{ ports: { enabled: false }, processes: { enabled: false } },
        },
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait'], { env });
    await qbtc.succeed(['reconcile', 'auto'], { env });
    const answer = async () =>
      (await fetch(`http://127.0.0.1:${door}/inner/index.html`).catch(() => undefined))?.text();
    await waitFor('the route to lead there', async () => (await answer()) === 'hello', 30_000);
    const { status } = await statusOf(qbtc, 'auto');
    expect(status?.routes?.map(({ name }) => name)).toEqual(['auto-inner']);
    expect(status?.discovered).toMatchObject([
      { name: 'inner', container: 'theirs-inner-1', validated: true, port: 80 },
    ]);
    // The engine tells of a container that begins, so it is not found at the next interval only.
    await containers.call('POST', '/containers/create?name=theirs-late-1', {
      Image: image,
      Labels: { 'qbtc.dev/route.path': '/late' },
      ExposedPorts: { '80/tcp': {} },
    });
    await containers.call('POST', '/containers/theirs-late-1/start');
    await waitFor(
      'its route',
      async () => (await statusOf(qbtc, 'auto')).status?.routes?.some(({ name }) => name === 'auto-theirs-late-1'),
      30_000,
    );
    for (const name of ['inner', 'late']) await containers.call('DELETE', `/containers/theirs-${name}-1?force=true`);
    for (let looks = 0; looks < 2; looks++) await qbtc.succeed(['reconcile', 'auto'], { env });
    await waitFor(
      'the route to be gone',
      async () => (await statusOf(qbtc, 'auto')).status?.routes?.length === 0,
      30_000,
    );
    await qbtc.succeed(['down', 'auto'], { env });
    await qbtc.nothingLeft();
  }, 90_000);
});
