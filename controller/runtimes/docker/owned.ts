import type { ContainerDetail, ContainerSummary } from '../../api/container.ts';
import { QbtcError } from '../../api/errors.ts';
import { isOwned } from '../../api/labels.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';
import type { Adoption, Adoptions } from './adoptions.ts';
import { launchOfLabels } from './launch-label.ts';

/** Why a container is of a stack: it was created for it, or adopted by it. */
export interface Ownership {
  /** What it was created with, or counts as such; undefined when its labels do not tell. */
  readonly launch: Launch | undefined;
  /** Absent for a container that was created for the stack. */
  readonly adoption?: Adoption;
}

/** Undefined when the container is somebody else's. */
export function ownershipOf(
  { labels }: Pick<ContainerSummary, 'labels'>,
  adoption: Adoption | undefined,
  stack: StackRef,
): Ownership | undefined {
  if (isOwned(labels, stack)) return { launch: launchOfLabels(labels) };
  return adoption?.stack === stack.uid ? { launch: adoption.launch, adoption } : undefined;
}

export interface OwnedContainer extends Ownership {
  readonly container: ContainerDetail;
}

/**
 * Looks at a container before something is done to it: only what was created for this very stack, or adopted by it, is touched (I1).
 *
 * @param look what is known of the container; undefined when it is gone
 * @returns undefined when it is gone
 * @throws QbtcError `NotOurs`
 */
export async function ownedContainer(
  look: Promise<ContainerDetail | undefined>,
  adoptions: Adoptions,
  stack: StackRef,
  id: string,
): Promise<OwnedContainer | undefined> {
  const [container, adoption] = await Promise.all([look, adoptions.of(id)]);
  if (!container) return undefined;
  const ownership = ownershipOf(container, adoption, stack);
  if (!ownership) throw notOurs(container, stack);
  return { container, ...ownership };
}

export const notOurs = ({ name }: ContainerSummary, { namespace, name: stack }: StackRef): QbtcError =>
  new QbtcError(`container ${name} was not created for stack ${namespace}/${stack}`, {
    code: 'NotOurs',
    mend: 'It is left alone. Rename or remove it yourself if it is in the way.',
    disposition: 'wait',
  });

export const missing = (id: string): QbtcError =>
  new QbtcError(`there is no container ${id.slice(0, 12)} any more`, { code: 'InstanceMissing' });
