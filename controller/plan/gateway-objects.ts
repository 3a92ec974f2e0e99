import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../api/records.ts';
import type { GatewayKind, GatewayObject } from '../api/gateway.ts';
import { LABELS, labelsOf, ownerLabels } from '../api/labels.ts';
import { isReference } from '../api/accepted.ts';
import type { Desired } from '../api/plan.ts';
import type { TableRoute } from '../api/route-table.ts';
import type { StackRef } from '../api/runtime.ts';
import { apisixRoute, apisixUpstream } from '../routing/apisix.ts';
import { clientBound, clientProbeRoute } from '../routing/client-probe.ts';
import { digestOf } from '../spec/hash.ts';

/** How much of a digest is in a label. */
const REVISION = 40;
/** How much of the names of stack and route is in an id; with its digest it has at most 64 characters, as many as APISIX takes. */
const NAMED = 42;

/** Which object it is, among those of one APISIX. */
export const keyOf = ({ kind, id }: Pick<GatewayObject, 'kind' | 'id'>): string => `${kind}/${id}`;

/** The same, among everything that a plan acts on. */
export const targetOf = (object: Pick<GatewayObject, 'kind' | 'id'>): string => `apisix/${keyOf(object)}`;

/** Whether objects are written one after the other, so that what is referred to has to come first. */
export const isOrdered = ({ spec }: Desired): boolean => spec.gateway.apisix?.mode === 'Admin';

/** The objects of one route, or of one consumer. */
export interface RouteObjects {
  readonly name: string;
  /** The one that is referred to first. */
  readonly objects: readonly GatewayObject[];
  /** A digest of what is declared, wherever that leads. */
  readonly revision: string;
}

/**
 * What APISIX is to have of a stack, by route.
 *
 * @param secrets a digest over the secrets that plugins name
 */
export const objectsOf = (stack: StackRef, routes: readonly TableRoute[], secrets = ''): RouteObjects[] =>
  routes.map((route) => {
    const former = made.get(route);
    if (former?.uid === stack.uid && former.secrets === secrets) return former.objects;
    const objects = routeObjects(stack, route, secrets);
    made.set(route, { uid: stack.uid, secrets, objects });
    return objects;
  });

/** What was made of each route last: thousands of them are the same in almost every pass. */
const made = new WeakMap<
  TableRoute,
  { readonly uid: string; readonly secrets: string; readonly objects: RouteObjects }
>();

function routeObjects(stack: StackRef, route: TableRoute, secrets: string): RouteObjects {
  const { name, plugins, adoptId } = route;
  const declared = apisixRoute(route);
  const upstream = apisixUpstream(route);
  const used = plugins === undefined ? '' : secrets;
  const revision = digestOf([declared, used]).slice(0, REVISION);
  if (adoptId !== undefined) {
    // Whoever else refers to its upstream, as it was, is not to notice.
    const value = { ...declared, ...(upstream ? { upstream } : {}) };
    return { name, revision, objects: [adopting(labelled(stack, 'routes', name, value, used), adoptId)] };
  }
  const referred = upstream && labelled(stack, 'upstreams', name, { name: upstreamName(stack, name), ...upstream });
  const reference = referred ? { upstream_id: referred.id } : {};
  const object = labelled(stack, 'routes', name, { ...declared, ...reference }, used);
  return { name, revision, objects: referred ? [referred, object] : [object] };
}

const upstreamName = (stack: StackRef, route: string): string => `${stack.name}/${route}`.slice(0, 256);

/** The same in the place of an object that may be there. */
function adopting({ kind, value }: GatewayObject, id: string): GatewayObject {
  return { kind, id, value: { ...value, labels: { ...labelsOf(value), [LABELS.adopted]: 'true' } } };
}

/** What was taken over stays so, whatever is declared of that later. */
export const asAdopted = (route: RouteObjects, present: ReadonlyMap<string, GatewayObject>): RouteObjects => ({
  ...route,
  objects: route.objects.map((object) => {
    const found = present.get(keyOf(object));
    return found && isAdopted(found) ? adopting(object, object.id) : object;
  }),
});

/** Whether an object is to be given back, rather than removed. */
export const isAdopted = ({ value }: GatewayObject): boolean => labelsOf(value)[LABELS.adopted] !== undefined;

/** Whether an object says where requests go. */
export const leads = ({ kind, value }: GatewayObject): boolean => kind === 'upstreams' || value.upstream !== undefined;

/**
 * The route by which it is seen whom APISIX takes for the client of a request; none where nothing goes by that.
 *
 * @param isDue by its key
 */
export function clientProbeOf({ stack, spec }: Desired, isDue: (key: string) => boolean): GatewayObject[] {
  if (!spec.routes.some((route) => clientBound(route).length > 0)) return [];
  return [labelled(stack, 'routes', '.client', clientProbeRoute(stack.uid))].filter((object) => isDue(keyOf(object)));
}

/** The consumers of a stack: their names are the same for everybody who uses that APISIX. */
export const consumersOf = (stack: StackRef, consumers: Desired['spec']['consumers'], secrets = ''): RouteObjects[] =>
  consumers.map(({ username, plugins = {}, adopt }) => {
    const object = labelled(stack, 'consumers', username, { username, plugins }, secrets);
    const named = adopt === true ? adopting(object, username) : { ...object, id: username };
    return { name: username, revision: revisionOf(object), objects: [named] };
  });

/** An object that says whose it is, and what it was made from. */
function labelled(stack: StackRef, kind: GatewayKind, route: string, value: object, secrets = ''): GatewayObject {
  const made = secrets === '' ? value : [value, secrets];
  const labels = { ...ownerLabels(stack), [LABELS.revision]: digestOf(made).slice(0, REVISION) };
  return { kind, id: idOf(stack, kind, route), value: { ...value, labels } };
}

/** The same for the same route of the same stack, and for nothing else. */
function idOf({ uid, name }: StackRef, kind: GatewayKind, route: string): string {
  return `qbtc-${`${name}-${route}`.slice(0, NAMED)}-${digestOf([uid, kind, route]).slice(0, 16)}`;
}

/** What an object says that it was made from. */
export const revisionOf = ({ value }: GatewayObject): string => labelsOf(value)[LABELS.revision] ?? '';

/** What APISIX adds to an object by itself, or where nothing was said. */
const ADDED: Readonly<Record<string, readonly unknown[]>> = {
  create_time: [],
  update_time: [],
  id: [],
  priority: [0],
  status: [1],
  scheme: ['http'],
  pass_host: ['pass'],
  hash_on: ['vars'],
};

/**
 * Whether an object is as it was written. Versions of APISIX that fill defaults in do so in the object itself and within what is
 * configured of a plugin; a field or a plugin more than that is somebody else's change.
 */
export function isAsWritten(wanted: GatewayObject['value'], found: GatewayObject['value']): boolean {
  const isMore = Object.entries(found).some(([name, value]) => {
    const added = ADDED[name];
    if (Object.hasOwn(wanted, name)) return false;
    return !added || (added.length > 0 && !added.includes(value));
  });
  const { plugins = {}, ...rest } = wanted as { readonly plugins?: object };
  const configured = found.plugins ?? {};
  return (
    !isMore &&
    Object.keys(plugins).length === Object.keys(configured).length &&
    isWithin(plugins, configured) &&
    Object.entries(rest).every(([name, value]) => isWritten(name, value, found[name]))
  );
}

/** The same, wherever it leads: that may be a moment old. */
export const isAsDeclared = (wanted: GatewayObject['value'], found: GatewayObject['value']): boolean =>
  isAsWritten(withoutWay(wanted), withoutWay(found));

const withoutWay = ({ upstream: _, labels: __, ...rest }: GatewayObject['value']): GatewayObject['value'] => rest;

const isWritten = (name: string, wanted: unknown, found: unknown): boolean =>
  name === 'upstream' && isRecord(wanted) && isRecord(found) ? isAsWritten(wanted, found) : isSame(wanted, found);

/**
 * Whether everything of `wanted` is in `found`; lists are the same. Which secret it is, the digest tells; a text that happens to be one, or a
 * secret that is empty, cannot be told apart.
 */
const isWithin = (wanted: unknown, found: unknown): boolean =>
  isReference(wanted)
    ? isReference(found) || found === ''
    : isReference(found)
      ? typeof wanted === 'string'
      : isRecord(wanted) && isRecord(found)
        ? Object.entries(wanted).every(([name, value]) => isWithin(value, found[name]))
        : isSame(wanted, found);

/** An empty table is an empty list or an empty object to APISIX. */
const isSame = (wanted: unknown, found: unknown): boolean =>
  isDeepStrictEqual(wanted, found) || (isEmpty(wanted) && isEmpty(found));

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
