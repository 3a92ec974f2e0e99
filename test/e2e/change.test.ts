import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isFree } from '../support/ports.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { routed, shellService, stackFile, webService } from '../support/stacks.ts';
import { startTraffic } from '../support/traffic.ts';
import { pidsOf, serviceOf, statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

let qbtc: Qbtc;
beforeEach(async () => {
  qbtc = await createQbtc();
});
afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

const up = async (name: string, spec: Record<string, unknown>, ...flags: string[]): Promise<string> => {
  const file = await qbtc.file(`${name}.yaml`, stackFile(name, spec));
  await qbtc.succeed(['up', '-f', file, ...(flags.length > 0 ? flags : ['--wait'])]);
  return file;
};
const ask = async (port: number, path = '/'): Promise<number> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  } catch {
    return 0;
  }
};

describe('a stack that is changed', () => {
  it('grows and shrinks without a failed request, down to nothing', async () => {
    const [port, door] = [await qbtc.port(), await qbtc.port()];
    const web = (replicas: number) => ({
      services: [webService('web', port, { more: { replicas } })],
      ...routed(door, 'web'),
    });
    await up('web', web(1));
    await using traffic = startTraffic(`http://127.0.0.1:${door}/`);
    for (const replicas of [4, 2]) {
      await up('web', web(replicas));
      await waitFor('the replicas that are wanted', async () => (await pidsOf(qbtc, 'web', 'web')).length === replicas);
    }
    expect(await traffic.stop()).toEqual([]);
    await up('web', web(0));
    await waitFor('no replica to be left', async () => (await pidsOf(qbtc, 'web', 'web')).length === 0);
    expect(await ask(door)).toBe(503);
    await up('web', web(1));
    expect(await ask(door)).toBe(200);
  });

  it('loses the service that is no longer declared, and its route, and nothing else', async () => {
    const [a, b, door] = [await qbtc.port(), await qbtc.port(), await qbtc.port()];
    await up('web', { services: [webService('a', a), webService('b', b)], ...routed(door, 'a', 'b') });
    const pids = await pidsOf(qbtc, 'web', 'a');
    await up('web', { services: [webService('a', a)], ...routed(door, 'a') });
    await waitFor('the service to be gone', () => isFree(b));
    expect(await pidsOf(qbtc, 'web', 'a')).toEqual(pids);
    expect((await statusOf(qbtc, 'web')).status?.services?.map(({ name }) => name)).toEqual(['a']);
    const file = await up('web', { services: [webService('a', a)] });
    await waitFor('the front door to be gone', () => isFree(door));
    await qbtc.succeed(['down', '-f', file]);
    await qbtc.nothingLeft();
  });

  it('moves its front door to another port, and leaves none behind', async () => {
    const [port, first, second] = [await qbtc.port(), await qbtc.port(), await qbtc.port()];
    await up('web', { services: [webService('web', port)], ...routed(first, 'web') });
    const file = await up('web', { services: [webService('web', port)], ...routed(second, 'web') });
    expect(await ask(second)).toBe(200);
    await waitFor('the former front door to be gone', () => isFree(first));
    await qbtc.succeed(['down', '-f', file]);
    await qbtc.nothingLeft();
  });

  it('is left as it is while it is suspended', async () => {
    const port = await qbtc.port();
    const spec = { services: [webService('web', port)] };
    await up('web', spec);
    const [pid = 0] = await pidsOf(qbtc, 'web', 'web');
    await up('web', { ...spec, suspend: true }, '--detach');
    process.kill(pid, 'SIGKILL');
    await qbtc.succeed(['reconcile', 'web']);
    expect(await ask(port)).toBe(0);
    await up('web', spec);
    expect(await ask(port)).toBe(200);
  });
});

describe('two stacks', () => {
  it('share a front door, each with its own routes, until the last of them goes', async () => {
    const [a, b, door] = [await qbtc.port(), await qbtc.port(), await qbtc.port()];
    const below = (path: string, service: string) => ({
      gateway: { frontDoor: { port: door } },
      routes: [{ name: 'own', paths: [{ value: path }], backends: [{ service, port: 'http' }] }],
    });
    await up('one', { services: [webService('web', a)], ...below('/one', 'web') });
    await up('two', { services: [webService('web', b)], ...below('/two', 'web') });
    expect([await ask(door, '/one'), await ask(door, '/two')]).toEqual([200, 200]);
    await qbtc.succeed(['down', 'one']);
    expect([await ask(door, '/one'), await ask(door, '/two')]).toEqual([404, 200]);
    await qbtc.succeed(['down', 'two']);
    await qbtc.nothingLeft();
  });

  it('that want one port: the older keeps it, the younger says who has it', async () => {
    const port = await qbtc.port();
    await up('older', { services: [webService('web', port)] });
    await up('younger', { services: [webService('web', port)] }, '--detach');
    const blocked = await waitFor('the conflict to be noticed', async () => {
      const service = await serviceOf(qbtc, 'younger', 'web');
      return service.phase === 'Blocked' && service;
    });
    expect(blocked.message).toContain('default/older');
    expect((await serviceOf(qbtc, 'older', 'web')).phase).toBe('Running');
    await qbtc.succeed(['down', 'older']);
    await waitFor('the younger to run', async () => (await serviceOf(qbtc, 'younger', 'web')).phase === 'Running');
    await qbtc.succeed(['down', 'younger']);
    await qbtc.nothingLeft();
  });
});

describe('a service that cannot run', () => {
  it('because its program or folder is missing: the status says which, and nothing is restarted in a loop', async () => {
    await up(
      'wrong',
      {
        services: [
          { name: 'misspelt', process: { command: ['no-such-program', 'x'] } },
          { name: 'homeless', process: { command: ['sleep', '3000'], workingDir: '/no/such/folder' } },
          shellService('fine', 'exec sleep 3000'),
        ],
      },
      '--detach',
    );
    for (const [service, words] of [
      ['misspelt', 'no-such-program'],
      ['homeless', '/no/such/folder'],
    ] as const)
      await waitFor(`the status of ${service} to say why`, async () =>
        (await serviceOf(qbtc, 'wrong', service)).message?.includes(words),
      );
    await waitFor('the other to run', async () => (await serviceOf(qbtc, 'wrong', 'fine')).phase === 'Running');
    await qbtc.succeed(['down', 'wrong']);
    await qbtc.nothingLeft();
  });

  it('until a line of its output says that it is ready, is not taken for ready', async () => {
    const gate = `${qbtc.folder}/gate`;
    const script = `until [ -e ${gate} ]; do sleep 0.05; done; echo now open for business; exec sleep 3000`;
    await up(
      'lines',
      {
        services: [
          { name: 'slow', process: { command: ['sh', '-c', script], readyLog: 'open for .*' } },
          shellService('after', 'exec sleep 3000', { dependsOn: [{ name: 'slow' }] }),
        ],
      },
      '--detach',
    );
    await waitFor('the first to be started', async () => (await serviceOf(qbtc, 'lines', 'slow')).phase === 'Starting');
    await qbtc.succeed(['reconcile', 'lines']);
    expect(await serviceOf(qbtc, 'lines', 'after')).toMatchObject({ phase: 'Waiting' });
    await qbtc.file('gate', '');
    await waitFor('the second to run', async () => (await serviceOf(qbtc, 'lines', 'after')).phase === 'Running');
  });
});

describe('a service, where several stacks are up', () => {
  it('needs no --stack when only one stack has it; otherwise the stacks are named', async () => {
    const said = (name: string) => shellService(name, `echo ${name} speaks; exec sleep 3000`);
    await up('one', { services: [said('web'), said('both')] });
    await up('two', { services: [said('api'), said('both')] });

    await waitFor('its log', async () => (await qbtc.succeed(['logs', 'api'])).stdout === 'api speaks\n');
    expect((await qbtc.succeed(['stop', 'web'])).stdout).toBe('web is held down\n');
    await qbtc.succeed(['start', 'web']);
    await qbtc.succeed(['restart', 'both', '--stack', 'two']);
    for (const [args, words] of [
      [['logs', 'both'], /default\/one, default\/two\n.*--stack/],
      [['logs'], /default\/one, default\/two\n.*--stack/],
      [['stop', 'web', 'api'], /no single stack has the services web, api/],
      [['stop', 'web', 'wbe'], /no service wbe\n.*default\/one has: web, both/],
    ] as const) {
      const { code, stderr } = await qbtc.run(args);
      expect([args, code, stderr]).toEqual([args, 1, expect.stringMatching(words)]);
    }
    expect((await serviceOf(qbtc, 'one', 'web')).phase).not.toBe('Stopped');
  });
});
