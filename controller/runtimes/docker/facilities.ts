import type { Clock } from '../../api/clock.ts';
import type { Engine, NetworkSummary, PullProgress, RegistryCredentials } from '../../api/engine.ts';
import { QbtcError } from '../../api/errors.ts';
import type { FacilityProvider } from '../../api/facilities.ts';
import { isOwned, ownerLabels } from '../../api/labels.ts';
import type { StackRef } from '../../api/runtime.ts';
import type { Connections } from './connections.ts';
import { LIMITS, withinTime } from './time-limit.ts';

export type FindCredentials = (image: string, signal: AbortSignal) => Promise<RegistryCredentials | undefined>;

/** Networks, volumes and images of an engine. */
export function createFacilities(
  connections: Connections,
  clock: Clock,
  credentialsFor: FindCredentials,
): FacilityProvider {
  const engineOf = (stack: StackRef) => connections.of(stack).engine;
  const change = (signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> =>
    withinTime(clock, LIMITS.change, signal, work);

  return {
    createNetwork: (stack, { name, subnet, internal }, signal) =>
      change(signal, async (limited) => {
        const request = { name, subnet, internal, labels: ownerLabels(stack) };
        await engineOf(stack).createNetwork(request, limited).catch(unlessThere);
      }),

    removeNetwork: (stack, name, signal) =>
      change(signal, async (limited) => {
        const engine = engineOf(stack);
        const ours = (await engine.networks(limited)).filter(
          (network) => network.name === name && isOwned(network.labels, stack),
        );
        for (const network of ours) await removeNetwork(engine, network, limited);
      }),

    createVolume: (stack, { name }, signal) =>
      change(signal, (limited) => engineOf(stack).createVolume(name, ownerLabels(stack), limited)),

    removeVolume: (stack, name, signal) =>
      change(signal, async (limited) => {
        const engine = engineOf(stack);
        const found = (await engine.volumes(limited)).find((volume) => volume.name === name);
        if (found && isOwned(found.labels, stack)) await engine.removeVolume(name, limited);
      }),

    pullImage: (stack, image, progress, signal) =>
      withinTime(clock, LIMITS.pull, signal, async (limited) => {
        const credentials = await credentialsFor(image, limited);
        const tell = (pulled: PullProgress): void => {
          progress(describe(pulled));
        };
        await engineOf(stack).pull(image, credentials, tell, limited);
      }),
  };
}

/** @throws QbtcError `NetworkInUse` naming who is in it */
async function removeNetwork(engine: Engine, { id, name }: NetworkSummary, signal: AbortSignal): Promise<void> {
  try {
    await engine.removeNetwork(id, signal);
  } catch (error) {
    if (!(error instanceof QbtcError) || error.code !== 'NetworkInUse') throw error;
    const members = (await engine.containers(signal)).filter(({ networks }) => networks[name]?.networkId === id);
    const names = members.map((member) => member.name).join(', ') || 'something that cannot be seen';
    throw new QbtcError(`network ${name} is in use by ${names}`, {
      code: 'NetworkInUse',
      mend: `Remove it, or take it out with \`docker network disconnect ${name} NAME\`.`,
      disposition: 'wait',
      cause: error,
    });
  }
}

/** A network that came to be meanwhile is used as it is. */
function unlessThere(error: unknown): void {
  if (!(error instanceof QbtcError) || error.code !== 'NameConflict') throw error;
}

const MEGABYTE = 1_000_000;

function describe({ current, total }: PullProgress): string {
  if (total === 0) return 'pulling';
  const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
  const percent = Math.floor((100 * current) / total);
  return `pulling ${percent} % (${megabytes(current)} of ${megabytes(total)} MB)`;
}
