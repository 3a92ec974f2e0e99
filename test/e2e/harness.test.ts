import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { waitFor } from '../support/wait.ts';

describe('the end-to-end harness', () => {
  let qbtc: Qbtc;
  beforeEach(async () => {
    qbtc = await createQbtc();
  });
  afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

  it('runs the bundled command and gives its exit code and output', async () => {
    expect((await qbtc.succeed(['version'])).stdout).toMatch(/^qbtc \d/);
    const refused = await qbtc.run(['no-such-command']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('no-such-command');
    await expect(qbtc.succeed(['no-such-command'])).rejects.toThrow(/no-such-command ended with \d/);
    await qbtc.nothingLeft();
  });

  it('names every process, port and file that is left, so that no test passes over a leak', async () => {
    const port = await qbtc.port();
    const server = createServer().listen(port, '127.0.0.1');
    await mkdir(qbtc.stateDirectory);
    await writeFile(join(qbtc.stateDirectory, 'forgotten.json'), '{}');
    const child = spawn('sleep', ['1000'], {
      env: { PATH: process.env.PATH ?? '', HOME: qbtc.folder },
      stdio: 'ignore',
    });
    const all = [/^process \d+: sleep 1000$/, new RegExp(`^port ${port}$`), /^file .*forgotten\.json$/];
    try {
      const left = await waitFor('the process to run', async () => {
        const found = await qbtc.leftovers();
        return found.length === all.length && found;
      });
      expect(left).toEqual(all.map((pattern) => expect.stringMatching(pattern)));
      await expect(qbtc.nothingLeft(50)).rejects.toThrow(/sleep 1000/);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    await qbtc[Symbol.asyncDispose]();
    await waitFor('the process to be ended', () => child.signalCode === 'SIGKILL');
    expect(existsSync(qbtc.folder)).toBe(false);
  });
});
