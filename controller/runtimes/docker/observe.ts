import type { ContainerSummary } from '../../api/container.ts';
import type { NetworkSummary } from '../../api/engine.ts';
import type { Facilities } from '../../api/facilities.ts';
import type { StackSpec } from '../../api/generated/resource.ts';
import { isOwned } from '../../api/labels.ts';
import type { PortHolder, RuntimeState, StackRef } from '../../api/runtime.ts';
import type { Adoptions } from './adoptions.ts';
import { awaitedNames, candidatesOf } from './candidates.ts';
import { isLoopback } from '../../routing/addresses.ts';
import type { Connection } from './connection.ts';
import { instanceOf } from './instance.ts';
import { ownershipOf } from './owned.ts';

/**
 * One look at what an engine has of a stack. While nothing changes it costs two calls; volumes and images are asked for only where no
 * container of the stack proves that they are there.
 */
export async function observeStack(
  connection: Connection,
  records: Adoptions,
  stack: StackRef,
  spec: StackSpec,
  signal: AbortSignal,
): Promise<RuntimeState> {
  const { engine } = connection;
  const [containers, networks, { reachable }, adoptions] = await Promise.all([
    engine.containers(signal),
    engine.networks(signal),
    connection.info(signal),
    records.all(),
  ]);
  connection.keep(containers);
  const ownership = (container: ContainerSummary) => ownershipOf(container, adoptions.get(container.id), stack);
  const ours = containers.filter(ownership);
  const remoteHost = remoteHostOf(engine.endpoint);
  const context = { stack, containers, networks, reachable, remoteHost, stopping: connection.stopping };
  const found = await Promise.all(
    ours.map(async (container) => {
      const [detail, owned] = [await connection.detail(container, signal), ownership(container)];
      return detail && owned ? [instanceOf(detail, owned, context)] : [];
    }),
  );
  const instances = found.flat();
  const served = new Set(instances.filter(({ slot }) => slot === 0).map(({ service }) => service));
  connection.await(stack.uid, awaitedNames(stack, spec, served));
  return {
    instances,
    candidates: await candidatesOf(engine, stack, spec, { containers, adoptions, served }, signal),
    facilities: await facilitiesOf(connection, { stack, spec, networks, ours }, signal),
    holders: containers.filter((container) => !ownership(container)).flatMap(holdersOf),
  };
}

interface FacilityInputs {
  readonly stack: StackRef;
  readonly spec: StackSpec;
  readonly networks: readonly NetworkSummary[];
  readonly ours: readonly ContainerSummary[];
}

async function facilitiesOf(
  { engine }: Connection,
  { stack, spec, networks, ours }: FacilityInputs,
  signal: AbortSignal,
): Promise<Facilities> {
  const declared = (spec.docker?.volumes ?? []).map(({ name }) => name);
  const mounted = new Set(ours.flatMap(({ volumes }) => volumes));
  const areMounted = declared.every((name) => mounted.has(name));
  const [volumes, images] = await Promise.all([
    declared.length > 0 && !areMounted ? engine.volumes(signal) : undefined,
    imagesOf(engine, spec, ours, signal),
  ]);
  return {
    networks: networks.map(({ id, name, labels, subnets, internal }) => {
      return { id, name, ours: isOwned(labels, stack), subnets, internal };
    }),
    volumes: volumes
      ? volumes.map(({ name, labels }) => ({ name, ours: isOwned(labels, stack) }))
      : declared.map((name) => ({ name, ours: false })),
    images,
  };
}

/** The id of each image that the stack names: as its containers tell, else as the engine does. */
async function imagesOf(
  engine: Connection['engine'],
  spec: StackSpec,
  ours: readonly ContainerSummary[],
  signal: AbortSignal,
): Promise<Record<string, string>> {
  // A container names its image by the reference only while that still means the image it was made from.
  const proven = new Map(ours.map(({ image, imageId }) => [image, imageId]));
  const named = new Set(spec.services.flatMap(({ docker }) => docker?.image ?? []));
  const found = await Promise.all(
    [...named].map(async (image): Promise<[string, string | undefined]> => [
      image,
      proven.get(image) ?? (await engine.image(image, signal))?.id,
    ]),
  );
  return Object.fromEntries(found.flatMap(([image, id]) => (id === undefined ? [] : [[image, id]])));
}

/** The ports of this host that a container of somebody else is published at. */
const holdersOf = ({ name, published }: ContainerSummary): PortHolder[] =>
  published.map(({ hostAddress: host, hostPort: port }) => {
    return { host, port, holder: `container ${name}`, marker: undefined };
  });

/** The host of an engine that is reached over TCP; undefined when that is this one. */
export function remoteHostOf(endpoint: string): string | undefined {
  const [, host] = /^tcp:\/\/(\[[^\]]+\]|[^:/]+)/.exec(endpoint) ?? [];
  return host === undefined || isLoopback(host) ? undefined : host.replace(/^\[|\]$/g, '');
}
