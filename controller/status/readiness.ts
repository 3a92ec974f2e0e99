import type { Condition, RouteStatus, ServiceStatus, StackStatus } from '../api/generated/resource.ts';
import type { Desired, Observed, Plan, ServiceVerdict } from '../api/plan.ts';
import type { Draft } from './conditions.ts';
import { fallbackCondition, gatewayCondition } from './gateway.ts';

export interface ReadinessInput {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly plan: Plan;
  readonly services: readonly ServiceStatus[];
  readonly routes: readonly RouteStatus[];
}

/** All conditions of a stack. Ready is True only for what was verified at this generation (I21). */
export function draftConditions({ desired, observed, plan, services, routes }: ReadinessInput): Draft[] {
  const servicesHealthy = servicesCondition(plan, services);
  const routesProgrammed = routesCondition(
    routes,
    desired.spec.gateway.apisix !== undefined && plan.strategy.inForce !== 'Fallback',
  );
  const gateway = gatewayCondition({ desired, observed, plan });
  const fallback = fallbackCondition({ desired, observed, plan });
  const rest = [
    servicesHealthy,
    routesProgrammed,
    gateway,
    fallback,
    ...discoveredCondition(desired, observed),
    healingCondition(plan),
  ];

  if (desired.deleting) {
    const blocker = plan.problems[0];
    const message = blocker?.message ?? 'the stack is being deleted';
    const ready: Draft = { type: 'Ready', status: 'False', reason: blocker?.reason ?? 'Deleting', message };
    return [ready, { type: 'Reconciling', status: 'True', reason: ready.reason, message }, ...rest];
  }
  if (desired.spec.suspend) {
    return [
      { type: 'Ready', status: 'Unknown', reason: 'Suspended', message: 'spec.suspend is true: nothing is changed' },
      ...rest,
    ];
  }
  const stuck = stuckOn(plan);
  const unmet = [servicesHealthy, routesProgrammed, gateway].find(({ status }) => status !== 'True');
  if (!stuck && !unmet && plan.actions.length === 0 && observed.operations.length === 0) {
    return [
      { type: 'Ready', status: 'True', reason: 'AsDesired', message: 'everything that is declared was seen to be so' },
      ...rest,
    ];
  }
  const why = stuck ?? unmet ?? { reason: 'Applying', message: 'changes are being applied' };
  const ready: Draft = {
    type: 'Ready',
    status: unmet?.status === 'Unknown' ? 'Unknown' : 'False',
    reason: why.reason,
    message: why.message,
  };
  return [ready, { ...ready, type: stuck ? 'Stalled' : 'Reconciling', status: 'True' }, ...rest];
}

/** What only a person, or a long wait, will mend. */
function stuckOn(plan: Plan): Pick<Draft, 'reason' | 'message'> | undefined {
  const service = plan.services.find(
    ({ phase, settled }) =>
      phase === 'Blocked' || phase === 'Quarantined' || phase === 'Failed' || (phase === 'Skipped' && !settled),
  );
  if (service) return { reason: service.reason, message: `service ${service.name}: ${service.message}` };
  const problem = plan.problems[0];
  return problem && { reason: problem.reason, message: `${problem.target}: ${problem.message}` };
}

function servicesCondition(plan: Plan, services: readonly ServiceStatus[]): Draft {
  const type = 'ServicesHealthy';
  const unsettled = plan.services.filter(({ settled }) => !settled);
  if (unsettled.length === 0) {
    const up = services.filter(isUp).length;
    return {
      type,
      status: 'True',
      reason: 'AllHealthy',
      message: `${up} of ${services.length} services are healthy${up < services.length ? '; the others are held down' : ''}`,
    };
  }
  const [first] = unsettled;
  const status = unsettled.some(({ phase }) => phase === 'Unknown') ? 'Unknown' : 'False';
  const message = unsettled
    .map(({ name, phase, message: why }) => `${name}: ${why || phase}`)
    .slice(0, 5)
    .join('; ');
  return { type, status, reason: first?.reason ?? 'Unhealthy', message };
}

function healingCondition({ healing: { state: reason, message } }: Plan): Draft {
  return { type: 'Healing', status: reason === 'Healing' ? 'True' : 'False', reason, message };
}

/** Whether every method could look at the machine; none for a stack that looks for nothing. */
function discoveredCondition({ spec }: Desired, { discovery }: Observed): Draft[] {
  const type = 'Discovered';
  if (!spec.discovery) return [];
  if (!discovery) return [{ type, status: 'Unknown', reason: 'Looking', message: 'the first look is under way' }];
  const failures = Object.entries(discovery.failures).map(([method, why]) => `${method}: ${why}`);
  if (failures.length > 0) return [{ type, status: 'False', reason: 'Incomplete', message: failures.join('; ') }];
  return [{ type, status: 'True', reason: 'Found', message: 'every method has looked' }];
}

function routesCondition(routes: readonly RouteStatus[], hasApisix: boolean): Draft {
  const type = 'RoutesProgrammed';
  if (routes.length === 0) return { type, status: 'True', reason: 'NoRoutes', message: 'no routes are declared' };
  const missing = routes.filter(({ state }) => state === 'Pending' || state === 'Failed' || state === 'Unknown');
  const gateways = hasApisix ? 'the front door and APISIX' : 'the front door';
  if (missing.length === 0)
    return {
      type,
      status: 'True',
      reason: 'Programmed',
      message: `${gateways} ${hasApisix ? 'have' : 'has'} all routes`,
    };
  const failed = missing.find(({ state }) => state === 'Failed');
  if (failed)
    return { type, status: 'False', reason: 'Failed', message: `${failed.name}: ${failed.message ?? 'failed'}` };
  const status = missing.some(({ state }) => state === 'Unknown') ? 'Unknown' : 'False';
  return {
    type,
    status,
    reason: 'Pending',
    message: `${missing.length} of ${routes.length} routes are not in ${gateways}`,
  };
}

/** Nobody misses a service that is held down or has done its work. */
export const isMissed = ({ phase }: Pick<ServiceVerdict, 'phase'>): boolean =>
  !['Completed', 'Stopped', 'Stopping'].includes(phase);

/** A service that does what is asked of it now. */
export const isUp = ({ phase, ready, desired }: ServiceStatus): boolean =>
  phase === 'Completed' || (desired > 0 && ready >= desired);

export const readyCondition = (status: StackStatus | undefined): Condition | undefined =>
  status?.conditions?.find(({ type }) => type === 'Ready');
