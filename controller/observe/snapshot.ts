import type { Clock } from '../api/clock.ts';
import type { FrontDoorAddress, FrontDoors } from '../api/front-door.ts';
import { known, type Observation } from '../api/observation.ts';
import type { Desired, FrontDoorObservation, Observed, RuntimeKind } from '../api/plan.ts';
import type { Prober, ProbeState, ProbeTarget } from '../api/probe.ts';
import type { Listener, Processes } from '../api/processes.ts';
import type { Instance, PortHolder, Runtime } from '../api/runtime.ts';
import { effectiveProbe } from '../spec/effective-probe.ts';
import { withDeclaration } from './declaration.ts';
import { withDeadline } from './deadline.ts';
import { externalInstances } from './external.ts';

/** How long one system may take to answer, in milliseconds. */
const DEADLINE = 5000;

export interface Sources {
  readonly clock: Clock;
  readonly runtimes: Readonly<Partial<Record<RuntimeKind, Runtime>>>;
  readonly prober: Prober;
  readonly frontDoors: FrontDoors;
  readonly processes: Processes;
  /** What other stacks of this controller want. */
  readonly claims: (desired: Desired) => Observed['claims'];
}

/**
 * Takes one snapshot of everything that concerns a stack. It modifies nothing.
 *
 * @param refresh probe everything anew instead of taking the last results
 */
export async function observe(
  desired: Desired,
  sources: Sources,
  refresh: boolean,
  signal: AbortSignal,
): Promise<Observed> {
  const { clock } = sources;
  const [instances, frontDoors, listeners] = await Promise.all([
    observeRuntimes(desired, sources, signal),
    observeFrontDoors(desired, sources, signal),
    withDeadline(clock, 'the list of listening sockets', DEADLINE, signal, () => sources.processes.listeners()),
  ]);
  const probes = await observeProbes(desired, instances, sources.prober, refresh);
  const holders = listeners.known
    ? await portHolders(desired, instances, frontDoors, listeners.value, sources.processes)
    : [];
  return { instances, probes, listening: listeners, holders, frontDoors, claims: sources.claims(desired) };
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
  const addresses = new Map<string, FrontDoorAddress>([[`${host}:${port}`, { host, port }]]);
  for (const address of await sources.frontDoors.list()) addresses.set(`${address.host}:${address.port}`, address);
  return Promise.all(
    [...addresses].map(async ([name, address]) => {
      const ask = (both: AbortSignal) => sources.frontDoors.observe(address, both);
      return { address, state: await withDeadline(sources.clock, `the front door ${name}`, DEADLINE, signal, ask) };
    }),
  );
}

/** Hands the running instances to the prober and reads its judgement. */
async function observeProbes(
  desired: Desired,
  instances: Observed['instances'],
  prober: Prober,
  refresh: boolean,
): Promise<Record<string, ProbeState>> {
  const targets = new Map<string, ProbeTarget>();
  for (const observation of Object.values(instances)) {
    if (!observation.known) continue;
    for (const instance of observation.value) {
      const probe = effectiveProbe(instance.launch.service);
      if (!probe || instance.state !== 'Running') continue;
      const { addresses, cwd, env, run } = instance;
      targets.set(instance.id, {
        id: `${instance.id}#${run}`,
        probe,
        addresses,
        cwd,
        env,
        startedAt: instance.startedAt ?? 0,
      });
    }
  }
  prober.set(desired.stack.uid, desired.deleting ? [] : [...targets.values()]);
  if (refresh && !desired.deleting) await prober.refresh(desired.stack.uid);
  return Object.fromEntries([...targets].map(([id, target]) => [id, prober.state(target.id)]));
}

/** Finds out who holds the ports that something of the stack needs and does not hold itself. Costly, so only for those. */
async function portHolders(
  desired: Desired,
  instances: Observed['instances'],
  frontDoors: readonly FrontDoorObservation[],
  listeners: readonly Listener[],
  processes: Processes,
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
  const holders = await processes.holders(new Set(foreign.map(({ inode }) => inode)));
  return foreign.map(({ host, port, inode }) => {
    const holder = holders.get(inode);
    const name = holder ? `pid ${holder.pid} (${holder.command})` : 'a process of another user';
    return { host, port, holder: name, marker: holder?.marker };
  });
}
