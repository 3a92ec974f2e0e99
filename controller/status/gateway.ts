import type { StackStatus } from '../api/generated/resource.ts';
import { type Desired, frontDoorAt, type Observed, type Plan } from '../api/plan.ts';
import { PROBE_CLIENT } from '../routing/client-probe.ts';
import type { Draft } from './conditions.ts';

export interface GatewayInput {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly plan: Pick<Plan, 'strategy' | 'table' | 'gatewayPath' | 'gatewayHindrance'>;
}

/** Which way requests take now, and why. */
export function gatewayStatus(input: GatewayInput): NonNullable<StackStatus['gateway']> {
  const { desired, plan } = input;
  const { frontDoor, failover, apisix } = desired.spec.gateway;
  const hasRoutes = hasAnyRoute(input);
  const isThrough = hasRoutes && plan.gatewayPath?.active === 'Apisix';
  const message = apisix && hasRoutes ? [whyOf(input).message, ...standing(input)].join('; ') : '';
  return {
    active: isThrough ? 'Apisix' : hasRoutes ? 'FrontDoor' : 'None',
    mode: failover.mode,
    address: `http://${frontDoor.host}:${frontDoor.port}`,
    ...(message ? { message } : {}),
  };
}

const hasAnyRoute = ({ desired, plan }: GatewayInput): boolean =>
  desired.spec.routes.length > 0 || (plan.table?.routes.length ?? 0) > 0;

/** Where the front door serves instead of APISIX, or why it cannot. */
function standing({ desired, observed }: GatewayInput): string[] {
  const state = frontDoorAt(observed, desired.spec.gateway.frontDoor)?.state;
  return Object.entries((state?.known ? state.value?.standIns : undefined) ?? {}).map(([address, problem]) =>
    problem === ''
      ? `the front door also serves at ${address}`
      : `the front door cannot serve at ${address}: ${problem}`,
  );
}

/** Whether requests go past APISIX. */
export function fallbackCondition(input: GatewayInput): Draft {
  const type = 'FallbackActive';
  const { desired, plan } = input;
  if (!desired.spec.gateway.apisix)
    return {
      type,
      status: 'False',
      reason: 'NoApisix',
      message: 'no APISIX is declared; the front door goes direct',
    };
  if (!hasAnyRoute(input)) return { type, status: 'False', reason: 'NoRoutes', message: 'no routes are declared' };
  const path = plan.gatewayPath;
  const status = path ? (path.active === 'Direct' ? 'True' : 'False') : 'Unknown';
  return { type, status, ...whyOf(input) };
}

function whyOf({ desired, observed, plan }: GatewayInput): Pick<Draft, 'reason' | 'message'> {
  const { mode } = desired.spec.gateway.failover;
  const path = plan.gatewayPath;
  if (!path) return { reason: 'FrontDoorUnknown', message: 'the front door does not tell which way requests go' };
  if (mode === 'Fallback')
    return { reason: 'AskedFor', message: 'mode Fallback: requests go straight to the services' };
  if (mode === 'Apisix') return { reason: 'AskedFor', message: 'mode Apisix: requests go through APISIX in any case' };
  if (path.active === 'Apisix') return { reason: 'ApisixServes', message: direct(plan) };
  const { gateway } = observed;
  if (path.answers === false)
    return { reason: 'ApisixSilent', message: `its data plane does not answer: ${path.message}` };
  if (gateway && !gateway.known) return { reason: 'ApisixUnknown', message: gateway.reason };
  if (plan.gatewayHindrance !== undefined) return { reason: 'NotServing', message: plan.gatewayHindrance };
  if (path.permitted) return { reason: 'Returning', message: `the return to APISIX ${path.message || 'is under way'}` };
  return { reason: 'Checking', message: 'APISIX has not been seen to serve the routes yet' };
}

/** Names the routes that go past an APISIX which does not have them. */
function direct({ table }: GatewayInput['plan']): string {
  const past = (table?.routes ?? []).filter(({ inGateway }) => !inGateway).map(({ name }) => name);
  const named = past.slice(0, 5).join(', ') + (past.length > 5 ? `, and ${past.length - 5} more` : '');
  return past.length === 0
    ? 'requests go through APISIX'
    : `requests go through APISIX, but for routes that it does not have: ${named}`;
}

/** Whether clients are served as declared: by a front door, and by an APISIX where one is declared. Names the plane that is not. */
export function gatewayCondition(input: GatewayInput): Draft {
  const type = 'GatewayAvailable';
  const { desired, observed, plan } = input;
  if (!hasAnyRoute(input)) return { type, status: 'True', reason: 'NoRoutes', message: 'no routes are declared' };
  const { frontDoor, apisix, failover } = desired.spec.gateway;
  const { host, port } = frontDoor;
  const state = frontDoorAt(observed, frontDoor)?.state;
  if (state && !state.known) return { type, status: 'Unknown', reason: 'FrontDoorUnknown', message: state.reason };
  if (!state?.value)
    return { type, status: 'False', reason: 'FrontDoorDown', message: `no front door runs on ${host}:${port}` };
  const listens = `the front door listens on ${host}:${port}`;
  if (!apisix) return { type, status: 'True', reason: 'FrontDoorUp', message: listens };
  if (desired.spec.strategy === 'Fallback')
    return { type, status: 'True', reason: 'FrontDoorUp', message: `${listens}; the strategy is Fallback` };
  const path = plan.gatewayPath;
  const { gateway } = observed;
  const isAdminUp = gateway?.known === true;
  const dataPlane = path?.answers === true ? 'its data plane answers' : 'of its data plane nothing is known yet';
  if (path?.answers === false && failover.mode !== 'Fallback') {
    const admin = isAdminUp ? 'its admin plane answers' : 'nor its admin plane';
    const message = `the data plane of APISIX does not answer (${path.message}), ${admin}; requests go straight to the services`;
    return { type, status: 'False', reason: 'ApisixSilent', message };
  }
  // Its data plane goes on with what it has; only what is new does not get there.
  if (gateway && !gateway.known)
    return { type, status: 'Unknown', reason: 'ApisixUnknown', message: `${gateway.reason}; ${dataPlane}` };
  if (path?.answers !== true && failover.mode !== 'Fallback')
    return { type, status: 'Unknown', reason: 'Checking', message: dataPlane };
  if (plan.gatewayHindrance !== undefined && path?.active === 'Direct')
    return { type, status: 'False', reason: 'NotServing', message: plan.gatewayHindrance };
  const seen = gateway?.known ? gateway.value.clientSeen : undefined;
  if (seen !== undefined && seen !== PROBE_CLIENT)
    return {
      type,
      status: 'True',
      reason: 'ClientAddressHidden',
      message: `APISIX takes ${seen} for the client of every request; in its config.yaml, nginx_config.http.real_ip_from has to name that address, and real_ip_header X-Real-IP`,
    };
  return { type, status: 'True', reason: 'FrontDoorUp', message: `${listens}, and APISIX answers` };
}
