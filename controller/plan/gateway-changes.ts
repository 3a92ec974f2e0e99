import { isObjectOf, type GatewayObject } from '../api/gateway.ts';
import { LABELS, labelsOf } from '../api/labels.ts';
import type { Action, Desired } from '../api/plan.ts';
import { adoptionCause } from './gateway-adoption.ts';
import type { GatewayContext } from './gateway.ts';
import { isAdopted, isAsWritten, isOrdered, keyOf, leads, revisionOf, targetOf } from './gateway-objects.ts';

type Present = ReadonlyMap<string, GatewayObject>;

/** Why an object of ours cannot be where it is to be: somebody else's is there, that is not to be taken over. */
export function inTheWay(object: GatewayObject, present: Present, { stack }: Desired): string | undefined {
  const found = present.get(keyOf(object));
  if (!found || isObjectOf(found.value, stack)) return undefined;
  const owner = labelsOf(found.value)[LABELS.stack];
  if (owner !== undefined)
    return `${keyOf(object)} is of the stack ${owner}; when that is no more, take the labels qbtc.dev/… off it`;
  if (isAdopted(object)) return undefined;
  const mend = object.kind === 'consumers' ? '; with adopt: true it is taken over' : '';
  return `${keyOf(object)} is there and does not say that it is ours${mend}`;
}

/** Whether a route that serves is not taken over yet, since ours would lead nowhere. */
export function waits(object: GatewayObject, present: Present, { desired, serving }: GatewayContext): boolean {
  const found = present.get(keyOf(object));
  if (!found || !isAdopted(object) || isObjectOf(found.value, desired.stack)) return false;
  const { nodes } = (object.value.upstream ?? {}) as { readonly nodes?: unknown };
  return leads(object) && (serving?.isBlind === true || (Array.isArray(nodes) && nodes.length === 0));
}

/** Makes an object what it is to be, where it is not. */
export function putAction(object: GatewayObject, present: Present, context: GatewayContext): Action[] {
  const { desired, serving } = context;
  const found = present.get(keyOf(object));
  if (found && isAsWritten(object.value, found.value)) return [];
  // What it leads to now knows more than one that is made without looking.
  if (found && leads(object) && serving?.isBlind) return [];
  if (waits(object, present, context)) return [];
  const isOurs = found !== undefined && isObjectOf(found.value, desired.stack);
  const adopts = isAdopted(object) && !(isOurs && isAdopted(found));
  const isSame = isOurs && revisionOf(found) === revisionOf(object);
  const declared = isSame ? 'somebody changed it' : 'it is declared otherwise';
  const cause = !found ? 'it is not there' : adopts ? adoptionCause(object, found, present) : declared;
  const type = adopts ? 'AdoptGatewayObject' : 'PutGatewayObject';
  const id = `gateway/${adopts ? 'adopt' : 'put'}/${keyOf(object)}/${revisionOf(object)}`;
  return [{ type, object, id, target: targetOf(object), cause, dependsOn: [] }];
}

/**
 * What is ours and no longer wanted: a route goes before what it refers to.
 *
 * @param kept the keys of what is wanted
 */
export function removals(
  objects: readonly GatewayObject[],
  kept: ReadonlySet<string>,
  { desired }: GatewayContext,
): Action[] {
  const cause = desired.deleting ? 'the stack is being deleted' : 'its route is no longer declared';
  const ours = objects.filter((object) => isObjectOf(object.value, desired.stack) && !kept.has(keyOf(object)));
  // What was taken over is given back in any case.
  const isOrphaning = desired.deleting && desired.spec.deletionPolicy === 'Orphan';
  const left = isOrphaning ? ours.filter(isAdopted) : ours;
  const idOf = (object: GatewayObject): string => `gateway/remove/${keyOf(object)}`;
  return left.map((object): Action => {
    const { kind, id } = object;
    const users = left.filter((other) => other.kind === 'routes' && other.value.upstream_id === id);
    return {
      type: isAdopted(object) ? 'ReleaseGatewayObject' : 'RemoveGatewayObject',
      object,
      id: idOf(object),
      target: targetOf(object),
      cause,
      dependsOn: kind === 'upstreams' && isOrdered(desired) ? users.map(idOf) : [],
      ...(desired.orphaned ? { bestEffort: true as const } : {}),
    };
  });
}
