import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { routed, shellService, stackFile, webService } from '../support/stacks.ts';
import { startTraffic } from '../support/traffic.ts';
import { conditionOf, eventsOf, pidsOf, serviceOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

describe('a stack whose processes die', () => {
  let qbtc: Qbtc;
  beforeEach(async () => {
    qbtc = await createQbtc();
  });
  afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

  it('has each of them back, the front door too, and tells why', async () => {
    const door = await qbtc.port();
    const file = await qbtc.file(
      'web.yaml',
      stackFile('web', {
        services: [
          webService('web', await qbtc.port()),
          shellService('worker', 'echo begun; exec sleep 3000'),
          webService('pair', await qbtc.port(), { more: { replicas: 2 } }),
        ],
        ...routed(door, 'web'),
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait']);

    for (const service of ['web', 'worker', 'pair']) {
      const before = await pidsOf(qbtc, 'web', service);
      process.kill(before[0]!, 'SIGKILL');
      await waitFor(`${service} to run again`, async () => {
        const now = await serviceOf(qbtc, 'web', service);
        const pids = await pidsOf(qbtc, 'web', service);
        return now.phase === 'Running' && !pids.includes(before[0]!) && pids.length === before.length;
      });
      expect((await pidsOf(qbtc, 'web', service)).slice(1)).toEqual(before.slice(1));
      const told = (await eventsOf(qbtc)).filter(
        ({ reason, target }) => reason === 'RestartInstance' && target === `service/${service}[0]`,
      );
      expect(told.map(({ message }) => message)).toEqual(['restarted: it was ended by SIGKILL']);
    }

    const frontDoor = (await qbtc.leftovers()).find((what) => what.includes('front-door'));
    process.kill(Number(/^process (\d+)/.exec(frontDoor!)![1]), 'SIGKILL');
    await waitFor('the front door to serve again', async () => (await fetch(`http://127.0.0.1:${door}/`)).ok);
    await waitFor('the stack to be Ready', async () => (await conditionOf(qbtc, 'web', 'Ready'))?.status === 'True');
    await qbtc.succeed(['down', 'web']);
    await qbtc.nothingLeft();
  }, 60_000);

  it('is restarted with growing pauses when it dies again and again, and says so', async () => {
    const file = await qbtc.file(
      'loop.yaml',
      stackFile('loop', {
        services: [shellService('loop', 'exit 3')],
        healing: { restarts: { max: 2, windowSeconds: 3600 }, backoff: { initialSeconds: 1, maxSeconds: 1 } },
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--detach']);
    const loop = await waitFor('the budget to be spent', async () => {
      const service = await serviceOf(qbtc, 'loop', 'loop');
      return service.phase === 'Quarantined' && service;
    });
    expect([loop.message, loop.ready]).toEqual([expect.stringContaining('exited with code 3'), 0]);
    await qbtc.succeed(['down', 'loop']);
    await qbtc.nothingLeft();
  });
});

describe('a controller that is killed at any moment', () => {
  let qbtc: Qbtc;
  beforeEach(async () => {
    qbtc = await createQbtc();
  });
  afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

  it('restarts nothing, fails no request, loses no log line and repeats no task', async () => {
    const [port, door] = [await qbtc.port(), await qbtc.port()];
    const tasks = join(qbtc.folder, 'tasks');
    const write = (version: string): Promise<string> =>
      qbtc.file(
        'stack.yaml',
        stackFile('stack', {
          services: [
            webService('web', port, {
              version,
              more: { replicas: 2, update: { order: 'StartFirst', drainSeconds: 2 } },
            }),
            shellService('log', 'i=0; while :; do i=$$((i+1)); echo $$i; sleep 0.02; done'),
            shellService('task', `echo ran >> ${tasks}; sleep 0.3`, { oneShot: true }),
            shellService('after', 'exec sleep 3000', { dependsOn: [{ name: 'task', condition: 'Completed' }] }),
          ],
          ...routed(door, 'web'),
        }),
      );
    const moments: number[] = [];
    /** Hands the file over, and kills the controller somewhere in what follows. */
    const killSoonAfterUp = async (file: string): Promise<void> => {
      await qbtc.succeed(['up', '-f', file, '--detach']);
      const moment = Math.round(Math.random() * 500);
      moments.push(moment);
      await sleep(moment);
      process.kill((await qbtc.controller())!.pid, 'SIGKILL');
    };

    let file = await write('1');
    for (let round = 0; round < 3; round++) await killSoonAfterUp(file);
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const all = ['web', 'log', 'after'];
    const before = await Promise.all(all.map((service) => pidsOf(qbtc, 'stack', service)));

    await using traffic = startTraffic(`http://127.0.0.1:${door}/`);
    for (let round = 0; round < 3; round++) await killSoonAfterUp(file);
    await qbtc.succeed(['up', '-f', file, '--wait']);
    expect(await Promise.all(all.map((service) => pidsOf(qbtc, 'stack', service)))).toEqual(before);

    for (const version of ['2', '3', '4', '5']) {
      file = await write(version);
      await killSoonAfterUp(file);
    }
    await qbtc.succeed(['up', '-f', file, '--wait']);
    await waitFor('the last version to answer', () => [...traffic.seen.keys()].some((seen) => seen.includes('"5"')));

    expect({ moments, failed: await traffic.stop() }).toEqual({ moments, failed: [] });
    expect(await pidsOf(qbtc, 'stack', 'log')).toEqual(before[1]);
    expect(await readFile(tasks, 'utf8')).toBe('ran\n');
    const lines = (await qbtc.succeed(['logs', 'log'])).stdout.trimEnd().split('\n');
    expect(lines).toEqual(lines.map((_, index) => String(index + 1)));
    expect((await qbtc.run(['plan', '-f', file])).stdout).toContain('nothing to do');
    await qbtc.succeed(['down', 'stack']);
    await qbtc.nothingLeft();
  }, 180_000);

  it('takes nothing for gone that it did not see go: `down` goes on without it', async () => {
    const slow = 'trap "sleep 1; exit 0" TERM; while :; do sleep 0.1; done';
    const file = await qbtc.file('slow.yaml', stackFile('slow', { services: [shellService('slow', slow)] }));
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const [pid = 0] = await pidsOf(qbtc, 'slow', 'slow');
    const down = await qbtc.start(['down', 'slow']);
    await down.printed(/Stopping/);
    process.kill((await qbtc.controller())!.pid, 'SIGKILL');
    expect(await down.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('default/slow is down') });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await qbtc.nothingLeft();
  });

  it('leaves everything running on SIGTERM to `run`, and goes on with it when started again', async () => {
    const [port, door] = [await qbtc.port(), await qbtc.port()];
    const file = await qbtc.file(
      'web.yaml',
      stackFile('web', { services: [webService('web', port)], ...routed(door, 'web') }),
    );
    const first = await qbtc.start(['run', '--source', 'file', '-f', file]);
    await waitFor('the stack to be Ready', async () => (await conditionOf(qbtc, 'web', 'Ready'))?.status === 'True');
    const pids = await pidsOf(qbtc, 'web', 'web');
    first.signal('SIGTERM');
    expect((await first.ended).code).toBe(0);
    expect(await qbtc.controller()).toBeUndefined();
    expect((await fetch(`http://127.0.0.1:${door}/`)).status).toBe(200);

    const second = await qbtc.start(['run']);
    await waitFor('the stack to be known', async () => (await conditionOf(qbtc, 'web', 'Ready'))?.status === 'True');
    expect(await pidsOf(qbtc, 'web', 'web')).toEqual(pids);
    await qbtc.succeed(['down', 'web']);
    expect((await qbtc.run(['status'])).code).toBe(1);
    second.signal('SIGTERM');
    expect((await second.ended).code).toBe(0);
  });
});
