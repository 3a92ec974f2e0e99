import type { QbtcStack, StackSpec } from '../api/generated/resource.ts';
import { type Container, containersOf } from './containers.ts';
import type { Problem } from './diagnostic.ts';
import { placeOf } from '../api/host-paths.ts';
import { bytesOf } from '../api/quantity.ts';
import { formatPath, type Path } from './schema.ts';
import { createSuggestions } from './suggest.ts';

/** Finds networks and volumes that containers name and nobody declares, and mounts that cannot be. */
export function attachmentProblems({ spec }: QbtcStack): Problem[] {
  const names = new Declared(spec.docker);
  return containersOf(spec).flatMap(({ docker, path }) => [
    ...docker.networks.flatMap(({ name }, index) =>
      names.problems('network', name, [...path, 'networks', index, 'name']),
    ),
    ...docker.volumes.flatMap(({ volume, tmpfs }, index) => [
      ...names.problems('volume', volume, [...path, 'volumes', index, 'volume']),
      ...sizeProblems(tmpfs?.size, [...path, 'volumes', index, 'tmpfs', 'size']),
    ]),
    ...mountPathProblems(docker.volumes, [...path, 'volumes']),
  ]);
}

/** The networks and volumes of a stack, by name. */
class Declared {
  readonly #names: Readonly<Record<'network' | 'volume', readonly string[]>>;
  readonly #suggest = createSuggestions();

  constructor(docker: StackSpec['docker']) {
    const namesOf = (items: readonly { readonly name: string }[] = []): string[] => items.map(({ name }) => name);
    this.#names = { network: namesOf(docker?.networks), volume: namesOf(docker?.volumes) };
  }

  /** An empty name was reported as missing already. */
  problems(kind: 'network' | 'volume', name: string | undefined, path: Path): Problem[] {
    const known = this.#names[kind];
    if (name === undefined || name === '' || known.includes(name)) return [];
    const message = `spec.docker.${kind}s has no ${kind} "${name}"${this.#suggest(name, known)}`;
    return [{ path, message }];
  }
}

function sizeProblems(size: string | undefined, path: Path): Problem[] {
  return size === undefined || bytesOf(size) !== 0 ? [] : [{ path, message: 'must be more than 0' }];
}

/** Two mounts at the very same text are found by the keys of the list. */
function mountPathProblems(mounts: Container['docker']['volumes'], path: Path): Problem[] {
  const taken = new Map<string, number>();
  return mounts.flatMap(({ mountPath }, index): Problem[] => {
    if (!mountPath.startsWith('/')) return [];
    const at = [...path, index, 'mountPath'];
    const place = placeOf(mountPath);
    if (place === '/') return [{ path: at, message: 'must be below /: the image itself is there' }];
    const earlier = taken.get(place);
    taken.set(place, earlier ?? index);
    if (earlier === undefined || mounts[earlier]?.mountPath === mountPath) return [];
    return [{ path: at, message: `is the same path as ${formatPath([...path, earlier, 'mountPath'])}` }];
  });
}
