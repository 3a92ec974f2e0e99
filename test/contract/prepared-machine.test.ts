import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Discover, Discovery } from '../../controller/api/discovery.ts';
import { createDiscovery, machine } from '../../controller/wire.ts';
import { addressKey, consumerKey, KEYWORD, prepareMachine, type PreparedMachine } from '../support/prepared-machine.ts';
import { describeWithEngine } from '../support/suites.ts';
import { waitFor } from '../support/wait.ts';

const NEEDED = ['redis', 'postgres', 'rabbitmq'];

await describeWithEngine(
  'private',
  'a machine with thirty services of all kinds and thirty things that only look like one',
  () => {
    let prepared: PreparedMachine;
    let discover: Discover;
    beforeAll(async () => {
      prepared = await prepareMachine();
      discover = await createDiscovery(machine('/nonexistent'));
    }, 120_000);
    afterAll(() => prepared[Symbol.asyncDispose]() as Promise<void>, 60_000);

    const look = (): Promise<Discovery> =>
      discover(
        {
          ports: { hosts: ['127.0.0.1'], ports: prepared.ports },
          processes: { keywords: [KEYWORD] },
          docker: { endpoint: prepared.endpoint },
          rabbitmq: { managementUrl: prepared.managementUrl, username: 'guest', password: 'guest' },
          known: [],
          ours: [prepared.ours],
        },
        AbortSignal.timeout(30_000),
      );
    /** What is said to be a service that answers. */
    const validatedIn = ({ services }: Discovery): string[] =>
      services
        .filter(({ validated }) => validated)
        .map(({ type, name, host, port }) => (type === 'consumer' ? consumerKey(name) : addressKey(host, port)));

    it('has each of the services found, and nothing else taken for one: precision and recall are both 1.0', async () => {
      expect([prepared.services.length, prepared.decoys.length]).toEqual([30, 30]);
      const wanted = new Set(prepared.services);
      let found = await look();
      // Statistics of the broker are some seconds old, and a health check takes its time.
      await waitFor(
        'all services to be found',
        async () => {
          found = await look();
          const missing = prepared.services.filter((each) => !validatedIn(found).includes(each));
          if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}; ${JSON.stringify(found.failures)}`);
          return true;
        },
        45_000,
      );
      for (const each of [found, await look()]) {
        const validated = validatedIn(each);
        const right = validated.filter((one) => wanted.has(one));
        expect(validated.filter((one) => !wanted.has(one))).toEqual([]);
        expect({ precision: right.length / validated.length, recall: new Set(right).size / wanted.size }).toEqual({
          precision: 1,
          recall: 1,
        });
        expect(each.failures).toEqual({});
      }
    }, 60_000);
  },
  NEEDED,
);
