import type { ContainerDetail, Engine } from '../../api/engine.ts';
import { QbtcError } from '../../api/errors.ts';
import { isOwned } from '../../api/labels.ts';
import type { StackRef } from '../../api/runtime.ts';

/**
 * Looks at a container anew before something is done to it: only what was created for this very stack is touched (I1).
 *
 * @returns undefined when it is gone
 * @throws QbtcError `NotOurs`
 */
export async function ownedContainer(
  engine: Engine,
  stack: StackRef,
  id: string,
  signal: AbortSignal,
): Promise<ContainerDetail | undefined> {
  const container = await engine.container(id, signal);
  if (!container || isOwned(container.labels, stack)) return container;
  throw new QbtcError(`container ${container.name} was not created for stack ${stack.namespace}/${stack.name}`, {
    code: 'NotOurs',
    mend: 'It is left alone. Rename or remove it yourself if it is in the way.',
    disposition: 'wait',
  });
}
