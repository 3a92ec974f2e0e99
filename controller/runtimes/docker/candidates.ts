import type { Candidate } from '../../api/adoption.ts';
import type { ContainerSummary } from '../../api/container.ts';
import type { Engine } from '../../api/engine.ts';
import type { Service, StackSpec } from '../../api/generated/resource.ts';
import { LABELS } from '../../api/labels.ts';
import type { StackRef } from '../../api/runtime.ts';
import type { Adoption } from './adoptions.ts';

/** Whether nobody owns a container: no stack of any installation created it. */
export const isFree = ({ labels }: Pick<ContainerSummary, 'labels'>): boolean => labels[LABELS.uid] === undefined;

export interface Found {
  readonly containers: readonly ContainerSummary[];
  /** Of all stacks, by container id. */
  readonly adoptions: ReadonlyMap<string, Adoption>;
  /** Services whose first replica is there: they take nothing over any more. */
  readonly served: ReadonlySet<string>;
}

/** The names of containers that services with `adopt: true` wait for. */
export const awaitedNames = (stack: StackRef, spec: StackSpec, served: Found['served']): string[] =>
  openServices(spec, served).flatMap((service) => namesOf(stack, service));

const openServices = (spec: StackSpec, served: Found['served']): Service[] =>
  spec.services.filter(({ name, adopt, docker }) => adopt && docker && !served.has(name));

/** The container that each service with `adopt: true` could take over, where there is one. */
export async function candidatesOf(
  engine: Engine,
  stack: StackRef,
  spec: StackSpec,
  { containers, adoptions, served }: Found,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const open = openServices(spec, served);
  const free = containers.filter(
    (container) => isFree(container) && !adoptions.has(container.id) && isWhole(container),
  );
  const found = await Promise.all(
    open.map(async (service): Promise<Candidate[]> => {
      const container = namesOf(stack, service)
        .map((name) => free.find((each) => each.name === name))
        .find((each) => each !== undefined);
      const settings = container && (await engine.settings(container.id, signal));
      return container && settings ? [{ service: service.name, container, settings }] : [];
    }),
  );
  return found.flat();
}

const isWhole = ({ state }: ContainerSummary): boolean => state !== 'removing' && state !== 'dead';

/** What people call the container of a service: as it is declared; else as the service, or as Compose does. */
function namesOf(stack: StackRef, { name, docker }: Service): string[] {
  return docker?.containerName === undefined ? [name, `${stack.name}-${name}-1`] : [docker.containerName];
}
