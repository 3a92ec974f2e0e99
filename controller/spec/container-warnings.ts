import type { Mount, QbtcStack } from '../api/generated/resource.ts';
import { parseImage } from '../api/image.ts';
import { type Container, containersOf } from './containers.ts';
import type { Problem } from './diagnostic.ts';
import { imageFault } from './image.ts';

/** Warns of containers that will do something else than it seems. */
export function containerWarnings({ spec }: QbtcStack): Problem[] {
  const containers = containersOf(spec);
  const internal = new Set(
    (spec.docker?.networks ?? []).flatMap((network) => (network.internal ? [network.name] : [])),
  );
  const all = (spec.docker?.networks ?? []).map(({ name }) => name);
  return [
    ...containers.flatMap(versionWarnings),
    ...volumeWarnings(containers),
    ...containers.flatMap((container) => {
      const joined = container.docker.networks.length > 0 ? container.docker.networks.map(({ name }) => name) : all;
      return joined.length > 0 && joined.every((name) => internal.has(name)) ? publishWarnings(container) : [];
    }),
  ];
}

function versionWarnings({ docker, path }: Container): Problem[] {
  const { tag = 'latest', digest } = parseImage(docker.image);
  const isLatest = tag === 'latest' && digest === undefined && imageFault(docker.image) === undefined;
  if (docker.pullPolicy !== 'IfNotPresent' || !isLatest) return [];
  const message = 'names no version: whatever was fetched first stays; name a version, or set pullPolicy: Always';
  return [{ path: [...path, 'image'], message }];
}

/** Of several writers the second is warned of, and the replicas of one service. */
function volumeWarnings(containers: readonly Container[]): Problem[] {
  const writers = new Map<string, Container['service']>();
  return containers.flatMap(({ service, docker, path }) =>
    docker.volumes.flatMap((mount, index): Problem[] => {
      const volume = writtenVolume(mount);
      if (volume === undefined) return [];
      const other = writers.get(volume);
      writers.set(volume, other ?? service);
      const shared = other && other !== service ? `service "${other.name}" writes to it too` : undefined;
      const several = service.replicas > 1 ? 'all replicas of the service write to it' : undefined;
      const why = shared ?? several;
      const at = [...path, 'volumes', index, 'volume'];
      return why === undefined ? [] : [{ path: at, message: `${why}; set readOnly where nothing is written` }];
    }),
  );
}

const writtenVolume = ({ volume, readOnly }: Mount): string | undefined => (readOnly ? undefined : volume);

/** An engine publishes nothing of a container that is in internal networks only, and says nothing of it. */
function publishWarnings({ service, docker, path }: Container): Problem[] {
  if (service.docker !== docker) return [];
  return service.ports.flatMap(({ hostPort }, index) => {
    const message = 'is not published: all networks of the container are internal';
    return hostPort === undefined ? [] : [{ path: [...path.slice(0, -1), 'ports', index, 'hostPort'], message }];
  });
}
