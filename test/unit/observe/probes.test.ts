import { createSimulatedGateway } from '../../fakes/apisix/simulated-gateway.ts';
import { quietLooks } from '../../support/looks.ts';
import { expect, it } from '@jest/globals';
import type { FrontDoors } from '../../../controller/api/front-door.ts';
import { known } from '../../../controller/api/observation.ts';
import type { Prober, ProbeTarget } from '../../../controller/api/probe.ts';
import type { Runtime } from '../../../controller/api/runtime.ts';
import { Intruders } from '../../../controller/observe/intruders.ts';
import { createProber } from '../../../controller/observe/prober.ts';
import { setTargets } from '../../../controller/observe/probes.ts';
import { observe } from '../../../controller/observe/snapshot.ts';
import { createSimulatedClock } from '../../fakes/simulated-clock.ts';
import { SimulatedDisk } from '../../fakes/simulated-files.ts';
import { createSimulatedProcesses, SimulatedMachine } from '../../fakes/simulated-processes.ts';
import { desiredFrom, instanceOf } from '../../support/world.ts';

it('no answer of somebody else at the port of an instance counts for it, not even once he has gone (I6)', async () => {
  const clock = createSimulatedClock(0);
  const machine = new SimulatedMachine({ clock, disk: new SimulatedDisk({ clock }), program: () => undefined });
  const processes = createSimulatedProcesses(machine);
  const desired = desiredFrom(
    'services: [{name: web, process: {command: [serve]}, ports: [{name: http, port: 4000}]}]',
  );
  const web = instanceOf(desired.spec.services[0]!, 'v1', { startedAt: clock.now() });
  const isTaken = (): boolean => [...machine.processes.values()].some(({ listening }) => listening.length > 0);
  await using prober = createProber({
    clock,
    runProbe: async () => ({ ok: isTaken(), latency: 1, message: isTaken() ? '' : 'connection refused' }),
    onEdge: () => undefined,
  });
  const sources = {
    clock,
    runtimes: { process: { observe: async () => known({ instances: [web] }) } as unknown as Runtime },
    prober,
    frontDoors: { list: async () => [], observe: async () => known(undefined) } as unknown as FrontDoors,
    gateway: createSimulatedGateway(),
    ...quietLooks(clock),
    processes,
    intruders: new Intruders(processes),
    claims: () => ({ ports: [], frontDoors: [], routes: [] }),
    operations: () => [],
  };
  const look = () => observe(desired, sources, { refresh: false, secrets: {} }, new AbortController().signal);

  const stranger = machine.start((context) => void context.listen(4000), { argv: ['nc', '-l', '4000'] });
  await look();
  await clock.advance(1000);
  expect((await look()).intruders[web.id]?.holder).toBe(`pid ${stranger} (nc -l 4000)`);
  await clock.advance(1000);
  machine.signal(stranger, 'SIGKILL');
  const { intruders, probes } = await look();
  expect([intruders, probes[web.id]?.health ?? 'Unknown']).toEqual([{}, 'Unknown']);
  await clock.advance(1000);
  expect((await look()).probes[web.id]).toMatchObject({ health: 'Unknown', lastResult: { ok: false } });
});

it('containers that have had the most time are checked first', () => {
  const desired = desiredFrom('services: [{name: web, docker: {image: web}}]');
  const check = { state: 'Starting', command: ['check'], message: '' } as const;
  const instances = [30, 10, 20].map((startedAt) =>
    instanceOf(desired.spec.services[0]!, 'v1', { id: `c${startedAt}`, container: `c${startedAt}`, startedAt, check }),
  );
  const order: (string | undefined)[] = [];
  const prober = {
    set: (_: string, targets: readonly ProbeTarget[]) => order.push(...targets.map((it) => it.container)),
  };
  setTargets(desired, { docker: known(instances) }, prober as unknown as Prober, { refresh: false, secrets: {} }, {});
  expect(order).toEqual(['c10', 'c20', 'c30']);
});
