import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { builtProgram } from '../support/build.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { shellService, stackFile } from '../support/stacks.ts';
import { waitFor } from '../support/wait.ts';

let qbtc: Qbtc;
beforeEach(async () => {
  qbtc = await createQbtc();
});
afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

const idle = (name: string): string => stackFile(name, { services: [shellService('idle', 'exec sleep 3000')] });
const namesIn = async (args: string[], env: Record<string, string> = {}): Promise<string[]> => {
  const { stdout } = await qbtc.succeed(['config', ...args, '-o', 'json'], { env });
  const stacks = [JSON.parse(stdout)].flat() as { metadata: { name: string } }[];
  return stacks.map(({ metadata }) => metadata.name);
};

describe('stack files', () => {
  it('may be several, and folders of them', async () => {
    const one = await qbtc.file('one.yaml', idle('one'));
    await mkdir(`${qbtc.folder}/more`);
    await qbtc.file('more/two.yaml', `${idle('two')}\n---\n${idle('three')}\n`);
    await qbtc.file('more/four.yml', idle('four'));
    await qbtc.file('more/notes.txt', 'not a stack');
    const names = await namesIn(['-f', one, '-f', `${qbtc.folder}/more`]);
    expect(names.sort()).toEqual(['four', 'one', 'three', 'two']);

    await qbtc.succeed(['up', '-f', one, '-f', `${qbtc.folder}/more`, '--wait']);
    const status = JSON.parse((await qbtc.succeed(['status', '-o', 'json'])).stdout) as unknown[];
    expect(status).toHaveLength(4);
    await qbtc.succeed(['down', '-f', one, '-f', `${qbtc.folder}/more`]);
    await qbtc.nothingLeft();
  });

  it('may come from standard input', async () => {
    const child = spawn(process.execPath, [await builtProgram(), 'config', '-f', '-', '-o', 'json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(idle('piped'));
    let printed = '';
    for await (const chunk of child.stdout) printed += String(chunk);
    expect(JSON.parse(printed)).toMatchObject({ metadata: { name: 'piped' } });
  });

  it('take variables from the shell before --env-file, and from a .env beside them', async () => {
    const file = await qbtc.file('named.yaml', idle('${NAME:?say how it is called}'));
    const env = await qbtc.file('my.env', 'NAME=from-file\n');
    expect(await namesIn(['-f', file, '--env-file', env])).toEqual(['from-file']);
    expect(await namesIn(['-f', file, '--env-file', env], { NAME: 'from-shell' })).toEqual(['from-shell']);
    const unset = await qbtc.run(['validate', '-f', file]);
    expect([unset.code, unset.stdout]).toEqual([1, expect.stringContaining('say how it is called')]);
    await qbtc.file('.env', 'NAME=from-dotenv\n');
    expect(await namesIn(['-f', file])).toEqual(['from-dotenv']);
  });
});

describe('validate', () => {
  it('says everything that is wrong at once, each with its place and a suggestion', async () => {
    const file = await qbtc.file(
      'bad.yaml',
      `apiVersion: qbtc.dev/v1alpha1
kind: QbtcStack
metadata:
  name: bad
spec:
  services:
    - name: web
      proces: { command: [node, web.js] }
    - name: api
      process: { command: [node, api.js] }
      replicas: many
      dependsOn: [{ name: wbe }]
  routes:
    - name: all
      backends: [{ service: api, port: http }]
`,
    );
    const { code, stdout } = await qbtc.run(['validate', '-f', file]);
    expect(code).toBe(1);
    const lines = stdout.split('\n');
    for (const [place, words] of [
      ['8:7', 'did you mean "process"?'],
      ['11:17', 'replicas'],
      ['12:27', 'wbe'],
      ['15:40', 'http'],
    ] as const) {
      expect(lines.filter((line) => line.startsWith(`${file}:${place} `) && line.includes(words))).toHaveLength(1);
    }
    const up = await qbtc.run(['up', '-f', file]);
    expect([up.code, up.stderr]).toEqual([1, expect.stringContaining(`${file}:8:7`)]);
    await qbtc.nothingLeft();
  });

  it('refuses what this version does not do yet, and says so', async () => {
    const file = await qbtc.file(
      'later.yaml',
      stackFile('later', { services: [{ name: 'redis', kubernetes: { image: 'redis:7' } }] }),
    );
    const { code, stdout } = await qbtc.run(['validate', '-f', file]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('not supported yet: spec.services[0].kubernetes')]);
  });

  it('names a file that is not there', async () => {
    const { code, stderr } = await qbtc.run(['validate', '-f', 'nowhere.yaml']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('nowhere.yaml')]);
  });
});

describe('the command line', () => {
  it('says how to go on when something is missing or misspelt', async () => {
    for (const [args, words] of [
      [['up'], '-f FILE'],
      [['down'], '-f'],
      [['stauts'], 'status'],
      [['status'], 'qbtc up -f FILE'],
      [['logs', 'web'], 'qbtc up -f FILE'],
      [['completion', 'tcsh'], 'bash'],
      [['up', '-f', 'x.yaml', '--wait', '--timeout', 'soon'], '120s'],
      [['up', 'x.yaml'], 'stack files are named with -f FILE'],
      [['up', '-f', 'x.yaml', '--wait', '--watch'], "'--watch' cannot be used with option '--wait'"],
      [['down', 'web', '-f', 'x.yaml'], 'not both'],
      [['logs', '--tail', 'few'], '--tail few'],
      [['reconcile'], 'qbtc reconcile --help'],
      [['run', '-f', 'x.yaml'], '--source file'],
      [['run', '--listen', 'here'], 'HOST:PORT'],
    ] as const) {
      const { code, stderr } = await qbtc.run(args);
      expect([args, code, stderr]).toEqual([args, 1, expect.stringContaining(words)]);
    }
    await qbtc.nothingLeft();
  });

  it('says how to get a stack where a controller runs and has none', async () => {
    const controller = await qbtc.start(['run']);
    await waitFor('it to serve', () => qbtc.controller());
    for (const args of [['status'], ['score'], ['logs'], ['stop', 'web']]) {
      const { code, stderr } = await qbtc.run(args);
      expect([args, code, stderr]).toEqual([args, 1, expect.stringMatching(/there is no stack(.|\n)*qbtc up -f FILE/)]);
    }
    controller.signal('SIGTERM');
    await controller.ended;
  });

  it('takes several stacks down by their names, and waits for Ready with --detach --wait, as Compose does', async () => {
    const one = await qbtc.file('one.yaml', idle('one'));
    const two = await qbtc.file('two.yaml', idle('two'));
    const { stdout } = await qbtc.succeed(['up', '-f', one, '-f', two, '--detach', '--wait']);
    expect(stdout).toMatch(/default\/one: Ready(.|\n)*default\/two: Ready/);
    expect((await qbtc.succeed(['down', 'one', 'default/two'])).stdout).toContain('default/two is down');
    await qbtc.nothingLeft();
  });

  it('ends quietly when nobody reads its output any more, and the stack stays up', async () => {
    const file = await qbtc.file('idle.yaml', idle('idle'));
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const child = spawn(process.execPath, [await builtProgram(), 'events', '-f'], {
      env: { PATH: process.env.PATH, QBTC_STATE_DIR: qbtc.stateDirectory },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const closed = once(child, 'close') as Promise<[number]>;
    await once(child.stdout, 'data');
    child.stdout.destroy();
    await qbtc.succeed(['restart', 'idle']);
    const [code] = await closed;
    expect([code, said]).toEqual([141, '']);
    await qbtc.succeed(['status', 'idle']);
  });

  it.each([
    ['a full disk', '> /dev/full', 1, /ENOSPC/],
    ['nobody', '>&3', 141, /^$/],
  ])('does not claim to have written its output to %s', async (_, target, expected, words) => {
    // At the other end of 3 nobody is left.
    const script = `exec 3> >(exec true); wait $!; "$0" "$1" completion bash ${target}`;
    const child = spawn('bash', ['-c', script, process.execPath, await builtProgram()], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(child, 'close')) as [number];
    expect([code, said]).toEqual([expected, expect.stringMatching(words)]);
  });

  it('has a completion that every shell here accepts', async () => {
    const { stdout } = await qbtc.succeed(['completion', 'bash']);
    const child = spawn('bash', ['-n'], { stdio: ['pipe', 'inherit', 'inherit'] });
    child.stdin.end(stdout);
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([code, stdout.includes('--wait')]).toEqual([0, true]);
  });
});
