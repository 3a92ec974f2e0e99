import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { routed, shellService, stackFile, webService } from '../support/stacks.ts';
import { conditionOf, pidsOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

let qbtc: Qbtc;
let door: number;
let file: string;
/** Where the state directory is moved to. */
let away: string;

beforeEach(async () => {
  qbtc = await createQbtc();
  const port = await qbtc.port();
  door = await qbtc.port();
  // A second instance of what holds no port would run unnoticed.
  const services = [webService('web', port), shellService('worker', 'exec sleep 3000')];
  file = await qbtc.file('stack.yaml', stackFile('stack', { services, ...routed(door, 'web') }));
  away = join(qbtc.folder, 'away');
});
afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

const stackPids = async (): Promise<number[]> => [
  ...(await pidsOf(qbtc, 'stack', 'web')),
  ...(await pidsOf(qbtc, 'stack', 'worker')),
];

const answers = async (): Promise<number> => (await fetch(`http://127.0.0.1:${door}/`)).status;

/** Everything that was started, but the controller and the commands. */
const running = async (): Promise<string[]> =>
  (await qbtc.leftovers()).filter((what) => what.startsWith('process') && !/qbtc\.js (run|up)\b/.test(what)).sort();

describe('a state directory that is moved away while its controller runs', () => {
  it('ends the controller with clear words and changes nothing, and all of it is taken over when it is back', async () => {
    const up = await qbtc.start(['up', '-f', file]);
    await waitFor('the stack to be Ready', async () => (await conditionOf(qbtc, 'stack', 'Ready'))?.status === 'True');
    const pids = await stackPids();
    const before = await running();
    const { pid } = (await qbtc.controller())!;

    await rename(qbtc.stateDirectory, away);
    const { code, stderr } = await up.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${qbtc.stateDirectory} was moved away or removed`)]);
    for (const each of pids) expect(stderr).toContain(`pid ${each}`);
    await waitFor('the controller to end', () => !existsSync(`/proc/${pid}`));
    expect(await readFile(join(away, 'controller.log'), 'utf8')).toContain(`was moved to ${away}`);

    const status = await qbtc.run(['status']);
    expect([status.code, status.stderr]).toEqual([1, expect.stringContaining('Move it back')]);
    expect(existsSync(qbtc.stateDirectory)).toBe(false);
    expect(await running()).toEqual(before);
    expect(await answers()).toBe(200);

    await rename(away, qbtc.stateDirectory);
    await qbtc.succeed(['up', '-f', file, '--wait']);
    expect(await stackPids()).toEqual(pids);
    expect(await running()).toEqual(before);
    await qbtc.succeed(['down', 'stack']);
    await qbtc.nothingLeft();
  });

  it('and replaced by another one: nothing is written there, neither by that controller nor by the next', async () => {
    const first = await qbtc.start(['run']);
    await waitFor('the controller to serve', () => qbtc.controller());
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const before = await running();

    await rename(qbtc.stateDirectory, away);
    await mkdir(qbtc.stateDirectory);
    const { code, stderr } = await first.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('and another one is in its place')]);
    expect(await readdir(qbtc.stateDirectory)).toEqual([]);
    expect(await running()).toEqual(before);

    // As systemd does it.
    const again = await qbtc.run(['run']);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('what was started from it still runs')]);
    expect(await readdir(qbtc.stateDirectory)).toEqual([]);

    expect(await running()).toEqual(before);
  });
});

describe('a state directory that is removed while its controller runs', () => {
  it('ends the controller, and what ran goes on: nothing of it is killed, doubled or brought back', async () => {
    const controller = await qbtc.start(['run']);
    await waitFor('the controller to serve', () => qbtc.controller());
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const before = await running();

    await rm(qbtc.stateDirectory, { recursive: true });
    const { code, stderr } = await controller.ended;
    // It may be noticed in the middle of the removal.
    expect([code, stderr]).toEqual([1, expect.stringMatching(/was (moved away or removed|emptied)/)]);
    expect(existsSync(qbtc.stateDirectory)).toBe(false);
    expect(await running()).toEqual(before);
    expect(await answers()).toBe(200);
  });

  it('is named by a new up, which begins anew beside what it leaves alone', async () => {
    const controller = await qbtc.start(['run']);
    await waitFor('the controller to serve', () => qbtc.controller());
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const [pids, before] = [await stackPids(), await running()];
    await rm(qbtc.stateDirectory, { recursive: true });
    await controller.ended;

    const services = [shellService('one', 'exec sleep 3000')];
    const other = await qbtc.file('other.yaml', stackFile('other', { services }));
    const { stderr } = await qbtc.succeed(['up', '-f', other, '--wait']);
    for (const pid of pids) expect(stderr).toContain(`pid ${pid}`);
    await qbtc.succeed(['down', 'other']);
    expect(await running()).toEqual(before);
  });
});
