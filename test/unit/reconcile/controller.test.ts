import { createSimulatedGateway } from '../../fakes/apisix/simulated-gateway.ts';
import { quietMachine } from '../../support/looks.ts';
import { describe, expect, it } from '@jest/globals';
import pino from 'pino';
import type { FrontDoors } from '../../../controller/api/front-door.ts';
import { known } from '../../../controller/api/observation.ts';
import type { Prober } from '../../../controller/api/probe.ts';
import type { Processes } from '../../../controller/api/processes.ts';
import type { Runtime } from '../../../controller/api/runtime.ts';
import { createProber } from '../../../controller/observe/prober.ts';
import { pause } from '../../../controller/platform/pause.ts';
import { Controller } from '../../../controller/reconcile/controller.ts';
import { StackStore } from '../../../controller/state/store.ts';
import { EventLog } from '../../../controller/telemetry/events.ts';
import { createSimulatedClock } from '../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../fakes/simulated-files.ts';
import { BUILD, stackFrom } from '../../support/world.ts';

const INSTALLATION = { id: '6f0e7c1a-5a8e-4a52-9d0a-0d7b1f1c2e3f', key: '00' };
/** How long the runtime takes to tell what runs, in milliseconds. */
const LOOK = 40;
const PASS = { ok: true, latency: 1, message: '' };

/** A controller whose runtime hints every 10 ms that something changed. Tells how many looks that makes in a second. */
async function looksOf(spec: string, starting: number, change: Partial<Prober> = {}): Promise<number> {
  const clock = createSimulatedClock();
  const disk = new SimulatedDisk({ clock });
  disk.makeFolder('/state');
  const files = createSimulatedFiles(disk);
  const store = await StackStore.open({
    files,
    directory: '/state',
    installation: INSTALLATION,
    now: () => clock.now(),
  });
  let looks = 0;
  let hint = (): void => undefined;
  const never = new AbortController().signal;
  const runtime: Partial<Runtime> = {
    observe: async () => {
      looks++;
      await pause(clock, LOOK, never);
      return known({ instances: [] });
    },
    start: () => pause(clock, starting, never),
    watch: (_, changed) => {
      hint = changed;
      return { [Symbol.dispose]: () => undefined };
    },
  };
  await using prober = createProber({ clock, runProbe: async () => PASS, onEdge: () => undefined });
  const nothing = { [Symbol.dispose]: () => undefined };
  const controller = new Controller({
    ...{ clock, store, installation: INSTALLATION, events: new EventLog(() => clock.now()), build: BUILD },
    log: pino({ enabled: false }),
    gateway: createSimulatedGateway(),
    ...quietMachine,
    guard: () => undefined,
    runtimes: { process: runtime as Runtime },
    prober: { ...prober, ...change },
    frontDoors: {
      list: async () => [],
      observe: async () => known(undefined),
      watch: () => nothing,
    } as unknown as FrontDoors,
    processes: { listeners: async () => known([]) } as unknown as Processes,
  });
  await controller.accept(stackFrom(spec), {});
  await clock.advance(200);
  looks = 0;
  for (let time = 0; time < 1000; time += 10) {
    hint();
    await clock.advance(10);
  }
  const ended = controller.close();
  await clock.advance(starting + 1000);
  await ended;
  return looks;
}

describe('the looks that hints ask for', () => {
  it('leave nine tenths of the time to effects that are under way', async () => {
    const looks = await looksOf('services: [{name: api, process: {command: [serve]}}]', 10_000);
    expect(looks).toBeGreaterThanOrEqual(2);
    expect(looks).toBeLessThanOrEqual(3);
  });

  it('take at most a third of the time when nothing is under way', async () => {
    const looks = await looksOf(
      'services: [{name: db, external: {host: 127.0.0.1}, ports: [{name: sql, port: 5432}]}]',
      0,
    );
    expect(looks).toBeGreaterThanOrEqual(7);
    expect(looks).toBeLessThanOrEqual(9);
  });

  it('make no pass that fails as a whole come again sooner', async () => {
    const refresh = () => Promise.reject(new Error('broken'));
    expect(await looksOf('services: [{name: api, process: {command: [serve]}}]', 0, { refresh })).toBeLessThanOrEqual(
      2,
    );
  });
});
