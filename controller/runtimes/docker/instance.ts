import type { ContainerDetail } from '../../api/container.ts';
import type { ServicePort } from '../../api/generated/resource.ts';
import { LABELS } from '../../api/labels.ts';
import { placeholderLaunch } from '../../api/placeholder-launch.ts';
import type { Address, Exit, Instance, Launch, OwnCheck } from '../../api/runtime.ts';
import { addressFor, isLoopback } from '../../routing/addresses.ts';
import { deviationsOf, type Surroundings } from './deviations.ts';
import type { Ownership } from './owned.ts';

export interface InstanceContext extends Omit<Surroundings, 'launch' | 'adopted'> {
  /** Whether this host reaches containers at their own addresses. */
  readonly reachable: boolean;
  /** The host of an engine elsewhere; undefined for one of this machine. */
  readonly remoteHost?: string | undefined;
  /** When each container was asked to stop by this controller, by id. */
  readonly stopping: ReadonlyMap<string, number>;
}

/** A container of ours as an instance. */
export function instanceOf(
  container: ContainerDetail,
  { launch: known, adoption }: Ownership,
  context: InstanceContext,
): Instance {
  const { id, labels, startedAt, imageId } = container;
  const adopted = adoption !== undefined;
  const launch = known ?? unknownLaunch(labels);
  const asked = context.stopping.get(id);
  // Somebody may have started it again since.
  const stoppingSince = asked !== undefined && asked >= (startedAt ?? 0) ? asked : undefined;
  const state = stateOf(container, stoppingSince !== undefined);
  const problem = known ? problemOf(container) : 'its labels do not tell what it was created from';
  const check = checkOf(container);
  const isAtRest = state === 'Running' || container.state === 'exited';
  const deviations = known && isAtRest ? deviationsOf(container, { ...context, launch, adopted }) : [];
  return {
    id,
    container: id,
    service: launch.service.name,
    slot: launch.slot,
    revision: launch.revision,
    launch,
    state,
    run: startedAt ?? 0,
    startedAt,
    stoppingSince,
    exit: state === 'Exited' ? exitOf(container) : undefined,
    readyLogSeen: undefined,
    addresses: addressesOf(container, launch, context),
    pid: undefined,
    strays: [],
    cwd: '/',
    env: {},
    imageId,
    ...(adopted ? { adopted } : {}),
    ...(container.anonymousVolumes.length > 0 ? { keepsData: true } : {}),
    ...(problem === undefined ? {} : { problem }),
    ...(check ? { check } : {}),
    ...(deviations.length > 0 ? { deviations: deviations.map(({ message, hurts }) => ({ message, hurts })) } : {}),
  };
}

function stateOf({ state }: ContainerDetail, isStopping: boolean): Instance['state'] {
  switch (state) {
    case 'running':
    case 'paused':
      return isStopping ? 'Stopping' : 'Running';
    case 'restarting':
      return 'Pending';
    case 'removing':
      return 'Stopping';
    case 'created':
    case 'exited':
    case 'dead':
      return 'Exited';
  }
}

function problemOf({ state, error }: ContainerDetail): string | undefined {
  if (state === 'created') return error === '' ? 'was created and not started' : `could not be started: ${error}`;
  return state === 'dead' ? 'is dead: the engine could not remove it' : undefined;
}

function exitOf({ state, exitCode, finishedAt, oomKilled }: ContainerDetail): Exit | undefined {
  if (state !== 'exited') return undefined;
  const at = finishedAt ?? 0;
  return { code: exitCode, signal: undefined, at, ...(oomKilled ? { outOfMemory: true } : {}) };
}

function checkOf({ name, health, healthTest, healthExit }: ContainerDetail): OwnCheck | undefined {
  switch (health) {
    case 'none':
      return undefined;
    case 'starting':
      return { state: 'Starting', command: argvOf(healthTest), message: '' };
    case 'healthy':
      return { state: 'Healthy', command: [], message: '' };
    case 'unhealthy':
      return {
        state: 'Unhealthy',
        command: [],
        message: `its health check fails${healthExit === undefined ? '' : ` with exit code ${healthExit}`}; \`docker inspect ${name}\` shows what it says`,
      };
  }
}

/** The test of a health check as an argument vector, the way the engine runs it. */
function argvOf([kind, ...rest]: readonly string[]): string[] {
  if (kind === 'CMD') return rest;
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...rest] : [];
}

/** By port name, as this host reaches the container: at its own address, else where it is published. */
function addressesOf(
  container: ContainerDetail,
  { service, networks = [] }: Launch,
  { reachable, remoteHost }: InstanceContext,
): Record<string, Address> {
  const own = networks.map(({ name }) => container.networks[name]?.address).find((address) => address);
  return Object.fromEntries(
    service.ports.flatMap((port) => {
      const running = reachable && own ? { host: own, port: port.port } : undefined;
      const address = addressFor({ kind: 'frontDoor' }, { service, port, networks: [], running });
      const seen = address && remoteHost !== undefined ? fromAfar(address, port, remoteHost) : address;
      return seen ? [[port.name, seen]] : [];
    }),
  );
}

/** Where a port of another host's engine is reached: at that host, unless it is published to that host alone. */
function fromAfar({ port }: Address, { hostAddress }: ServicePort, host: string): Address | undefined {
  return isLoopback(hostAddress) ? undefined : { host, port };
}

/** Stands for the launch of a container of ours that does not say what it is. */
function unknownLaunch(labels: Readonly<Record<string, string>>): Launch {
  const named = {
    name: labels[LABELS.service] ?? '',
    slot: Number(labels[LABELS.slot] ?? 0) || 0,
    // Whatever its labels say: it has to make way for one that is known.
    revision: 'unknown',
  };
  const lists = { env: [], volumes: [], networks: [], capAdd: [], capDrop: [], extraHosts: [], devices: [] };
  const powers = { privileged: false, hostNetwork: false, hostPid: false, hostIpc: false };
  const stop = { stopSignal: 'SIGTERM', stopTimeoutSeconds: 10 };
  const docker = { image: '', pullPolicy: 'Never', readOnlyRootFilesystem: false, init: true } as const;
  return placeholderLaunch(named, { docker: { ...docker, ...lists, ...powers, ...stop } });
}
