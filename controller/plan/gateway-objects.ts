import { isDeepStrictEqual } from 'node:util';
import type { GatewayKind, GatewayObject } from '../api/gateway.ts';
import { LABELS, ownerLabels } from '../api/labels.ts';
import { isReference } from '../api/accepted.ts';
import type { TableConsumer, TableRoute } from '../api/route-table.ts';
import type { StackRef } from '../api/runtime.ts';
import { apisixRoute, apisixUpstream } from '../routing/apisix.ts';
import { digestOf } from '../spec/hash.ts';

/** How much of the names of stack and route is in an id; with its digest it has at most 64 characters, as many as APISIX takes. */
const NAMED = 42;

/** The objects of one route, or of one consumer. */
export interface RouteObjects {
  readonly name: string;
  /** The one that is referred to first. */
  readonly objects: readonly GatewayObject[];
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
  const upstream = upstreamOf(stack, route);
  const reference = upstream ? { upstream_id: upstream.id } : {};
  const value = { ...apisixRoute(route), ...reference };
  const object = labelled(stack, 'routes', route.name, value, route.plugins === undefined ? '' : secrets);
  return { name: route.name, objects: upstream ? [upstream, object] : [object] };
}

/** The consumers of a stack: their names are the same for everybody who uses that APISIX. */
export const consumersOf = (stack: StackRef, consumers: readonly TableConsumer[], secrets = ''): RouteObjects[] =>
  consumers.map(({ username, plugins = {} }) => {
    const object = labelled(stack, 'consumers', username, { username, plugins }, secrets);
    return { name: username, objects: [{ ...object, id: username }] };
  });

function upstreamOf(stack: StackRef, route: TableRoute): GatewayObject | undefined {
  const upstream = apisixUpstream(route);
  const name = `${stack.name}/${route.name}`.slice(0, 256);
  return upstream && labelled(stack, 'upstreams', route.name, { name, ...upstream });
}

/** An object that says whose it is, and what it was made from. */
function labelled(stack: StackRef, kind: GatewayKind, route: string, value: object, secrets = ''): GatewayObject {
  const made = secrets === '' ? value : [value, secrets];
  const labels = { ...ownerLabels(stack), [LABELS.revision]: digestOf(made).slice(0, 40) };
  return { kind, id: idOf(stack, kind, route), value: { ...value, labels } };
}

/** The same for the same route of the same stack, and for nothing else. */
function idOf({ uid, name }: StackRef, kind: GatewayKind, route: string): string {
  return `qbtc-${`${name}-${route}`.slice(0, NAMED)}-${digestOf([uid, kind, route]).slice(0, 16)}`;
}

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
    Object.entries(rest).every(([name, value]) => isSame(value, found[name]))
  );
}

/**
 * Whether everything of `wanted` is in `found`; lists are the same. Which secret it is, the digest tells; a text that happens to be one, or a
 * secret that is empty, cannot be told apart.
 */
const isWithin = (wanted: unknown, found: unknown): boolean =>
  isReference(wanted)
    ? isReference(found) || found === ''
    : isReference(found)
      ? typeof wanted === 'string'
      : isObject(wanted) && isObject(found)
        ? Object.entries(wanted).every(([name, value]) => isWithin(value, found[name]))
        : isSame(wanted, found);

/** An empty table is an empty list or an empty object to APISIX. */
const isSame = (wanted: unknown, found: unknown): boolean =>
  isDeepStrictEqual(wanted, found) || (isEmpty(wanted) && isEmpty(found));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
