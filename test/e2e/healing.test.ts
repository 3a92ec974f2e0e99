import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { routed, shellService, stackFile, webService } from '../support/stacks.ts';
import { conditionOf, eventsOf, pidsOf, serviceOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

describe('healing', () => {
  let qbtc: Qbtc;
  let door: number;
  let web: number;
  beforeEach(async () => {
    qbtc = await createQbtc();
    [door, web] = [await qbtc.port(), await qbtc.port()];
  });
  afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

  /** A service that is probed by its port alone: a process that hangs still accepts connections. */
  const up = async (healing: Readonly<Record<string, unknown>>): Promise<number> => {
    const { process } = webService('web', web);
    const spec = {
      services: [
        {
          name: 'web',
          process: { ...process, stopTimeoutSeconds: 1 },
          ports: [{ name: 'http', port: web }],
          probe: { tcp: {}, intervalSeconds: 1 },
        },
        shellService('bystander', 'exec sleep 3000'),
      ],
      ...routed(door, 'web'),
      healing: { scoreThreshold: 100, intervalSeconds: 5, ...healing },
      monitoring: { intervalSeconds: 2 },
    };
    await qbtc.succeed(['up', '-f', await qbtc.file('shop.yaml', stackFile('shop', spec)), '--wait']);
    const [pid = 0] = await pidsOf(qbtc, 'shop', 'web');
    return pid;
  };
  const told = async (reason: string): Promise<string[]> =>
    (await eventsOf(qbtc))
      .filter((event) => event.reason === reason)
      .map(({ target, message }) => `${target} ${message}`);

  it('restarts what hangs although its port accepts connections, tells what that did to the score, and touches nothing else', async () => {
    const hung = await up({});
    const bystanders = await pidsOf(qbtc, 'shop', 'bystander');
    process.kill(hung, 'SIGSTOP');
    await qbtc.waitFor('the service to be healed', async () => (await told('Healed')).length > 0, 60_000);
    const [begun] = await told('Healing');
    expect(begun).toMatch(/^service\/web is restarted: its probe passes, and its clients are not served: /);
    expect((await told('Healed'))[0]).toMatch(/^service\/web restarted; the score was 85\.0 and is 100\.0$/);
    expect(await pidsOf(qbtc, 'shop', 'web')).not.toEqual([hung]);
    expect((await fetch(`http://127.0.0.1:${door}/`)).status).toBe(200);
    expect(await pidsOf(qbtc, 'shop', 'bystander')).toEqual(bystanders);
    expect(await serviceOf(qbtc, 'shop', 'web')).toMatchObject({ restarts: 1 });
    await waitFor('nothing to be left to heal', async () => {
      return (await conditionOf(qbtc, 'shop', 'Healing'))?.reason === 'NothingToHeal';
    });
  }, 90_000);

  it('only says what it would do in mode Observe', async () => {
    const hung = await up({ mode: 'Observe' });
    process.kill(hung, 'SIGSTOP');
    await qbtc.waitFor('it to be said', async () => (await told('WouldHeal')).length > 0, 60_000);
    expect((await conditionOf(qbtc, 'shop', 'Healing'))?.message).toMatch(/^web would be restarted: its probe passes/);
    expect((await qbtc.succeed(['status', 'shop'])).stdout).toContain('healing: web would be restarted');
    expect(await pidsOf(qbtc, 'shop', 'web')).toEqual([hung]);
    process.kill(hung, 'SIGCONT');
    await waitFor('it to be taken back', async () => {
      return ((await conditionOf(qbtc, 'shop', 'Healing'))?.message ?? '').startsWith('nothing is wrong');
    });
    expect(await told('WouldHeal')).toHaveLength(1);
  }, 90_000);
});
