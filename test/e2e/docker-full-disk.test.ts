import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Containers } from '../support/containers.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { createQbtc, type CommandResult, type Qbtc } from '../support/qbtc.ts';
import { temporaryFolder } from '../support/real-server.ts';
import { stackFile } from '../support/stacks.ts';
import { describeWithEngine } from '../support/suites.ts';
import { serviceOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

const MEGABYTE = 1024 * 1024;

/** An engine whose disk is full ends containers all the same, but goes on listing them as running. */
await describeWithEngine('private', "an engine's full disk", () => {
  let disk: string;
  let engine: PrivateEngine;
  let containers: Containers;
  let qbtc: Qbtc;
  let image: string;
  const ballast = (): string => join(disk, 'ballast');

  beforeAll(async () => {
    disk = await temporaryFolder('disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'qbtc-test', disk]);
    engine = await startEngine(['--data-root', disk, '--storage-driver', 'vfs']);
    containers = new Containers(engine.endpoint);
    image = await engine.image({ cmd: ['busybox', 'httpd', '-f', '-p', '80'] });
  }, 120_000);
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    execFileSync('umount', ['--lazy', disk]);
    await rm(disk, { recursive: true });
  }, 60_000);
  beforeEach(async () => {
    qbtc = await createQbtc();
  });
  afterEach(async () => {
    await rm(ballast(), { force: true });
    await qbtc[Symbol.asyncDispose]();
  });

  const fill = (): Promise<void> => writeFile(ballast(), Buffer.alloc(64 * MEGABYTE)).catch(() => undefined);
  const run = (...args: string[]): Promise<CommandResult> => qbtc.run(args, { env: { DOCKER_HOST: engine.endpoint } });
  const fileOf = (...names: string[]): Promise<string> =>
    qbtc.file(
      'shop.yaml',
      stackFile('shop', { services: names.map((name) => ({ name, docker: { image, stopSignal: 'SIGKILL' } })) }),
    );
  const isNamed = async (service: string): Promise<boolean> =>
    ((await serviceOf(qbtc, 'shop', service)).message ?? '').includes('no space left on device');

  it('is named, at a container that ended and at one that is to come, and mended once there is room', async () => {
    expect((await run('up', '-f', await fileOf('web'), '--wait')).code).toBe(0);
    await fill();
    const { Id } = await containers.one('shop', 'web');
    await containers.call('POST', `/containers/${Id}/kill`);
    await waitFor('the disk to be named at what ended', () => isNamed('web'));
    const up = await run('up', '-f', await fileOf('web', 'more'), '--wait', '--timeout', '5s');
    expect([up.code, up.stdout]).toEqual([1, expect.stringContaining('Free space on the engine')]);

    await rm(ballast());
    expect((await run('up', '-f', await fileOf('web', 'more'), '--wait', '--timeout', '60s')).code).toBe(0);
    expect((await run('down', 'shop')).code).toBe(0);
    expect(await containers.of('shop')).toEqual([]);
  });

  it('keeps no stack from being taken down', async () => {
    expect((await run('up', '-f', await fileOf('web'), '--wait')).code).toBe(0);
    await fill();
    expect((await run('down', 'shop')).code).toBe(0);
    expect(await containers.of('shop')).toEqual([]);
  });
});
