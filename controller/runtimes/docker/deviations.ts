import type { ContainerDetail, ContainerSummary } from '../../api/container.ts';
import type { Engine, NetworkSummary } from '../../api/engine.ts';
import { declaredLimits, LIFTED } from '../../api/limits.ts';
import type { Deviation, Launch, NetworkMembership, StackRef } from '../../api/runtime.ts';
import { containerNames } from './names.ts';

/** A deviation with the calls that put it right. */
export interface Mendable extends Deviation {
  readonly mend: (engine: Engine, signal: AbortSignal) => Promise<void>;
}

export interface Surroundings {
  readonly stack: StackRef;
  readonly launch: Launch;
  readonly containers: readonly ContainerSummary[];
  readonly networks: readonly NetworkSummary[];
  /** Somebody else created and named it. */
  readonly adopted: boolean;
}

/**
 * What somebody changed about a container since it was created, as far as it can be put right without a new one. One that has ended is put
 * into its networks when it is started again.
 */
export function deviationsOf(container: ContainerDetail, surroundings: Surroundings): Mendable[] {
  const running = container.state === 'exited' ? [] : [...paused(container), ...memberships(container, surroundings)];
  return [
    ...running,
    ...renamed(container, surroundings),
    ...ownRestarts(container),
    ...limited(container, surroundings),
  ];
}

function paused({ id, state }: ContainerDetail): Mendable[] {
  if (state !== 'paused') return [];
  return [{ message: 'it is paused', hurts: true, mend: (engine, signal) => engine.unpauseContainer(id, signal) }];
}

/** Networks that it is to be in, under names by which others find it. */
export function memberships(container: ContainerDetail, { launch, networks }: Surroundings): Mendable[] {
  return (launch.networks ?? []).flatMap((wanted): Mendable[] => {
    const message = trouble(container, wanted, networks);
    if (message === undefined) return [];
    const mend = async (engine: Engine, signal: AbortSignal): Promise<void> => {
      if (container.networks[wanted.name]) await engine.disconnectNetwork(wanted.name, container.id, signal);
      // By the names that it had, too: others may know it by them. The engine adds the one made of its id by itself.
      const former = (container.aliases[wanted.name] ?? []).filter((alias) => !container.id.startsWith(alias));
      const aliases = [...new Set([...wanted.aliases, ...former])];
      await engine.connectNetwork(wanted.name, container.id, aliases, signal);
    };
    return [{ message, hurts: true, mend }];
  });
}

function trouble(
  { name, networks: joined, aliases }: ContainerDetail,
  wanted: NetworkMembership,
  networks: readonly NetworkSummary[],
): string | undefined {
  const mine = joined[wanted.name];
  if (!mine) return `it is not connected to network ${wanted.name}`;
  const network = networks.find((each) => each.name === wanted.name);
  // A network that was made anew under the old name is another one.
  if (network?.id !== mine.networkId) return `network ${wanted.name} was removed`;
  // Others find it by its name, too.
  const lost = wanted.aliases.find((alias) => alias !== name && !aliases[wanted.name]?.includes(alias));
  return lost === undefined ? undefined : `it is not known as ${lost} in network ${wanted.name}`;
}

/** What was created for the stack has its own name, or that of a successor while its predecessor is there. */
function renamed({ id, name }: ContainerDetail, { stack, launch, containers, adopted }: Surroundings): Mendable[] {
  if (adopted) return [];
  const { own, next } = containerNames(stack, launch);
  if (name === own) return [];
  const isTaken = containers.some((other) => other.id !== id && other.name === own);
  if (isTaken && name === next) return [];
  const target = isTaken ? next : own;
  const message = name === next ? `its predecessor ${own} is gone` : `it was renamed to ${name}`;
  return [{ message, hurts: false, mend: (engine, signal) => engine.renameContainer(id, target, signal) }];
}

/** The engine must not restart what the controller restarts. What was adopted gets its policy back once it is let go. */
function ownRestarts({ id, restartPolicy }: ContainerDetail): Mendable[] {
  if (restartPolicy === 'no' || restartPolicy === '') return [];
  const message = `it was given the restart policy ${restartPolicy}`;
  return [{ message, hurts: false, mend: (engine, signal) => engine.setRestartPolicy(id, 'no', signal) }];
}

/** One that is none was discarded by an engine whose kernel has no such limits. */
function limited({ id, limits }: ContainerDetail, { launch: { service }, adopted }: Surroundings): Mendable[] {
  const declared = service.docker && !adopted ? declaredLimits(service.docker) : {};
  const names = (['cpus', 'memory', 'pids'] as const).filter(
    (name) => limits[name] !== 0 && (declared[name] ?? limits[name]) !== limits[name],
  );
  if (names.length === 0) return [];
  const message = `its limits were changed: ${names.map((name) => `${name} to ${limits[name] === LIFTED ? 'none' : limits[name]}`).join(', ')}`;
  return [{ message, hurts: false, mend: (engine, signal) => engine.setLimits(id, declared, signal) }];
}
