import { createSimulatedGateway } from '../../fakes/apisix/simulated-gateway.ts';
import { quietLooks } from '../../support/looks.ts';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FrontDoors } from '../../../controller/api/front-door.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import { known } from '../../../controller/api/observation.ts';
import type { ProcessInfo, Processes } from '../../../controller/api/processes.ts';
import { Intruders } from '../../../controller/observe/intruders.ts';
import { createProber } from '../../../controller/observe/prober.ts';
import { observe } from '../../../controller/observe/snapshot.ts';
import { createSimulatedClock, type SimulatedClock } from '../../fakes/simulated-clock.ts';
import { SimulatedDisk } from '../../fakes/simulated-files.ts';
import { createSimulatedFrontDoors, SimulatedFrontDoorHost } from '../../fakes/simulated-front-doors.ts';
import { createSimulatedProcesses, SimulatedMachine } from '../../fakes/simulated-processes.ts';
import { BUILD, desiredFrom, planText } from '../../support/world.ts';

const SPEC = 'services: [{name: api, process: {command: [serve]}, ports: [{name: http, port: 3000}]}]';
const LEFT = { host: '127.0.0.1', port: 9080 };

let clock: SimulatedClock;
let frontDoors: FrontDoors;
let processes: Processes;

beforeEach(() => {
  clock = createSimulatedClock();
  const disk = new SimulatedDisk({ clock });
  const machine = new SimulatedMachine({ clock, disk, program: () => undefined, delay: () => 1 });
  const doors = new SimulatedFrontDoorHost(machine, 'inst');
  doors.start(LEFT, BUILD);
  frontDoors = createSimulatedFrontDoors(doors, BUILD);
  processes = createSimulatedProcesses(machine);
});

/** The snapshot of a machine on which some systems never answer. */
async function look(desired: Desired, silent: Partial<FrontDoors & Processes>): Promise<Observed> {
  await using prober = createProber({
    clock,
    runProbe: async () => ({ ok: false, latency: 0, message: 'refused' }),
    onEdge: () => undefined,
  });
  const host = { ...processes, ...silent };
  const sources = {
    clock,
    prober,
    intruders: new Intruders(host),
    runtimes: {},
    frontDoors: { ...frontDoors, ...silent },
    gateway: createSimulatedGateway(),
    ...quietLooks(clock),
    processes: host,
    claims: () => ({ ports: [], frontDoors: [], routes: [] }),
    operations: () => [],
  };
  const snapshot = observe(desired, sources, { refresh: false, secrets: {} }, new AbortController().signal);
  await clock.advance(5000);
  return await snapshot;
}

const never = (): Promise<never> => new Promise(() => undefined);

describe('a snapshot', () => {
  it('is there in time when the front doors cannot be listed, and then none of them is known (I2, I20)', async () => {
    const { frontDoors: seen } = await look(desiredFrom(SPEC), { list: never });
    const reason = 'the list of front doors did not answer within 5 s';
    expect(seen).toEqual([{ address: { host: '127.0.0.1', port: 9079 }, state: { known: false, reason } }]);
  });

  it('without that list ends no deletion, since routes may be left in a front door that is not seen (I2, I18)', async () => {
    const going = desiredFrom(SPEC, { deleting: true });
    expect(planText(going, await look(going, {})).text).toContain('ForgetStack');
    const { text, plan } = planText(going, await look(going, { list: never }));
    expect(text).toBe('');
    expect(plan.problems).toMatchObject([{ reason: 'DeletionBlocked', message: /list of front doors/ }]);
  });

  it('takes a front door that another stack has started meanwhile for unknown: it may serve kept routes (I2, I12)', async () => {
    const seen = async (marker: string) => {
      const { frontDoors: doors } = await look(desiredFrom(SPEC), {
        observe: async () => known(undefined),
        listeners: async () => known([{ host: '127.0.0.1', port: 9079, inode: '7' }]),
        holders: async () => new Map([['7', { pid: 7, command: 'node', marker } as ProcessInfo]]),
      });
      return doors.find(({ address }) => address.port === 9079)?.state;
    };
    expect(await seen('inst/front-door/127.0.0.1_9079')).toEqual({ known: false, reason: 'it has just been started' });
    expect(await seen('another/front-door/127.0.0.1_9079')).toEqual(known(undefined));
  });

  it('asks who listens only for a stack that is at ports of this host', async () => {
    const listeners = async () => known([{ host: '0.0.0.0', port: 8080, inode: '1' }]);
    const listening = async (spec: string) => (await look(desiredFrom(spec), { listeners })).listening;
    const container = (port: string) => `services: [{name: web, docker: {image: web}, ports: [{name: http, ${port}}]}]`;
    expect(await listening(container('port: 80'))).toEqual(known([]));
    const told = known([expect.objectContaining({ port: 8080 })]);
    expect(await listening(container('port: 80, hostPort: 8080'))).toEqual(told);
    const route = 'routes: [{name: all, paths: ["/*"], service: web}]';
    expect(await listening(`{${container('port: 80')}, ${route}}`)).toEqual(told);
    const external = 'services: [{name: db, external: {host: 127.0.0.1}, ports: [{name: sql, port: 5432}]}]';
    expect(await listening(external)).toEqual(told);
  });

  it('is there in time when nobody tells who holds a port, which is not taken for free (I8, I20)', async () => {
    const listeners = async () => known([{ host: '127.0.0.1', port: 3000, inode: '1' }]);
    const desired = desiredFrom(SPEC);
    const observed = await look(desired, { listeners, holders: never });
    expect(observed.holders).toEqual([]);
    const { plan } = planText(desired, { ...observed, instances: { process: known([]) } });
    expect(plan.actions.filter(({ type }) => type === 'StartInstance')).toEqual([]);
    expect(plan.services[0]?.message).toContain('port 3000 is held by');
  });
});
