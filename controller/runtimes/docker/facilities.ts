import type { Clock } from '../../api/clock.ts';
import type { PullProgress, RegistryCredentials } from '../../api/engine.ts';
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
      change(signal, (limited) =>
        engineOf(stack).createNetwork({ name, subnet, internal, labels: ownerLabels(stack) }, limited),
      ),

    removeNetwork: (stack, name, signal) =>
      change(signal, async (limited) => {
        const engine = engineOf(stack);
        const ours = (await engine.networks(limited)).filter(
          (network) => network.name === name && isOwned(network.labels, stack),
        );
        for (const { id } of ours) await engine.removeNetwork(id, limited);
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

const MEGABYTE = 1_000_000;

function describe({ current, total }: PullProgress): string {
  if (total === 0) return 'pulling';
  const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
  const percent = Math.floor((100 * current) / total);
  return `pulling ${percent} % (${megabytes(current)} of ${megabytes(total)} MB)`;
}
