import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';

let qbtc: Qbtc;

beforeEach(async () => {
  qbtc = await createQbtc();
});
afterEach(async () => {
  await qbtc[Symbol.asyncDispose]();
});

describe('a controller that is started while its stack is still being read', () => {
  it('leaves nothing behind when the stack turns out to be wrong', async () => {
    const file = await qbtc.file('wrong.yaml', 'apiVersion: qbtc.dev/v1alpha1\nkind: QbtcStack\nspec: {}\n');
    const { code, stderr } = await qbtc.run(['up', '-f', file, '--detach']);
    expect(code).toBe(1);
    expect(stderr).toContain('wrong.yaml:');
    await qbtc.nothingLeft();
  });

  it('leaves nothing behind when there is no such file', async () => {
    const { code } = await qbtc.run(['up', '-f', 'missing.yaml', '--detach']);
    expect(code).toBe(1);
    await qbtc.nothingLeft();
  });

  it('ends when the command that started it is gone and has handed nothing over', async () => {
    // As the command would: a folder that is missing was taken away meanwhile.
    await mkdir(qbtc.stateDirectory, { mode: 0o700 });
    // Its standard input, which the command would hold, is at its end from the beginning.
    const { code } = await qbtc.run(['run', '--source', 'local', '--ephemeral'], { deadlineMs: 20_000 });
    expect(code).toBe(0);
    await qbtc.nothingLeft();
  });

  it('goes on with the stack that it was given after the command has ended', async () => {
    const port = await qbtc.port();
    const file = await qbtc.file(
      'stack.yaml',
      `apiVersion: qbtc.dev/v1alpha1
kind: QbtcStack
metadata: { name: ahead }
spec:
  services:
    - name: sleeper
      process: { command: [sleep, '600'] }
  gateway: { frontDoor: { port: ${port} } }
`,
    );
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const wrong = await qbtc.file('wrong.yaml', 'kind: QbtcStack\n');
    await qbtc.run(['up', '-f', wrong, '--detach']);
    await qbtc.succeed(['status', 'ahead']);
    await qbtc.succeed(['down', 'ahead']);
    await qbtc.nothingLeft();
  });
});
