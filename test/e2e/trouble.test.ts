import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { routed, shellService, stackFile, webService } from '../support/stacks.ts';
import { conditionOf, eventsOf, pidsOf, serviceOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

let qbtc: Qbtc;
beforeEach(async () => {
  qbtc = await createQbtc();
});
afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

const isReady = async (stack: string): Promise<boolean> => (await conditionOf(qbtc, stack, 'Ready'))?.status === 'True';

/** Ends the controller, and what it keeps up runs on. */
async function endController(): Promise<void> {
  const { pid } = (await qbtc.controller())!;
  process.kill(pid, 'SIGTERM');
  // The file that names it goes first, and what it has to keep is written after that.
  await waitFor('the controller to end', async () =>
    (await qbtc.leftovers()).every((each) => !each.startsWith(`process ${pid}:`)),
  );
}

describe('a task that never ends', () => {
  it('delays no service but those that wait for it, and up --wait names it', async () => {
    const port = await qbtc.port();
    const file = await qbtc.file(
      'stall.yaml',
      stackFile('stall', {
        services: [
          shellService('stall', 'exec sleep 3000', { oneShot: true }),
          shellService('after', 'exec sleep 3000', { dependsOn: [{ name: 'stall', condition: 'Completed' }] }),
          webService('web', port),
        ],
      }),
    );
    const up = qbtc.run(['up', '-f', file, '--wait', '--timeout', '4s']);
    await waitFor('the other service to answer', async () => (await fetch(`http://127.0.0.1:${port}/`)).ok);
    const { code, stderr } = await up;
    expect([code, stderr]).toEqual([1, expect.stringContaining('not Ready within 4s')]);
    expect(await serviceOf(qbtc, 'stall', 'web')).toMatchObject({ phase: 'Running', ready: 1 });
    expect(await serviceOf(qbtc, 'stall', 'after')).toMatchObject({
      phase: 'Waiting',
      message: expect.stringContaining('stall'),
    });
    await qbtc.succeed(['down', 'stall']);
    await qbtc.nothingLeft();
  });
});

describe('a port that somebody else holds', () => {
  let thief: ChildProcess;
  const steal = async (port: number): Promise<void> => {
    const script = `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('holds it'))`;
    thief = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(thief.stdout!, 'data');
  };
  const leave = async (): Promise<void> => {
    thief.kill('SIGKILL');
    await once(thief, 'exit');
  };
  afterEach(() => {
    thief.kill('SIGKILL');
  });

  it('is not taken: the status names who holds it, nothing is restarted, and it heals when the port is free', async () => {
    const port = await qbtc.port();
    await steal(port);
    const file = await qbtc.file('web.yaml', stackFile('web', { services: [webService('web', port)] }));
    await qbtc.succeed(['up', '-f', file, '--detach']);
    const blocked = await waitFor('the conflict to be noticed', async () => {
      const service = await serviceOf(qbtc, 'web', 'web');
      return service.phase === 'Blocked' && service;
    });
    expect(blocked.message).toContain(`pid ${thief.pid}`);
    expect((await conditionOf(qbtc, 'web', 'Ready'))?.message).toContain(String(port));
    const plan = await qbtc.run(['plan', '-f', file]);
    expect([plan.code, plan.stdout]).toEqual([2, expect.stringContaining(`pid ${thief.pid}`)]);
    expect((await eventsOf(qbtc)).filter(({ reason }) => reason.endsWith('Instance'))).toEqual([]);
    expect(thief.exitCode ?? thief.signalCode).toBeNull();

    await leave();
    await qbtc.succeed(['up', '-f', file, '--wait', '--timeout', '20s']);
    await qbtc.succeed(['down', 'web']);
    await qbtc.nothingLeft();
  });

  it('is not mistaken for the service that was about to listen there: the status names who holds it, nothing is restarted', async () => {
    const port = await qbtc.port();
    const listen = `
      const server = require('net').createServer();
      server.on('error', () => setTimeout(() => server.listen(${port}, '127.0.0.1'), 20));
      const begin = () => require('fs').existsSync('go') ? server.listen(${port}, '127.0.0.1') : setTimeout(begin, 20);
      begin();`;
    const late = {
      name: 'late',
      process: { command: ['node', '-e', listen], workingDir: qbtc.folder },
      ports: [{ name: 'tcp', port }],
    };
    const file = await qbtc.file('late.yaml', stackFile('late', { services: [late] }));
    await qbtc.succeed(['up', '-f', file, '--detach']);
    const [pid] = await waitFor('the service to run', async () => {
      const pids = await pidsOf(qbtc, 'late', 'late');
      return pids.length > 0 && pids;
    });
    await steal(port);
    const blocked = await waitFor('the conflict to be noticed', async () => {
      const service = await serviceOf(qbtc, 'late', 'late');
      return service.phase === 'Blocked' && service;
    });
    expect(blocked).toMatchObject({ reason: 'PortConflict', message: expect.stringContaining(`pid ${thief.pid}`) });
    expect(await conditionOf(qbtc, 'late', 'Ready')).toMatchObject({ status: 'False', reason: 'PortConflict' });

    await writeFile(join(qbtc.folder, 'go'), '');
    await leave();
    await qbtc.succeed(['up', '-f', file, '--wait', '--timeout', '20s']);
    expect(await pidsOf(qbtc, 'late', 'late')).toEqual([pid]);
    const ready = (await eventsOf(qbtc)).filter(({ target, reason }) => target === 'stack' && reason === 'Ready');
    expect(ready).toHaveLength(1);
    await qbtc.succeed(['down', 'late']);
    await qbtc.nothingLeft();
  });

  it('is named too when it is the front door that wants it; the services run meanwhile', async () => {
    const [port, door] = [await qbtc.port(), await qbtc.port()];
    await steal(door);
    const file = await qbtc.file(
      'web.yaml',
      stackFile('web', { services: [webService('web', port)], ...routed(door, 'web') }),
    );
    await qbtc.succeed(['up', '-f', file, '--detach']);
    const ready = await waitFor('the conflict to be noticed', async () => {
      const condition = await conditionOf(qbtc, 'web', 'Ready');
      return condition?.reason === 'PortConflict' && condition;
    });
    expect(ready.message).toContain(`port ${door} is held by pid ${thief.pid}`);
    await waitFor('the service to be healthy', async () => (await serviceOf(qbtc, 'web', 'web')).phase === 'Running');
    await leave();
    await qbtc.succeed(['up', '-f', file, '--wait', '--timeout', '20s']);
    expect((await fetch(`http://127.0.0.1:${door}/`)).status).toBe(200);
  });

  it('is an error that names the way out when it is the port of the API that was asked for', async () => {
    await steal(qbtc.apiPort);
    const file = await qbtc.file('web.yaml', stackFile('web', { services: [webService('web', await qbtc.port())] }));
    const up = await qbtc.run(['up', '-f', file, '--wait']);
    expect([up.code, up.stderr]).toEqual([1, expect.stringContaining(`port ${qbtc.apiPort} of 127.0.0.1 is in use`)]);
    expect(up.stderr).toContain('QBTC_LISTEN');
    await leave();
    await waitFor('no controller to be left', async () =>
      (await qbtc.leftovers()).every((what) => !what.startsWith('process')),
    );
  });
});

describe('a state directory', () => {
  const twoStacks = async (): Promise<{ files: string[]; pids: number[] }> => {
    const files: string[] = [];
    for (const name of ['one', 'two']) {
      const spec = { services: [webService('web', await qbtc.port())] };
      files.push(await qbtc.file(`${name}.yaml`, stackFile(name, spec)));
    }
    await qbtc.succeed(['up', '-f', files[0]!, '-f', files[1]!, '--wait']);
    return { files, pids: [...(await pidsOf(qbtc, 'one', 'web')), ...(await pidsOf(qbtc, 'two', 'web'))] };
  };
  const areAlive = (pids: readonly number[]): boolean =>
    pids.every((pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    });

  it('with one damaged record: its stack is left alone and named, the other is kept up, and up takes it over again', async () => {
    const { files, pids } = await twoStacks();
    const uid = (await statusOf(qbtc, 'one')).metadata.uid!;
    await endController();
    await writeFile(join(qbtc.stateDirectory, 'stacks', uid, 'stack.json'), '{"uid": "half of');

    await qbtc.succeed(['up', '-f', files[1]!, '--wait']);
    expect(areAlive(pids)).toBe(true);
    const doctor = await qbtc.run(['doctor', '-o', 'json']);
    expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringContaining(`${uid}/stack.json is damaged`)]);
    const status = await qbtc.run(['status']);
    expect([status.code, status.stderr]).toEqual([1, expect.stringContaining(`${uid}/stack.json is damaged`)]);
    const down = await qbtc.run(['down', 'one']);
    expect([down.code, down.stderr]).toEqual([1, expect.stringContaining('may still run')]);
    expect(areAlive(pids)).toBe(true);

    await qbtc.succeed(['up', '-f', files[0]!, '--wait']);
    expect(await pidsOf(qbtc, 'one', 'web')).toEqual([pids[0]]);
    await qbtc.succeed(['down', '-f', files[0]!, '-f', files[1]!]);
    await qbtc.nothingLeft();
  });

  it('with one damaged record: taking the last other stack down removes nothing of it', async () => {
    const { files, pids } = await twoStacks();
    const uid = (await statusOf(qbtc, 'one')).metadata.uid!;
    await endController();
    await writeFile(join(qbtc.stateDirectory, 'stacks', uid, 'stack.json'), '');
    await qbtc.succeed(['down', 'two']);
    const alone = await qbtc.run(['down', 'one']);
    expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('may still run')]);
    expect(areAlive(pids.slice(0, 1))).toBe(true);
    expect(await readdir(join(qbtc.stateDirectory, 'run'))).toContain(uid);

    await qbtc.succeed(['up', '-f', files[0]!, '--wait']);
    expect(await pidsOf(qbtc, 'one', 'web')).toEqual([pids[0]]);
    await qbtc.succeed(['down', 'one']);
    await qbtc.nothingLeft();
  });

  it('whose identity is damaged is not given another one, and what runs goes on', async () => {
    const { files, pids } = await twoStacks();
    await endController();
    await writeFile(join(qbtc.stateDirectory, 'installation.json'), 'garbage');
    const up = await qbtc.run(['up', '-f', files[0]!, '--wait']);
    expect([up.code, up.stderr]).toEqual([1, expect.stringContaining('installation.json is damaged')]);
    const doctor = await qbtc.run(['doctor']);
    expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringContaining('installation.json is damaged')]);
    for (const pid of pids) expect(doctor.stdout).toMatch(new RegExp(`\\b${pid}\\b`));
    expect(areAlive(pids)).toBe(true);
  });

  it('that was lost: what runs is neither killed nor doubled, and is named with its pid', async () => {
    const { files, pids } = await twoStacks();
    await endController();
    await rm(qbtc.stateDirectory, { recursive: true });

    const up = await qbtc.run(['up', '-f', files[0]!, '--wait', '--timeout', '3s']);
    expect([up.code, up.stdout]).toEqual([1, expect.stringContaining(`pid ${pids[0]}`)]);
    const doctor = await qbtc.run(['doctor', '-o', 'json']);
    const findings = (JSON.parse(doctor.stdout) as { level: string; message: string }[]).filter(({ message }) =>
      message.includes(qbtc.stateDirectory),
    );
    const [lost] = findings.filter(({ level }) => level === 'warning');
    for (const pid of pids) expect(lost?.message).toMatch(new RegExp(`\\(pid [0-9 ]*\\b${pid}\\b`));
    expect(areAlive(pids)).toBe(true);
    await qbtc.succeed(['down', 'one']);
    expect(areAlive(pids)).toBe(true);
  });

  it('that is served by its own controller is nothing wrong to others: one line, with its stacks and its controller', async () => {
    await twoStacks();
    const elsewhere = { QBTC_STATE_DIR: join(qbtc.folder, 'elsewhere') };
    const { stdout } = await qbtc.succeed(['doctor', '-o', 'json'], { env: elsewhere });
    const findings = (JSON.parse(stdout) as { level: string; message: string }[]).filter(({ message }) =>
      message.includes(`${qbtc.stateDirectory}.`),
    );
    expect(findings).toMatchObject([{ level: 'ok', message: expect.stringContaining('default/one, default/two') }]);
    expect(findings[0]?.message).toContain(`the controller with pid ${(await qbtc.controller())!.pid}`);
  });

  it('that was lost can be had back by its id: its services are replaced in order, and none is left over', async () => {
    const [port, door] = [await qbtc.port(), await qbtc.port()];
    const spec = { services: [webService('web', port)], ...routed(door, 'web') };
    const file = await qbtc.file('adopted.yaml', stackFile('adopted', spec));
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const [pid = 0] = await pidsOf(qbtc, 'adopted', 'web');
    const { id } = JSON.parse(await readFile(join(qbtc.stateDirectory, 'installation.json'), 'utf8')) as { id: string };
    const early = await qbtc.run(['doctor', '--adopt', id], { env: { QBTC_STATE_DIR: join(qbtc.folder, 'other') } });
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('is not lost')]);
    await endController();
    await rm(qbtc.stateDirectory, { recursive: true });

    expect((await qbtc.succeed(['doctor'])).stdout).toContain(`qbtc doctor --adopt ${id}`);
    const wrong = await qbtc.run(['doctor', '--adopt', 'nobody']);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining(id)]);
    const adopted = await qbtc.succeed(['doctor', '--adopt', id]);
    const [, frontDoor] = /kill (\d+)/.exec(adopted.stdout) ?? [];
    expect(areAlive([pid, Number(frontDoor)])).toBe(true);
    process.kill(Number(frontDoor));
    await qbtc.succeed(['up', '-f', file, '--wait']);
    expect((await fetch(`http://127.0.0.1:${door}/`)).status).toBe(200);
    expect(areAlive([pid])).toBe(false);
    await qbtc.succeed(['down', 'adopted']);
    await qbtc.nothingLeft();
  });

  it('on a full disk: commands say so, nothing that runs is ended, and all goes on once there is space', async () => {
    await mkdir(qbtc.stateDirectory);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'qbtc-test', qbtc.stateDirectory], {
        stdio: 'pipe',
      });
    } catch {
      console.warn('SKIPPED the full disk: a file system can be mounted by root only');
      if (process.env.CI === 'true' && process.getuid?.() === 0) throw new Error('root could not mount a tmpfs');
      return;
    }
    try {
      const port = await qbtc.port();
      const file = await qbtc.file('web.yaml', stackFile('web', { services: [webService('web', port)] }));
      await qbtc.succeed(['up', '-f', file, '--wait']);
      const pids = await pidsOf(qbtc, 'web', 'web');
      const ballast = join(qbtc.stateDirectory, 'ballast');
      await writeFile(ballast, Buffer.alloc(2 * 1024 * 1024)).catch(() => undefined);

      await qbtc.file('web.yaml', stackFile('web', { services: [webService('web', port, { version: '2' })] }));
      const up = await qbtc.run(['up', '-f', file, '--wait', '--timeout', '3s']);
      expect([up.code, up.stderr]).toEqual([1, expect.stringMatching(/full|no space/i)]);
      expect(areAlive(pids)).toBe(true);
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      expect((await qbtc.run(['doctor'])).stdout).toMatch(/full/);

      await rm(ballast);
      await qbtc.succeed(['up', '-f', file, '--wait']);
      await waitFor('the stack to be Ready', () => isReady('web'));
      await qbtc.succeed(['down', 'web']);
      expect((await qbtc.leftovers()).filter((what) => what.startsWith('process'))).toEqual([]);
    } finally {
      const controller = await qbtc.controller();
      if (controller) process.kill(controller.pid, 'SIGKILL');
      execFileSync('umount', ['--lazy', qbtc.stateDirectory]);
    }
  });

  it('of which two processes want to be the controller has one', async () => {
    const first = await qbtc.start(['run']);
    await waitFor('the first to serve', () => qbtc.controller());
    const second = await qbtc.start(['run'], { env: { QBTC_LISTEN: '127.0.0.1:0' } });
    const { code, stderr } = await second.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('another controller serves')]);
    first.signal('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });
});
