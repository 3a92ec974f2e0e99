import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../api/clock.ts';
import type { FrontDoorAddress, FrontDoors } from '../api/front-door.ts';
import { known, type Observation } from '../api/observation.ts';
import type { Desired, FrontDoorObservation, Observed, RuntimeKind } from '../api/plan.ts';
import type { Prober } from '../api/probe.ts';
import type { Listener, Processes } from '../api/processes.ts';
import type { Instance, PortHolder, Runtime } from '../api/runtime.ts';
import { withDeclaration } from './declaration.ts';
import { withDeadline } from './deadline.ts';
import { externalInstances } from './external.ts';
import type { Intruders } from './intruders.ts';
import { observeProbes, setTargets, type Look } from './probes.ts';

/** How long one system may take to answer, in milliseconds. */
const DEADLINE = 5000;

export interface Sources {
  readonly clock: Clock;
  readonly runtimes: Readonly<Partial<Record<RuntimeKind, Runtime>>>;
  readonly prober: Prober;
  readonly frontDoors: FrontDoors;
  readonly processes: Processes;
  readonly intruders: Intruders;
  /** What other stacks of this controller want. */
  readonly claims: (desired: Desired) => Observed['claims'];
  /** The actions that are under way. */
  readonly operations: () => Observed['operations'];
}

/** Takes one snapshot of everything that concerns a stack. It modifies nothing. */
export async function observe(desired: Desired, sources: Sources, look: Look, signal: AbortSignal): Promise<Observed> {
  const { clock } = sources;
  // What ends while the look is taken may be missing in it, so it counts as under way.
  const operations = sources.operations();
  const [instances, frontDoors] = await Promise.all([
    observeRuntimes(desired, sources, signal),
    observeFrontDoors(desired, sources, signal),
  ]);
  const former = sources.intruders.last(desired.stack.uid);
  const probes = await observeProbes(desired, instances, sources.prober, look, former);
  // After the probes: whoever answered them was there by then.
  const listeners = await withDeadline(clock, 'the list of listening sockets', DEADLINE, signal, () =>
    sources.processes.listeners(),
  );
  const intruders = await observeIntruders(desired, instances, listeners, sources, signal);
  if (!isDeepStrictEqual(former, intruders)) setTargets(desired, instances, sources.prober, look, intruders);
  const holders = listeners.known
    ? await portHolders(desired, { instances, frontDoors }, listeners.value, sources, signal)
    : [];
  const claims = sources.claims(desired);
  return { instances, probes, listening: listeners, holders, intruders, frontDoors, claims, operations };
}

async function observeRuntimes(
  desired: Desired,
  { runtimes, clock }: Sources,
  signal: AbortSignal,
): Promise<Observed['instances']> {
  const declared = new Map(desired.spec.services.map((service) => [service.name, service]));
  const observed: Partial<Record<RuntimeKind, Observation<readonly Instance[]>>> = {};
  const looks = Object.entries(runtimes).map(async ([kind, runtime]) => {
    const found = await withDeadline(clock, `the ${kind} runtime`, DEADLINE, signal, (both) =>
      runtime.observe(desired.stack, both),
    );
    observed[kind as RuntimeKind] = found.known
      ? known(found.value.map((instance) => withDeclaration(instance, declared.get(instance.service))))
      : found;
  });
  await Promise.all(looks);
  observed.external = known(externalInstances(desired));
  return observed;
}

async function observeFrontDoors(
  desired: Desired,
  sources: Sources,
  signal: AbortSignal,
): Promise<FrontDoorObservation[]> {
  const { host, port } = desired.spec.gateway.frontDoor;
  const listed = await withDeadline(sources.clock, 'the list of front doors', DEADLINE, signal, async () =>
    known(await sources.frontDoors.list()),
  );
  // Routes of the stack may be anywhere, and the front door that it names may keep some although it does not run.
  if (!listed.known) return [{ address: { host, port }, state: listed }];
  const addresses = new Map<string, FrontDoorAddress>([[`${host}:${port}`, { host, port }]]);
  const recorded = new Set<string>();
  for (const address of listed.value) {
    const name = `${address.host}:${address.port}`;
    addresses.set(name, address);
    recorded.add(name);
  }
  return Promise.all(
    [...addresses].map(async ([name, address]) => {
      const ask = (both: AbortSignal) => sources.frontDoors.observe(address, both);
      const state = await withDeadline(sources.clock, `the front door ${name}`, DEADLINE, signal, ask);
      return { address, state, ...(recorded.has(name) ? { recorded: true as const } : {}) };
    }),
  );
}

/** Who listens at ports of running processes without being of them; what was known before, when the look fails. */
async function observeIntruders(
  { stack }: Desired,
  { process }: Observed['instances'],
  listeners: Observation<Listener[]>,
  { clock, intruders }: Sources,
  signal: AbortSignal,
): Promise<Observed['intruders']> {
  if (!process?.known || !listeners.known) return intruders.last(stack.uid);
  const found = await withDeadline(clock, 'the holders of ports', DEADLINE, signal, async () =>
    known(await intruders.find(stack.uid, process.value, listeners.value)),
  );
  return found.known ? found.value : intruders.last(stack.uid);
}

/** Finds out who holds the ports that something of the stack needs and does not hold itself. Costly, so only for those. */
async function portHolders(
  desired: Desired,
  { instances, frontDoors }: Pick<Observed, 'instances' | 'frontDoors'>,
  listeners: readonly Listener[],
  { clock, processes }: Sources,
  signal: AbortSignal,
): Promise<PortHolder[]> {
  const needed = new Set<number>();
  for (const service of desired.spec.services)
    if (!service.external) for (const { port } of service.ports) needed.add(port);
  for (const { address, state } of frontDoors) if (state.known && !state.value) needed.add(address.port);
  const held = new Set<number>();
  for (const observation of Object.values(instances)) {
    for (const { state, launch } of observation.known ? observation.value : []) {
      const ports = Object.values(launch.ports);
      if (state === 'Exited') for (const port of ports) needed.add(port);
      else for (const port of ports) held.add(port);
    }
  }
  const foreign = listeners.filter(({ port }) => needed.has(port) && !held.has(port));
  if (foreign.length === 0) return [];
  const inodes = new Set(foreign.map(({ inode }) => inode));
  const holders = await withDeadline(clock, 'the holders of ports', DEADLINE, signal, async () =>
    known(await processes.holders(inodes)),
  );
  // Without names the ports are held all the same.
  if (!holders.known) return [];
  return foreign.map(({ host, port, inode }) => {
    const holder = holders.value.get(inode);
    const name = holder ? `pid ${holder.pid} (${holder.command})` : 'a process of another user';
    return { host, port, holder: name, marker: holder?.marker };
  });
}
