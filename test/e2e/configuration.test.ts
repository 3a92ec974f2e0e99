import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { shellService, stackFile } from '../support/stacks.ts';
import { statusOf } from '../support/views.ts';

let qbtc: Qbtc;
beforeEach(async () => {
  qbtc = await createQbtc();
});
afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

describe('a power that the operator has not allowed', () => {
  const privileged = stackFile('web', { services: [{ name: 'web', docker: { image: 'web:1', privileged: true } }] });
  const refused =
    'spec.services[0].docker.privileged: not allowed: it needs the power privileged. To allow it, add below';

  it('is refused by validate, plan and up before anything is handed over, each with the place and the mend', async () => {
    const file = await qbtc.file('web.yaml', privileged);
    for (const command of ['validate', 'plan', 'up']) {
      const { code, stdout, stderr } = await qbtc.run([command, '-f', file]);
      const said = stdout + stderr;
      expect([command, code, said]).toEqual([command, 1, expect.stringMatching(/^\S+web\.yaml:1:\d+ /m)]);
      expect(said).toContain(refused);
      expect(said).toContain(
        `${join(qbtc.folder, '.config/qbtc/config.yaml')}: - { source: local, namespaces: [default], powers: [privileged] }`,
      );
    }
    await qbtc.nothingLeft();
  });

  it('is said together with the values that are missing, so that one look at the file mends all', async () => {
    const env = [{ name: 'KEY', valueFrom: { env: 'NOBODY_SETS_THIS' } }];
    const service = { name: 'web', docker: { image: 'web:1', privileged: true, env } };
    const file = await qbtc.file('web.yaml', stackFile('web', { services: [service] }));
    const { code, stderr } = await qbtc.run(['plan', '-f', file]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(refused)]);
    expect(stderr).toMatch(/web\.yaml:1:\d+ \S+\.env: the environment variable NOBODY_SETS_THIS is not set/);
  });

  it('is allowed by the lines that the refusal names, wherever the configuration is', async () => {
    const file = await qbtc.file('web.yaml', privileged);
    const text = 'allow:\n  - { source: local, namespaces: [default], powers: [privileged] }\n';
    const named = await qbtc.file('operator.yaml', text);
    await qbtc.succeed(['validate', '-f', file, '--config', named]);
    await qbtc.succeed(['validate', '-f', file], { env: { QBTC_CONFIG: 'operator.yaml' } });
    await qbtc.succeed(['validate', '-f', file, '--config', named], { env: { QBTC_CONFIG: 'nowhere.yaml' } });
    const folder = join(qbtc.folder, 'settings/qbtc');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'config.yaml'), text);
    await qbtc.succeed(['validate', '-f', file], { env: { XDG_CONFIG_HOME: join(qbtc.folder, 'settings') } });
  });

  it('does not keep anybody from looking at the stack or taking it down', async () => {
    const file = await qbtc.file('web.yaml', privileged);
    await qbtc.succeed(['config', '-f', file]);
    await qbtc.succeed(['down', '-f', file]);
  });
});

describe('the controller', () => {
  const idle = (secretFile: string, message = 'one'): string =>
    stackFile('idle', {
      services: [
        shellService('idle', `echo ${message}; exec sleep 1000`, {
          process: {
            command: ['sh', '-c', `echo ${message}; exec sleep 1000`],
            env: [{ name: 'SECRET', valueFrom: { file: secretFile } }],
          },
        }),
      ],
    });

  it('that up starts has the configuration of up, and refuses what it does not allow: the last good state stays', async () => {
    const config = await qbtc.file(
      'operator.yaml',
      `allow:\n  - { source: local, powers: [valueFromFile], roots: [${qbtc.folder}] }\n`,
    );
    const inside = await qbtc.file('secret', 'planted');
    const file = await qbtc.file('idle.yaml', idle(inside));
    await qbtc.succeed(['up', '-f', file, '--wait', '--config', 'operator.yaml']);

    const outside = await qbtc.file('outside.yaml', idle('/etc/hostname', 'two'));
    const up = await qbtc.run(['up', '-f', outside, '--wait', '--config', config]);
    expect([up.code, up.stderr]).toEqual([
      1,
      expect.stringContaining('outside of the roots of the power valueFromFile'),
    ]);

    const { url, token } = (await qbtc.controller())!;
    const answer = await fetch(`${url}/api/v1/stacks/default/idle`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...JSON.parse(idle('/etc/hostname', 'two')), secrets: { 'file:/etc/hostname': 'x' } }),
    });
    expect([answer.status, await answer.json()]).toEqual([
      422,
      {
        code: 'NotAllowed',
        message: expect.stringMatching(
          /^spec\.services\[0\]\.process\.env\[0\]\.valueFrom\.file: not allowed: .*operator\.yaml: - \{ source: local/,
        ),
      },
    ]);
    const stack = await statusOf(qbtc, 'idle');
    expect([stack.metadata.generation, stack.spec.services[0]?.process?.env[0]?.valueFrom?.file]).toEqual([1, inside]);
    await qbtc.succeed(['down', 'idle']);
    await qbtc.nothingLeft();
  });

  it('listens where the configuration says, unless the environment or a flag says otherwise', async () => {
    const [configured, environment, flag] = [await qbtc.port(), await qbtc.port(), await qbtc.port()];
    const config = await qbtc.file('operator.yaml', `listen: 127.0.0.1:${configured}\n`);
    const listensAt = async (args: readonly string[], env: Record<string, string>): Promise<void> => {
      const run = await qbtc.start(['run', ...args], { env: { QBTC_CONFIG: config, ...env } });
      await run.printed(/the controller serves/);
      const { url } = (await qbtc.controller())!;
      run.signal('SIGTERM');
      await run.ended;
      ports.push(Number(new URL(url).port));
    };
    const ports: number[] = [];
    await listensAt([], { QBTC_LISTEN: '' });
    await listensAt([], { QBTC_LISTEN: `127.0.0.1:${environment}` });
    await listensAt(['--listen', `127.0.0.1:${flag}`], { QBTC_LISTEN: `127.0.0.1:${environment}` });
    expect(ports).toEqual([configured, environment, flag]);
  });

  it.each(['validate', 'plan', 'up', 'run'])(
    'is not asked by %s with a configuration that is wrong',
    async (command) => {
      const file = await qbtc.file(
        'idle.yaml',
        stackFile('idle', { services: [shellService('idle', 'exec sleep 1000')] }),
      );
      const config = await qbtc.file('operator.yaml', 'alow: []\nfrontDoor: None\n');
      const args = command === 'run' ? [] : ['-f', file];
      const wrong = await qbtc.run([command, ...args, '--config', config]);
      expect([wrong.code, wrong.stderr]).toEqual([
        1,
        expect.stringContaining(`${config}:1:1 alow: unknown field; did you mean "allow"?`),
      ]);
      expect(wrong.stderr).toContain(`${config}:2:1 frontDoor: not supported yet: frontDoor`);
      const missing = await qbtc.run([command, ...args, '--config', 'nowhere.yaml']);
      expect([missing.code, missing.stderr]).toEqual([
        1,
        expect.stringMatching(/nowhere\.yaml: there is no such file/),
      ]);
      await qbtc.nothingLeft();
    },
  );
});
