import { addressKey, type FrontDoorAddress, type GatewayPathState } from '../api/front-door.ts';
import type { Memory } from '../api/memory.ts';
import { type Action, type Desired, frontDoorAt, type Observed } from '../api/plan.ts';
import type { RouteTable, TableGateway, TableRoute } from '../api/route-table.ts';
import { checkOf } from '../routing/route-check.ts';
import { digestOf } from '../spec/hash.ts';
import { targetOf } from './front-door.ts';
import type { GatewayDecision } from './gateway.ts';
import type { Serving } from './routes.ts';

/** Routes that are asked for before traffic returns; more would tell no more about whether APISIX has caught up. */
const CHECKS = 10;

/** The table of the front door: where the routes lead, and which of them may be asked of APISIX instead. */
export function tableOf(
  { spec, stack, pluginSecrets }: Desired,
  { routes }: Pick<Serving, 'routes'>,
  { served, guards }: Pick<GatewayDecision, 'served' | 'guards'>,
  standIn?: FrontDoorAddress,
): RouteTable {
  const gateway = dataPlaneOf(spec, standIn);
  const table = {
    stack: { namespace: stack.namespace, name: stack.name, uid: stack.uid, createdAt: stack.createdAt },
    quantumFrequency: spec.gateway.frontDoor.quantumFrequency,
    ...(gateway ? { gateway } : {}),
    ...(spec.consumers.length > 0 ? { consumers: spec.consumers } : {}),
    ...(guards.length > 0 ? { guards } : {}),
    ...(pluginSecrets === undefined ? {} : { secrets: pluginSecrets }),
    routes: routes.map((route) => (served[route.name] === undefined ? route : { ...route, inGateway: true as const })),
  };
  const { routes: all, ...header } = table;
  // Of each route once, and not again as long as it is the same one.
  const digests = all.map((route, index) => [digestOfRoute(routes[index] ?? route), route.inGateway === true]);
  return { ...table, hash: digestOf([header, digests]) };
}

const routeDigests = new WeakMap<TableRoute, string>();

function digestOfRoute(route: TableRoute): string {
  const known = routeDigests.get(route);
  if (known !== undefined) return known;
  const digest = digestOf(route);
  routeDigests.set(route, digest);
  return digest;
}

function dataPlaneOf(
  { gateway: { apisix, failover } }: Desired['spec'],
  standIn: FrontDoorAddress | undefined,
): TableGateway | undefined {
  if (!apisix) return undefined;
  const { hostname, port } = new URL(apisix.gatewayUrl);
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 80 : Number(port),
    failover,
    ...(standIn ? { standIn } : {}),
  };
}

/** How the front door that the stack names stands with its APISIX; undefined when that is not known. */
export function pathStateOf({ spec, stack }: Desired, observed: Observed): GatewayPathState | undefined {
  const state = frontDoorAt(observed, spec.gateway.frontDoor)?.state;
  return state?.known ? state.value?.gateways?.[stack.uid] : undefined;
}

/**
 * The permit for requests to go through APISIX again, once it was read back that it has the routes; whoever carries it out asks the data
 * plane for some of them first.
 */
export function decidePermit(
  desired: Desired,
  observed: Observed,
  table: RouteTable | undefined,
  gateway: Pick<GatewayDecision, 'served' | 'upstreams'>,
): Action[] {
  const path = pathStateOf(desired, observed);
  const { host, port } = desired.spec.gateway.frontDoor;
  const state = frontDoorAt(observed, { host, port })?.state;
  const isServing = state?.known && table && state.value?.tables[table.stack.uid] === table.hash;
  if (!path || !isServing || !observed.gateway?.known || gateway.upstreams !== 'Current') return [];
  if (path.active === 'Apisix' || path.permitted || path.answers !== true) return [];
  const served = table.routes.filter(({ inGateway }) => inGateway);
  if (desired.spec.gateway.failover.mode !== 'Auto' || served.length === 0) return [];
  return [
    {
      type: 'PermitGateway',
      address: { host, port },
      stay: path.stay,
      checks: served.flatMap((route) => checkOf(route) ?? []).slice(0, CHECKS),
      id: permitId({ host, port }),
      target: targetOf({ host, port }),
      cause: 'APISIX has the routes',
      dependsOn: [],
    },
  ];
}

export const permitId = (address: { readonly host: string; readonly port: number }): string =>
  `gateway/permit/${addressKey(address)}`;

/** What is remembered of what APISIX was seen to serve: it goes on with it while nobody can look. */
export const rememberedGateway = ({
  durable,
}: Memory): { readonly routes: GatewayDecision['served']; readonly guards: GatewayDecision['guards'] } => ({
  routes: durable.gatewayRoutes ?? {},
  guards: durable.gatewayGuards ?? [],
});

/** When requests were sent another way for the last time. */
export function lastSwitchOf(
  path: GatewayPathState | undefined,
  { durable }: Memory,
): Pick<Memory['durable'], 'lastSwitch'> {
  const at = path?.switches.at(-1)?.at ?? durable.lastSwitch;
  return at === undefined ? {} : { lastSwitch: at };
}
