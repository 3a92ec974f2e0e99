import type { Engine } from '../../api/engine.ts';
import { messageOf, QbtcError } from '../../api/errors.ts';
import type { OwnedContainer } from './owned.ts';

/**
 * Starts an ended container again. One that its engine can never start any more (it died in the middle of a start, or of a removal) is
 * removed instead, so that a new one takes its place; volumes stay. An adopted one is left to its owner.
 *
 * @throws QbtcError `ContainerStuck` after the removal
 */
export async function startAgain(
  engine: Engine,
  { container, adoption }: OwnedContainer,
  signal: AbortSignal,
): Promise<void> {
  const { id, name, state } = container;
  const stuck = state === 'dead' ? 'it is dead' : await start(engine, id, adoption === undefined, signal);
  if (stuck === undefined) return;
  await engine.removeContainer(id, signal);
  throw new QbtcError(`the engine can start container ${name} no more (${stuck}), so it was removed`, {
    code: 'ContainerStuck',
    mend: 'A new one takes its place.',
    cause: stuck,
  });
}

/** Why the container can never be started again; undefined when it was. */
async function start(
  engine: Engine,
  id: string,
  mayBeReplaced: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await engine.startContainer(id, signal);
    return undefined;
  } catch (error) {
    if (!mayBeReplaced || !(error instanceof QbtcError) || error.code !== 'ContainerStuck') throw error;
    return messageOf(error);
  }
}
