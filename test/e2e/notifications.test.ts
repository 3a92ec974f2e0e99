import { createServer } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../support/ports.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { shellService, stackFile } from '../support/stacks.ts';
import { serviceOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';
import { startWebhook } from '../support/webhook.ts';

const SECRET = 'T0KEN-planted';

/** Where in the state directory the secret stands. */
async function filesWithSecret({ stateDirectory }: Qbtc): Promise<string[]> {
  const names = await readdir(stateDirectory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (path) => ((await readFile(path, 'utf8').catch(() => '')).includes(SECRET) ? [path] : [])),
  );
  return found.flat();
}

describe('a webhook of a stack', () => {
  it('is told once of a quarantine and once of its end, whatever it answers at first; its secret is nowhere (I20, I22)', async () => {
    await using hook = await startWebhook(SECRET, ['500', 'cut', 'hang']);
    await using qbtc = await createQbtc();
    const file = await qbtc.file(
      'shop.yaml',
      stackFile('shop', {
        healing: { restarts: { max: 2, windowSeconds: 5 }, backoff: { initialSeconds: 1, maxSeconds: 1 } },
        services: [
          shellService('flaky', 'test -e mended || { sleep 0.2; exit 3; }; exec sleep 3600', {
            process: {
              command: ['sh', '-c', 'test -e mended || { sleep 0.2; exit 3; }; exec sleep 3600'],
              workingDir: qbtc.folder,
            },
          }),
          shellService('calm', 'exec sleep 3600'),
        ],
        monitoring: { webhooks: [{ url: hook.url, events: ['Quarantine'] }] },
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--detach']);
    await qbtc.waitFor('the first attempts', async () => hook.asked.length === 3, 30_000);
    // While the webhook hangs, the stack is looked after and answers.
    expect((await serviceOf(qbtc, 'shop', 'calm')).phase).toBe('Running');
    const { pid } = (await qbtc.controller())!;
    // What was not taken is not lost with the controller.
    process.kill(pid, 'SIGKILL');
    await qbtc.succeed(['up', '-f', file, '--detach']);
    await qbtc.waitFor('the message to be taken', async () => hook.taken.length === 1, 30_000);
    await qbtc.file('mended', '');
    await qbtc.waitFor('the end of the quarantine', async () => hook.taken.length === 2, 60_000);
    expect(hook.taken.map(({ event, status, service }) => `${event} ${status} ${service ?? ''}`)).toEqual([
      'Quarantine firing flaky',
      'Quarantine resolved flaky',
    ]);
    expect(hook.taken[0]).toMatchObject({ stack: 'default/shop', severity: 'warning', reason: 'RestartBudgetSpent' });
    expect(hook.taken[1]?.dedupKey).toBe(hook.taken[0]?.dedupKey);
    const status = await statusOf(qbtc, 'shop');
    expect(status.spec.monitoring.webhooks[0]?.url).toBe(`http://127.0.0.1:${hook.port}/***`);
    const shown = await Promise.all(
      [
        ['config', '-f', file],
        ['events', '-o', 'json'],
        ['status', '-o', 'yaml'],
        ['plan', '-f', file],
      ].map(async (args) => JSON.stringify(await qbtc.run(args))),
    );
    expect(shown.join('')).not.toContain(SECRET);
    expect((await filesWithSecret(qbtc)).map((path) => path.split('/').at(-1))).toEqual(['stack.json']);
    await qbtc.succeed(['down', 'shop']);
    await qbtc.nothingLeft();
    expect(hook.taken).toHaveLength(2);
  }, 150_000);

  it('that refuses for good is asked once, and that is told (I23)', async () => {
    const port = await freePort();
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.writeHead(404).end();
    });
    await new Promise<void>((listens) => server.listen(port, '127.0.0.1', listens));
    await using qbtc = await createQbtc();
    const file = await qbtc.file(
      'shop.yaml',
      stackFile('shop', {
        healing: { restarts: { max: 1, windowSeconds: 600 }, backoff: { initialSeconds: 1, maxSeconds: 1 } },
        services: [shellService('flaky', 'exit 3')],
        monitoring: { webhooks: [{ url: `http://127.0.0.1:${port}/${SECRET}` }] },
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--detach']);
    await waitFor(
      'the event',
      async () => (await qbtc.succeed(['events'])).stdout.includes('NotificationFailed'),
      30_000,
    );
    const { stdout } = await qbtc.succeed(['events']);
    expect(stdout).toContain(`webhook/127.0.0.1:${port}`);
    expect(stdout).toContain('is given up: it was answered with 404');
    expect(stdout).not.toContain(SECRET);
    expect(asked).toBe(1);
    await qbtc.succeed(['down', 'shop']);
    server.closeAllConnections();
    server.close();
  }, 60_000);
});
