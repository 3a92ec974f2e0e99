import { isDeepStrictEqual } from 'node:util';
import type { Candidate } from '../api/adoption.ts';
import type { Clock } from '../api/clock.ts';
import type { Facilities } from '../api/facilities.ts';
import { frontDoorMarker, type FrontDoorAddress, type FrontDoors } from '../api/front-door.ts';
import type { Gateway } from '../api/gateway.ts';
import type { Service } from '../api/generated/resource.ts';
import type { LogSource } from '../api/logs.ts';
import { known, unknown, type Observation } from '../api/observation.ts';
import type { Desired, FrontDoorObservation, Observed, RuntimeKind } from '../api/plan.ts';
import type { Prober } from '../api/probe.ts';
import type { Listener, Processes } from '../api/processes.ts';
import type { Room } from '../api/room.ts';
import type { Instance, PortHolder, Runtime, RuntimeState } from '../api/runtime.ts';
import { hostPorts } from '../spec/host-ports.ts';
import { withDeclaration } from './declaration.ts';
import { withDeadline } from './deadline.ts';
import { externalInstances } from './external.ts';
import { observeGateway } from './gateway.ts';
import type { Intruders } from './intruders.ts';
import { observeLastLines } from './last-lines.ts';
import type { Looks } from './looks.ts';
import { observeProbes, setTargets, type Look } from './probes.ts';

/** How long one system may take to answer, in milliseconds. */
const DEADLINE = 5000;

export interface Sources {
  readonly clock: Clock;
  readonly runtimes: Readonly<Partial<Record<RuntimeKind, Runtime>>>;
  readonly prober: Prober;
  readonly frontDoors: FrontDoors;
  readonly gateway: Gateway;
  /** Those that go on by themselves. */
  readonly looks: Looks;
  /** Called when one of them has found something else than before. */
  readonly changed: () => void;
  readonly processes: Processes;
  readonly logs?: readonly LogSource[];
  /** What is left on this machine; absent where that does not matter. */
  readonly room?: () => Promise<Room>;
  readonly intruders: Intruders;
  /** What other stacks of this controller want. */
  readonly claims: (desired: Desired) => Observed['claims'];
  /** The actions that are under way. */
  readonly operations: () => Observed['operations'];
}

/** Takes one snapshot of everything that concerns a stack. It modifies nothing. */
export async function observe(desired: Desired, sources: Sources, asked: Look, signal: AbortSignal): Promise<Observed> {
  const { clock } = sources;
  // Before everything else: what is seen below is to be as new as can be when it is acted on.
  if (asked.asked) await sources.looks.refresh(desired.stack.uid, signal);
  // What ends while the look is taken may be missing in it, so it counts as under way.
  const operations = sources.operations();
  const areStarting = operations.some(({ type }) => type === 'StartInstance' || type === 'RestartInstance');
  const look = { ...asked, areStarting, now: clock.now() };
  const [runtimes, frontDoors, gateway, room] = await Promise.all([
    observeRuntimes(desired, sources, signal),
    observeFrontDoors(desired, sources, signal),
    observeGateway(desired, sources, asked.secrets, signal),
    sources.room?.(),
  ]);
  const { instances, facilities, candidates } = runtimes;
  const former = sources.intruders.last(desired.stack.uid);
  const [probes, lastLines, lingering] = await Promise.all([
    observeProbes(desired, instances, sources.prober, look, former),
    observeLastLines(desired, instances, sources, asked.secrets, signal),
    lingeringContainers(desired, instances, sources, signal),
  ]);
  // After the probes: whoever answered them was there by then.
  const listeners = concernsPorts(desired, instances)
    ? await withDeadline(clock, 'the list of listening sockets', DEADLINE, signal, () => sources.processes.listeners())
    : known([]);
  const intruders = await observeIntruders(desired, instances, listeners, sources, signal);
  if (!isDeepStrictEqual(former, intruders)) setTargets(desired, instances, sources.prober, look, intruders);
  const listening = listeners.known
    ? await portHolders(desired, { instances, frontDoors }, listeners.value, sources, signal)
    : [];
  const claims = sources.claims(desired);
  // What a runtime says of its own tells more than the process that listens for it.
  const holders = [...runtimes.holders, ...listening];
  const found = { instances, probes, listening: listeners, holders, candidates, intruders };
  return {
    ...found,
    frontDoors: frontDoors.map((frontDoor) => unlessStarted(frontDoor, desired, listening)),
    claims,
    operations,
    asked: look.asked ?? false,
    ...(facilities ? { facilities } : {}),
    ...(gateway ? { gateway } : {}),
    ...(lingering ? { lingering } : {}),
    ...(lastLines ? { lastLines } : {}),
    ...(asked.score === undefined ? {} : { score: asked.score }),
    ...(room ? { room } : {}),
    ...sources.looks.take(desired, { instances, frontDoors }, { secrets: asked.secrets, changed: sources.changed }),
  };
}

/** Whether anything of the stack is, or is to be, at a port of this host: who listens there costs the kernel a walk over all connections. */
function concernsPorts({ spec }: Desired, instances: Observed['instances']): boolean {
  const takesPorts = (service: Service): boolean =>
    service.docker ? hostPorts(service).length > 0 : service.ports.length > 0;
  return (
    spec.routes.length > 0 ||
    spec.discovery?.autoRoute === true ||
    spec.services.some(takesPorts) ||
    Object.values(instances).some(
      (found) => !found.known || found.value.some(({ launch }) => takesPorts(launch.service)),
    )
  );
}

/** Containers go on for a while, or for good, when their engine dies. Of an engine elsewhere nobody can tell. */
async function lingeringContainers(
  { stack, containers }: Desired,
  { docker }: Observed['instances'],
  { clock, processes, runtimes }: Sources,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (!docker || docker.known || containers.length === 0) return undefined;
  if (runtimes.docker?.isElsewhere?.(stack)) return containers;
  const found = await withDeadline(clock, 'the process table', DEADLINE, signal, async () =>
    known(await processes.inContainers(containers)),
  );
  return found.known ? found.value : containers;
}

interface RuntimeStates {
  readonly instances: Observed['instances'];
  readonly facilities: Facilities | undefined;
  readonly holders: readonly PortHolder[];
  readonly candidates: readonly Candidate[];
}

async function observeRuntimes(
  desired: Desired,
  { runtimes, clock }: Sources,
  signal: AbortSignal,
): Promise<RuntimeStates> {
  const declared = new Map(desired.spec.services.map((service) => [service.name, service]));
  const instances: Partial<Record<RuntimeKind, Observation<readonly Instance[]>>> = {};
  const states: RuntimeState[] = [];
  const looks = Object.entries(runtimes).map(async ([kind, runtime]) => {
    // An engine that a stack has nothing to do with may be absent.
    if (kind === 'docker' && !desired.usesEngine) return;
    const found = await withDeadline(clock, `the ${kind} runtime`, DEADLINE, signal, (both) =>
      runtime.observe(desired.stack, desired.spec, both),
    );
    if (found.known) states.push(found.value);
    instances[kind as RuntimeKind] = found.known
      ? known(found.value.instances.map((instance) => withDeclaration(instance, declared.get(instance.service))))
      : found;
  });
  await Promise.all(looks);
  instances.external = known(externalInstances(desired));
  return {
    instances,
    facilities: states.find(({ facilities }) => facilities)?.facilities,
    holders: states.flatMap(({ holders = [] }) => holders),
    candidates: states.flatMap(({ candidates = [] }) => candidates),
  };
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

/** A front door that was looked for a moment before another stack started it: it may serve what it kept of this one's routes, too. */
function unlessStarted(
  frontDoor: FrontDoorObservation,
  { stack }: Desired,
  listening: readonly PortHolder[],
): FrontDoorObservation {
  const { address, state } = frontDoor;
  const marker = frontDoorMarker(stack.installation, address);
  const isStarted = state.known && !state.value && listening.some((holder) => holder.marker === marker);
  return isStarted ? { ...frontDoor, state: unknown('it has just been started') } : frontDoor;
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
  for (const service of desired.spec.services) for (const { port } of hostPorts(service)) needed.add(port);
  for (const { address, state } of frontDoors) if (state.known && !state.value) needed.add(address.port);
  const held = new Set<number>();
  for (const observation of Object.values(instances)) {
    for (const { state, launch } of observation.known ? observation.value : []) {
      for (const { port } of hostPorts(launch.service, launch.ports)) (state === 'Exited' ? needed : held).add(port);
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
