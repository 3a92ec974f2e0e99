import { toldOf } from '../api/discovery.ts';
import type { RouteStatus, ServiceStatus, StackStatus } from '../api/generated/resource.ts';
import { groupBy } from '../api/collections.ts';
import { type Desired, frontDoorAt, type Observed, type Plan, type ServiceVerdict } from '../api/plan.ts';
import type { TableBackend } from '../api/route-table.ts';
import type { Instance } from '../api/runtime.ts';
import { activationOf } from './activation.ts';
import { mergeConditions } from './conditions.ts';
import { gatewayStatus } from './gateway.ts';
import { draftConditions, isUp } from './readiness.ts';
import { scoreOf } from './score.ts';

/** How many services and routes a status lists; the rest is counted. */
const LISTED = 200;
/** How many reasons of a strategy a status tells. */
const REASONS = 64;
/** How many of the last actions a status keeps. */
const ACTIONS_KEPT = 20;

export interface SummaryInput {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly plan: Plan;
  readonly previous: StackStatus | undefined;
  /** What this pass did, the oldest first. */
  readonly actions: NonNullable<StackStatus['lastActions']>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Computes the whole status of a stack from one pass. Two passes that saw the same give the same status. */
export function summarize({ desired, observed, plan, previous, actions, now }: SummaryInput): StackStatus {
  const byService = groupBy(instancesOf(observed), ({ service }) => service);
  const services = plan.services.map((verdict) => serviceStatus(verdict, byService.get(verdict.name) ?? [], observed));
  const routes = routeStatuses(desired, observed, plan);
  const drafts = draftConditions({ desired, observed, plan, services, routes });
  return {
    observedGeneration: desired.stack.generation,
    conditions: mergeConditions(
      previous?.conditions ?? [],
      drafts,
      desired.stack.generation,
      new Date(now).toISOString(),
    ),
    strategy: plan.strategy.inForce,
    ...(plan.strategy.reasons.length > 0 ? { strategyReasons: plan.strategy.reasons.slice(0, REASONS) } : {}),
    activation: activationOf({ desired, services: plan.services, routes, connectivity: observed.connectivity }),
    gateway: gatewayStatus({ desired, observed, plan }),
    score: scoreOf({
      spec: desired.spec,
      services: plan.services,
      routes,
      discovery: observed.discovery,
      connectivity: observed.connectivity,
      monitoring: observed.monitoring,
    }),
    readyServices: `${services.filter(isUp).length}/${services.length}`,
    services: services.slice(0, LISTED),
    ...(services.length > LISTED ? { omittedServices: services.length - LISTED } : {}),
    routes: routes.slice(0, LISTED),
    ...(routes.length > LISTED ? { omittedRoutes: routes.length - LISTED } : {}),
    ...(observed.discovery ? { discovered: observed.discovery.services.slice(0, LISTED).map(toldOf) } : {}),
    operations: operationsOf(observed),
    lastActions: [...(previous?.lastActions ?? []), ...actions].slice(-ACTIONS_KEPT),
  };
}

function serviceStatus(verdict: ServiceVerdict, instances: readonly Instance[], observed: Observed): ServiceStatus {
  const { name, phase, reason, message, revision } = verdict;
  return {
    name,
    phase,
    reason,
    ...(message ? { message } : {}),
    desired: verdict.desired,
    ready: verdict.healthy,
    restarts: verdict.restarts,
    revision,
    instances: instances.slice(0, LISTED).map((instance) => {
      const { id, slot, state, pid } = instance;
      const addresses: Record<string, string> = {};
      for (const [portName, { host, port }] of Object.entries(instance.addresses))
        addresses[portName] = `${host}:${port}`;
      const health = observed.probes[id]?.health;
      return {
        id,
        slot,
        state,
        ...(health === undefined || health === 'Unknown' ? {} : { healthy: health === 'Healthy' }),
        ...(pid === undefined ? {} : { pid }),
        revision: instance.revision,
        addresses,
      };
    }),
  };
}

const instancesOf = (observed: Observed): Instance[] =>
  Object.values(observed.instances).flatMap((observation) => (observation.known ? [...observation.value] : []));

/** A route is programmed when the front door itself said that it has the table that it should have. */
function routeStatuses(desired: Desired, observed: Observed, plan: Plan): RouteStatus[] {
  const { host, port } = desired.spec.gateway.frontDoor;
  const frontDoor = frontDoorAt(observed, { host, port })?.state;
  const programmed =
    frontDoor?.known === true &&
    plan.table !== undefined &&
    frontDoor.value?.tables[desired.stack.uid] === plan.table.hash;
  const backendsOf = new Map(plan.table?.routes.map(({ name, backends }) => [name, backends]));
  const declared = new Set(desired.spec.routes.map(({ name }) => name));
  // Those that were found by themselves are in the table alone.
  const added = (plan.table?.routes ?? []).filter(({ name }) => !declared.has(name));
  return [...desired.spec.routes, ...added].map((route): RouteStatus => {
    const address = `http://${route.hosts[0] ?? host}:${port}${route.paths[0]?.value ?? '/'}`;
    const inApisix = plan.gatewayRoutes.get(`route/${route.name}`);
    if (inApisix && inApisix.state !== 'Programmed') return { name: route.name, ...inApisix, address };
    if (frontDoor && !frontDoor.known)
      return { name: route.name, state: 'Unknown', message: frontDoor.reason, address };
    if (!programmed)
      return { name: route.name, state: 'Pending', message: 'the front door does not have it yet', address };
    const backends = backendsOf.get(route.name) ?? [];
    const denied = deniedTarget(backends, frontDoor.value.denied);
    if (denied !== undefined) return { name: route.name, state: 'Failed', message: denied, address };
    const refused = frontDoor.value.apisixOnly?.[`${desired.stack.uid}/${route.name}`];
    if (refused !== undefined && !(inApisix && plan.gatewayPath?.active === 'Apisix'))
      return {
        name: route.name,
        state: 'Degraded',
        message: `refused as long as requests go past APISIX, which alone can carry it (${refused}); see its fallback`,
        address,
      };
    const dark = backends.filter(({ endpoints }) => endpoints.length === 0).map(({ service }) => service);
    if (dark.length === 0) return { name: route.name, state: 'Programmed', address };
    return {
      name: route.name,
      state: 'Degraded',
      message: `no healthy replica of ${[...new Set(dark)].join(', ')}`,
      address,
    };
  });
}

/** Says which of a route's targets the front door never asks, and why; undefined when it asks them all. */
function deniedTarget(
  backends: readonly TableBackend[],
  denied: Readonly<Record<string, string>> | undefined,
): string | undefined {
  for (const { service, endpoints } of backends)
    for (const { host, port } of endpoints) {
      const reason = denied?.[`${host}:${port}`];
      if (reason !== undefined) return `${service} is at ${host}:${port}: ${reason}, which no route may reach`;
    }
  return undefined;
}

/** What takes its time: pulls, starts, graceful stops. An effect of a moment is told as an action once it is over. */
function operationsOf(observed: Observed): NonNullable<StackStatus['operations']> {
  const stops = instancesOf(observed)
    .filter(({ stoppingSince, state }) => state === 'Stopping' && stoppingSince !== undefined)
    .map(({ id, service, slot, stoppingSince }) => {
      return {
        id: `stop/${id}`,
        type: 'Stop',
        target: `service/${service}[${slot}]`,
        startedAt: new Date(stoppingSince ?? 0).toISOString(),
      };
    });
  const underWay = observed.operations.map(({ id, type = 'Operation', target, startedAt, progress }) => ({
    id,
    type,
    target,
    ...(progress === undefined ? {} : { message: progress }),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt).toISOString() }),
  }));
  return [...underWay, ...stops].slice(0, LISTED);
}
