import type { ContainerRequest, MountRequest } from '../../api/container-request.ts';
import type { AnonymousVolume } from '../../api/container.ts';
import type { Engine } from '../../api/engine.ts';
import { QbtcError } from '../../api/errors.ts';
import { LABELS } from '../../api/labels.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';
import type { Adoptions } from './adoptions.ts';
import type { Connection } from './connection.ts';
import { ownershipOf, type OwnedContainer } from './owned.ts';

/**
 * The request with the anonymous volumes of the container that it is to replace: what a replica wrote to the volumes of its image outlives
 * its container, as with Compose.
 */
export async function withInheritance(
  connection: Connection,
  adoptions: Adoptions,
  stack: StackRef,
  launch: Launch,
  request: ContainerRequest,
  signal: AbortSignal,
): Promise<ContainerRequest> {
  const volumes = await inheritable(connection, adoptions, stack, launch, signal);
  if (volumes.size === 0) return request;
  const image = await connection.engine.image(request.Image, signal);
  const { Mounts, Tmpfs } = request.HostConfig;
  const declared = new Set([...Mounts.map(({ Target }) => Target), ...Object.keys(Tmpfs)]);
  const inherited = [...volumes.values()].filter(
    ({ target }) => image?.volumes.includes(target) && !declared.has(target),
  );
  const kept = inherited.flatMap(({ name, isKept }) => (isKept ? [name] : []));
  return {
    ...request,
    Labels: { ...request.Labels, ...(kept.length > 0 ? { [LABELS.keptVolumes]: kept.join(',') } : {}) },
    HostConfig: { ...request.HostConfig, Mounts: [...Mounts, ...inherited.map(mountOf)] },
  };
}

/** Removes the volumes that a container which is gone had inherited, as far as no other container has them. */
export async function removeInherited(engine: Engine, former: OwnedContainer, signal: AbortSignal): Promise<void> {
  const spared = [...keptOf(former), ...(former.launch?.service.docker?.volumes ?? []).map(({ volume }) => volume)];
  for (const { name } of former.container.anonymousVolumes) {
    if (spared.includes(name)) continue;
    await engine.removeVolume(name, signal).catch((error: unknown) => {
      if (!(error instanceof QbtcError) || error.code !== 'VolumeInUse') throw error;
    });
  }
}

interface Inheritable extends AnonymousVolume {
  /** It came from an adopted container. */
  readonly isKept: boolean;
}

/** What the containers of the same replica that the last look found have, by where it is mounted; of several the one that ran last. */
async function inheritable(
  { engine, seen }: Connection,
  adoptions: Adoptions,
  stack: StackRef,
  { service, slot, revision }: Launch,
  signal: AbortSignal,
): Promise<Map<string, Inheritable>> {
  const adopted = await adoptions.all();
  const former: OwnedContainer[] = [];
  for (const { id, labels } of seen) {
    const ownership = ownershipOf({ labels }, adopted.get(id), stack);
    const it = ownership?.launch;
    if (it?.service.name !== service.name || it.slot !== slot || it.revision === revision) continue;
    const container = await engine.container(id, signal);
    if (container) former.push({ container, ...ownership, launch: it });
  }
  former.sort((a, b) => (a.container.startedAt ?? 0) - (b.container.startedAt ?? 0));
  return new Map(
    former.flatMap((owned) =>
      owned.container.anonymousVolumes.map((volume): [string, Inheritable] => {
        const isKept = owned.adoption !== undefined || keptOf(owned).includes(volume.name);
        return [volume.target, { ...volume, isKept }];
      }),
    ),
  );
}

const keptOf = ({ container }: OwnedContainer): string[] => (container.labels[LABELS.keptVolumes] ?? '').split(',');

const mountOf = ({ name, target }: AnonymousVolume): MountRequest => {
  return { Type: 'volume', Source: name, Target: target, ReadOnly: false };
};
