import { isObjectOf, type GatewayObject } from '../api/gateway.ts';
import { LABELS, labelsOf } from '../api/labels.ts';
import type { Memory } from '../api/memory.ts';
import type { Action, Desired, Observed, Problem, RouteVerdict } from '../api/plan.ts';
import { clientBound, PROBE_CLIENT } from '../routing/client-probe.ts';
import { guardsIn } from '../routing/plugins.ts';
import { Rivals } from './gateway-conflicts.ts';
import { isAutoRoute } from './auto-routes.ts';
import { inTheWay, putAction, removals, waits } from './gateway-changes.ts';
import {
  asAdopted,
  clientProbeOf,
  consumersOf,
  isAsDeclared,
  isOrdered,
  keyOf,
  leads,
  objectsOf,
  targetOf,
  type RouteObjects,
} from './gateway-objects.ts';
import { pathStateOf } from './gateway-way.ts';
import { gatewayRoutes, type Serving } from './routes.ts';
import type { StackView } from './view.ts';

export interface GatewayContext {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly view: StackView;
  /** Where the routes lead; undefined when the stack has none or is being deleted. */
  readonly serving: Serving | undefined;
  readonly failures: Memory['volatile']['failures'];
  /** What it was seen to have before. */
  readonly remembered: { readonly routes: GatewayDecision['served']; readonly guards: GatewayDecision['guards'] };
}

export interface GatewayDecision {
  readonly actions: readonly Action[];
  readonly problems: readonly Problem[];
  /** How each route stands in APISIX, by `route/NAME`; empty for a stack without one. */
  readonly routes: ReadonlyMap<string, RouteVerdict>;
  /** Whether APISIX leads where it should; one that refuses to is not waited for. None for a stack without one. */
  readonly upstreams: 'None' | 'Current' | 'Behind' | 'Unknown';
  /** The routes that it has as they are declared, by name, each with the digest of what it has. */
  readonly served: Readonly<Record<string, string>>;
  /** Plugins of its global rules that a request may fail at. */
  readonly guards: readonly string[];
}

export const NO_GATEWAY: GatewayDecision = {
  actions: [],
  problems: [],
  routes: new Map(),
  upstreams: 'None',
  served: {},
  guards: [],
};

const TARGET = 'gateway/apisix';

/**
 * Gives APISIX the objects of the stack's routes and takes out what is no longer wanted: an upstream before the route that refers to it,
 * and after it on the way out (I10). Nothing is done about an APISIX of which nothing is known (I2), nor to an object of somebody else (I11).
 */
export function decideGateway(context: GatewayContext): GatewayDecision {
  const { desired, observed, serving } = context;
  const state = observed.gateway;
  if (!state) return NO_GATEWAY;
  // What was found by itself goes straight to its service.
  const declared = (serving?.routes ?? []).filter((route) => !isAutoRoute(route, desired));
  const led = gatewayRoutes(desired, context.view, declared);
  const wanted = objectsOf(desired.stack, led, desired.pluginSecrets);
  const consumers = desired.deleting ? [] : consumersOf(desired.stack, desired.spec.consumers, desired.pluginSecrets);
  if (!state.known) {
    const verdict: RouteVerdict = { state: 'Unknown', message: state.reason };
    // What a deletion waits for, it says itself.
    const problems = desired.deleting ? [] : [{ reason: 'GatewayUnknown', target: TARGET, message: state.reason }];
    // Its data plane goes on with what it has.
    const { routes: known } = context.remembered;
    const kept = wanted.filter(({ name, revision }) => known[name] === revision);
    return {
      actions: [],
      problems,
      routes: new Map(wanted.map(({ name }) => [`route/${name}`, verdict])),
      upstreams: 'Unknown',
      served: digestsOf(kept),
      guards: context.remembered.guards,
    };
  }

  const { objects } = state.value;
  const underWayTargets = new Set(observed.operations.map(({ target }) => target));
  const present = new Map(objects.map((object) => [keyOf(object), object]));
  const routes = new Map<string, RouteVerdict>();
  const actions: Action[] = [];
  const problems: Problem[] = [];
  const named = consumers.map((consumer) => asAdopted(consumer, present));
  for (const [target, route] of [...named.map(targeted('consumer')), ...wanted.map(targeted('route'))]) {
    const message = route.objects
      .map((object) => inTheWay(object, present, desired))
      .find((words) => words !== undefined);
    if (message !== undefined) {
      problems.push({ reason: 'GatewayObjectForeign', target, message });
      routes.set(target, { state: 'Failed', message });
      continue;
    }
    // What is being written is waited for: the next object may refer to it, and of two writes the last one has to win.
    const underWay = route.objects.findIndex((object) => underWayTargets.has(targetOf(object)));
    const free = underWay < 0 ? route.objects : route.objects.slice(0, underWay);
    const isWaiting = underWay >= 0 || route.objects.some((object) => waits(object, present, context));
    const puts = free.flatMap((object) => putAction(object, present, context));
    const verdict = verdictOf(puts, isWaiting, context);
    routes.set(target, verdict);
    if (verdict.state === 'Failed' && target.startsWith('consumer/'))
      problems.push({ reason: 'GatewayRefused', target, message: verdict.message });
    const ids = puts.map(({ id }) => id);
    // Where all is written at once, nothing comes before anything else.
    actions.push(...puts.map((put, index) => ({ ...put, dependsOn: isOrdered(desired) ? ids.slice(0, index) : [] })));
  }
  // Whom it takes for the client matters once requests come that way.
  const isThrough = pathStateOf(desired, observed)?.active === 'Apisix';
  const probe = serving && !desired.deleting ? clientProbeOf(desired, (key) => isThrough || present.has(key)) : [];
  const probed = probe.filter((object) => !underWayTargets.has(targetOf(object)));
  // One that APISIX refuses, for want of the plugin, keeps nobody waiting: it is not tried again.
  const puts = probed.flatMap((object) => putAction(object, present, context));
  actions.push(...puts.filter(({ id }) => !context.failures[id]));
  const kept = new Set([...[...consumers, ...wanted].flatMap((route) => route.objects), ...probe].map(keyOf));
  actions.push(...removals(objects, kept, context));
  const ways = new Set(wanted.flatMap((route) => route.objects.filter(leads).map(targetOf)));
  const isWriting = observed.operations.some(({ target }) => ways.has(target));
  const isPending = actions.some(
    ({ type, id, target }) => type !== 'RemoveGatewayObject' && ways.has(target) && !context.failures[id],
  );
  const hindered = [...unreached(declared, led), ...beaten(wanted, present, desired)];
  problems.push(...hindered);
  for (const [name, message] of misledRoutes(desired.spec.routes, state.value.clientSeen))
    if (routes.get(`route/${name}`)?.state === 'Programmed')
      routes.set(`route/${name}`, { state: 'Degraded', message });
  const past = new Set(hindered.map(({ target }) => target));
  const served = wanted.filter(
    (route) => !past.has(`route/${route.name}`) && isServed(route.objects, present, context),
  );
  return {
    actions,
    problems,
    routes,
    upstreams: isWriting || isPending ? 'Behind' : 'Current',
    served: digestsOf(served),
    guards: guardsIn(state.value.globalPlugins).sort(),
  };
}

/** Routes whose plugins go by the client's address, in an APISIX that does not believe the front door who that is. */
function misledRoutes(routes: Desired['spec']['routes'], seen: string | undefined): [name: string, message: string][] {
  if (seen === undefined || seen === PROBE_CLIENT) return [];
  return routes.flatMap((route): [string, string][] => {
    const [plugin] = clientBound(route);
    return plugin === undefined ? [] : [[route.name, `ClientAddressHidden: to ${plugin} every client is ${seen}`]];
  });
}

/** Routes to services that the front door reaches and APISIX does not. */
function unreached(routes: Serving['routes'], led: Serving['routes']): Problem[] {
  return routes.flatMap(({ name, backends }, index): Problem[] => {
    const reached = led[index]?.backends.flatMap(({ endpoints }) => endpoints) ?? [];
    if (reached.length > 0 || backends.every(({ endpoints }) => endpoints.length === 0)) return [];
    const message =
      'the container of APISIX reaches none of its services: they share no network with it, or are published to this host alone';
    return [{ reason: 'BackendUnreachable', target: `route/${name}`, message }];
  });
}

/** Routes whose requests go to somebody else's there. Between stacks of this controller the claims decide. */
function beaten(
  wanted: readonly RouteObjects[],
  present: ReadonlyMap<string, GatewayObject>,
  { stack }: Desired,
): Problem[] {
  const taken = new Set(wanted.flatMap(({ objects }) => objects.map(keyOf)));
  const others = [...present].filter(([key, { value }]) => !taken.has(key) && !isOfInstallation(value, stack));
  const rivals = new Rivals(others.map(([, object]) => object));
  return wanted.flatMap(({ name, objects: made }): Problem[] => {
    const [route] = made.slice(-1);
    const since = route && present.get(keyOf(route))?.value.create_time;
    const winner = route && rivals.winner(route.value, typeof since === 'number' ? since : undefined);
    if (!winner) return [];
    const message = `${winner.claim} is claimed by routes/${winner.id} of APISIX, which is not of this stack and gets its requests there`;
    return [{ reason: 'RouteConflict', target: `route/${name}`, message }];
  });
}

const digestsOf = (routes: readonly RouteObjects[]): GatewayDecision['served'] =>
  Object.fromEntries(routes.map(({ name, revision }) => [name, revision]));

/** Whether APISIX has the route as it is declared, and what it refers to; where that leads may be a moment old. */
function isServed(
  objects: readonly GatewayObject[],
  present: ReadonlyMap<string, GatewayObject>,
  { desired }: GatewayContext,
): boolean {
  return objects.every((object) => {
    const found = present.get(keyOf(object));
    if (!found || !isObjectOf(found.value, desired.stack)) return false;
    return object.kind === 'upstreams' || isAsDeclared(object.value, found.value);
  });
}

/** With what it is to people. */
const targeted =
  (kind: string) =>
  (item: RouteObjects): [target: string, item: RouteObjects] => [`${kind}/${item.name}`, item];

const isOfInstallation = (value: GatewayObject['value'], { installation }: Desired['stack']): boolean =>
  labelsOf(value)[LABELS.installation] === installation;

function verdictOf(puts: readonly Action[], isWaiting: boolean, { failures }: GatewayContext): RouteVerdict {
  const failed = puts.map(({ id }) => failures[id]).find((failure) => failure !== undefined);
  if (failed) return { state: 'Failed', message: failed.message };
  return puts.length > 0 || isWaiting
    ? { state: 'Pending', message: 'APISIX does not have it yet' }
    : { state: 'Programmed', message: '' };
}
