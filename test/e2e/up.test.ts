import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { routed, shellService, stackFile, webService } from '../support/stacks.ts';
import { eventsOf, pidsOf, serviceOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

describe('up', () => {
  let qbtc: Qbtc;
  let port: number;
  let door: number;
  let file: string;
  beforeEach(async () => {
    qbtc = await createQbtc();
    [port, door] = [await qbtc.port(), await qbtc.port()];
    file = await qbtc.file(
      'web.yaml',
      stackFile('web', { services: [webService('web', port)], ...routed(door, 'web') }),
    );
  });
  afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

  const answers = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${door}/`)).status === 200;
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('says "up to date" when nothing is to be done, and plan then writes nothing at all', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    for (const flags of [[], ['--wait'], ['--detach']])
      expect((await qbtc.succeed(['up', '-f', file, ...flags])).stdout).toBe('up to date\n');

    await (
      await qbtc.start(['status'])
    ).ended;
    const before = await fingerprint(qbtc.stateDirectory);
    const plan = await qbtc.succeed(['plan', '-f', file, '-o', 'json']);
    expect(JSON.parse(plan.stdout)).toEqual({ stack: 'default/web', actions: [] });
    expect(await fingerprint(qbtc.stateDirectory)).toEqual(before);
    await qbtc.succeed(['down', 'web']);
    await qbtc.nothingLeft();
  });

  it('finds what was changed by hand a second before, although the probe is not due for a minute', async () => {
    const probe = { http: { path: '/health' }, intervalSeconds: 60, timeoutSeconds: 1, failureThreshold: 1 };
    const web = webService('web', port, { more: { probe: { ...probe, startupGraceSeconds: 0 } } });
    const impatient = { ...web, process: { ...web.process, stopTimeoutSeconds: 1 } };
    file = await qbtc.file('slow.yaml', stackFile('web', { services: [impatient], ...routed(door, 'web') }));
    await qbtc.succeed(['up', '-f', file, '--wait']);

    const [stopped = 0] = await pidsOf(qbtc, 'web', 'web');
    process.kill(stopped, 'SIGSTOP');
    const healed = await qbtc.succeed(['up', '-f', file, '--wait']);
    expect(healed.stdout).not.toContain('up to date');
    const [next = 0] = await pidsOf(qbtc, 'web', 'web');
    expect([next === stopped, isAlive(stopped)]).toEqual([false, false]);

    process.kill(next, 'SIGKILL');
    await qbtc.succeed(['up', '-f', file, '--wait']);
    expect(await answers()).toBe(true);
    expect(await pidsOf(qbtc, 'web', 'web')).not.toContain(next);
  });

  it('changes the one service whose spec changed, and no other', async () => {
    const other = await qbtc.port();
    const two = (version: string) =>
      stackFile('two', { services: [webService('a', port), webService('b', other, { version })] });
    file = await qbtc.file('two.yaml', two('1'));
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const before = [await pidsOf(qbtc, 'two', 'a'), await pidsOf(qbtc, 'two', 'b')];
    await qbtc.file('two.yaml', two('2'));

    const plan = await qbtc.run(['plan', '-f', file, '-o', 'json']);
    expect(plan.code).toBe(2);
    const { actions } = JSON.parse(plan.stdout) as { actions: { target: string }[] };
    expect(new Set(actions.map(({ target }) => target))).toEqual(new Set(['service/b[0]']));
    await qbtc.succeed(['up', '-f', file, '--wait']);
    expect(await pidsOf(qbtc, 'two', 'a')).toEqual(before[0]);
    expect(await pidsOf(qbtc, 'two', 'b')).not.toEqual(before[1]);
  });

  it('takes down on Ctrl-C what it has created', async () => {
    const up = await qbtc.start(['up', '-f', file]);
    await up.printed(/default\/web: Ready/);
    expect(await answers()).toBe(true);
    up.signal('SIGINT');
    const { code, stdout } = await up.ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining('default/web is down')]);
    await qbtc.nothingLeft();
  });

  it('only detaches on Ctrl-C from a stack that it found running, and on a hangup from any', async () => {
    const creator = await qbtc.start(['up', '-f', file]);
    await creator.printed(/default\/web: Ready/);
    creator.signal('SIGHUP');
    expect((await creator.ended).stdout).toContain('the stack stays up');

    await qbtc.file(
      'web.yaml',
      stackFile('web', { services: [webService('web', port, { version: '2' })], ...routed(door, 'web') }),
    );
    const follower = await qbtc.start(['up', '-f', file]);
    await follower.printed(/default\/web: Ready/);
    follower.signal('SIGINT');
    expect(await follower.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('detached') });
    expect(await answers()).toBe(true);
  });

  it('leaves at once on a second Ctrl-C, and names what still runs', async () => {
    const stubborn = shellService('stubborn', "trap '' TERM; while :; do sleep 1; done");
    file = await qbtc.file(
      'stubborn.yaml',
      stackFile('stubborn', {
        services: [{ ...stubborn, process: { ...stubborn.process, stopTimeoutSeconds: 300 } }],
      }),
    );
    const up = await qbtc.start(['up', '-f', file]);
    await up.printed(/default\/stubborn: Ready/);
    const [pid = 0] = await pidsOf(qbtc, 'stubborn', 'stubborn');
    up.signal('SIGINT');
    await up.printed(/taking the stack down/);
    // Sooner than that it would count as the same key press.
    await sleep(500);
    up.signal('SIGINT');
    expect(await up.ended).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`still running: stubborn (pid ${pid})`),
    });
    expect(isAlive(pid)).toBe(true);
  });

  it('ends when somebody else takes its stack down, and starts no new controller for it', async () => {
    const up = await qbtc.start(['up', '-f', file]);
    await up.printed(/default\/web: Ready/);
    await qbtc.succeed(['down', 'web']);
    expect((await up.ended).stdout).toContain('the stack was taken down');
    await qbtc.nothingLeft();
  });

  it('starts the controller again when it dies, and nothing that runs is restarted', async () => {
    const up = await qbtc.start(['up', '-f', file]);
    await up.printed(/default\/web: Ready/);
    const pids = await pidsOf(qbtc, 'web', 'web');
    const first = (await qbtc.controller())!.pid;
    process.kill(first, 'SIGKILL');
    await waitFor('another controller', async () => ((await qbtc.controller())?.pid ?? first) !== first);
    await up.printed(/starting it again/);
    await waitFor('it to know the stack', async () => (await statusOf(qbtc, 'web')).status !== undefined);
    expect(await pidsOf(qbtc, 'web', 'web')).toEqual(pids);
    up.signal('SIGINT');
    expect((await up.ended).code).toBe(0);
    await qbtc.nothingLeft();
  });

  it('starts one controller and one instance when it is called twice at the same time', async () => {
    const both = await Promise.all([1, 2].map(() => qbtc.run(['up', '-f', file, '--wait'])));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const starts = (await eventsOf(qbtc)).filter(({ reason }) => reason === 'StartInstance');
    expect(starts).toHaveLength(1);
    await qbtc.succeed(['down', 'web']);
    await qbtc.nothingLeft();
  });

  it('works right after down, and waits for what is still on its way out', async () => {
    for (let round = 0; round < 3; round++) {
      await qbtc.succeed(['up', '-f', file, '--wait']);
      await qbtc.succeed(['down', 'web']);
    }
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const down = qbtc.run(['down', 'web']);
    await waitFor('the deletion to begin', async () => {
      const { stdout } = await qbtc.run(['status', 'web', '-o', 'json']);
      return stdout === '' || stdout.includes('qbtc.dev/cleanup');
    });
    await qbtc.succeed(['up', '-f', file, '--wait']);
    expect((await down).code).toBe(0);
    expect(await answers()).toBe(true);
    await qbtc.succeed(['down', 'web']);
    await qbtc.nothingLeft();
  });

  it('waits no longer than --timeout in all, for a stack on its way out and then for Ready', async () => {
    const gate = join(qbtc.folder, 'gate');
    const slow = shellService('slow', `trap '' TERM; until test -e ${gate}; do sleep 0.1; done`);
    const stubborn = { ...slow, process: { ...slow.process, stopTimeoutSeconds: 300 } };
    file = await qbtc.file('slow.yaml', stackFile('slow', { services: [stubborn] }));
    await qbtc.succeed(['up', '-f', file, '--wait']);
    await qbtc.run(['down', 'slow', '--timeout', '100ms']);

    const never = shellService('never', 'exec sleep 3000', { oneShot: true });
    await qbtc.file('slow.yaml', stackFile('slow', { services: [never] }));
    const began = Date.now();
    const up = await qbtc.start(['up', '-f', file, '--wait', '--timeout', '8s']);
    await up.printed(/waiting/);
    await sleep(began + 6000 - Date.now());
    await qbtc.file('gate', '');
    expect(await up.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('not Ready within 8s') });
    // With 8 s for each of the two it would be 14.
    expect(Date.now() - began).toBeLessThan(13_000);
  });

  it('holds a service down while somebody wants it so, also over another up', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    await qbtc.succeed(['stop', 'web']);
    await waitFor('the service to be held down', async () => (await serviceOf(qbtc, 'web', 'web')).phase === 'Stopped');
    await qbtc.run(['up', '-f', file, '--wait', '--timeout', '2s']);
    expect((await serviceOf(qbtc, 'web', 'web')).phase).toBe('Stopped');
    await qbtc.succeed(['start', 'web']);
    await waitFor('it to run', async () => (await serviceOf(qbtc, 'web', 'web')).phase === 'Running');
  });

  it('takes the files over again whenever they change, with --watch', async () => {
    const up = await qbtc.start(['up', '-f', file, '--watch']);
    await up.printed(/default\/web: Ready/);
    await qbtc.file(
      'web.yaml',
      stackFile('web', { services: [webService('web', port, { version: 'edited' })], ...routed(door, 'web') }),
    );
    await waitFor('the new version to answer', async () => {
      const answer = await fetch(`http://127.0.0.1:${door}/`);
      return ((await answer.json()) as { version: string }).version === 'edited';
    });
    await qbtc.file('web.yaml', 'nonsense: [');
    await up.printed(/web\.yaml:1:/);
    expect(await answers()).toBe(true);
    up.signal('SIGINT');
    await up.ended;
    await qbtc.nothingLeft();
  });
});

describe('down', () => {
  let qbtc: Qbtc;
  beforeEach(async () => {
    qbtc = await createQbtc();
  });
  afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

  it('ends a child that left its group and session, and one that ignores SIGTERM', async () => {
    const file = await qbtc.file(
      'daemons.yaml',
      stackFile('daemons', {
        services: [
          shellService('daemon', "setsid sh -c 'exec sleep 3000' & exec sleep 3000"),
          {
            name: 'deaf',
            process: { command: ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"], stopTimeoutSeconds: 1 },
          },
        ],
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait']);
    await waitFor('the daemon to run', async () => {
      const left = await qbtc.leftovers();
      return left.filter((what) => what.endsWith(': sleep 3000')).length === 2;
    });
    await qbtc.succeed(['down', '-f', file]);
    await qbtc.nothingLeft();
  });

  it('needs no controller', async () => {
    const [port, door] = [await qbtc.port(), await qbtc.port()];
    const file = await qbtc.file(
      'web.yaml',
      stackFile('web', { services: [webService('web', port)], ...routed(door, 'web') }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait']);
    process.kill((await qbtc.controller())!.pid, 'SIGKILL');
    expect(await qbtc.succeed(['down', 'web'])).toMatchObject({
      stdout: expect.stringContaining('default/web is down'),
    });
    await qbtc.nothingLeft();
  });

  it('says that a stack is not up, and that is no failure', async () => {
    expect((await qbtc.succeed(['down', 'nobody'])).stdout).toContain('default/nobody is not up');
    await qbtc.nothingLeft();
  });

  it('leaves alone what it did not start, also with deletionPolicy Orphan', async () => {
    const port = await qbtc.port();
    const file = await qbtc.file(
      'orphan.yaml',
      stackFile('orphan', { deletionPolicy: 'Orphan', services: [webService('web', port)] }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const [pid = 0] = await pidsOf(qbtc, 'orphan', 'web');
    await qbtc.succeed(['down', 'orphan']);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    process.kill(pid, 'SIGKILL');
  });
});

/** Every file with its content and time of change. */
async function fingerprint(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const lines = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path);
      const content = await readFile(path).catch(() => '');
      return `${name} ${mtimeMs} ${createHash('sha256').update(content).digest('hex')}`;
    }),
  );
  return lines.sort();
}
