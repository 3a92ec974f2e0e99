import type { ContainerRequest } from '../../api/container-request.ts';
import type { Engine } from '../../api/engine.ts';
import { QbtcError } from '../../api/errors.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';
import type { Adoptions } from './adoptions.ts';
import { containerNames } from './names.ts';
import { ownershipOf } from './owned.ts';

/**
 * Creates the container of an instance, or finds the one that an interrupted attempt has left; does not start it. While another
 * container of the same replica has its name, it gets that of a successor.
 *
 * @returns its id
 * @throws QbtcError `NameConflict` when a container of somebody else has its name
 */
export async function createContainer(
  engine: Engine,
  adoptions: Adoptions,
  stack: StackRef,
  launch: Launch,
  request: ContainerRequest,
  signal: AbortSignal,
): Promise<string> {
  const { own, next } = containerNames(stack, launch);
  for (const name of [own, next]) {
    try {
      return await engine.createContainer(name, request, signal);
    } catch (error) {
      if (!(error instanceof QbtcError) || error.code !== 'NameConflict') throw error;
      const found = await holderOf(engine, adoptions, stack, launch, name, signal);
      if (found !== undefined) return found;
    }
  }
  throw new QbtcError(`the containers ${own} and ${next} of this replica are both there still`, {
    code: 'NameConflict',
    mend: 'The older one is removed first.',
  });
}

/** The id of the holder of a name when it is the very container that is wanted; undefined when it is another one of this replica. */
async function holderOf(
  engine: Engine,
  adoptions: Adoptions,
  stack: StackRef,
  { service, slot, revision }: Launch,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const holder = (await engine.containers(signal)).find((container) => container.name === name);
  if (!holder) return undefined;
  const held = ownershipOf(holder, await adoptions.of(holder.id), stack)?.launch;
  if (held?.service.name !== service.name || held.slot !== slot) {
    // One whose name was not chosen for it is not looked for under it, either.
    const adoption = service.docker?.containerName === name ? ', or take it over with adopt: true' : '';
    throw new QbtcError(`the name ${name} belongs to another container (${holder.id.slice(0, 12)}, ${holder.image})`, {
      code: 'NameConflict',
      mend: `Rename or remove it (\`docker rename ${name} …\`)${adoption}.`,
      disposition: 'wait',
    });
  }
  return held.revision === revision ? holder.id : undefined;
}
