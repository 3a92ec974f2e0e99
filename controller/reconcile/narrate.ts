import type { Outcome } from '../apply/apply.ts';
import type { StackStatus } from '../api/generated/resource.ts';
import type { GatewayPathState, GatewaySwitch } from '../api/front-door.ts';
import type { EventDraft } from '../telemetry/events.ts';

const VERBS: Readonly<Record<Outcome['action']['type'], string>> = {
  StartInstance: 'started',
  RestartInstance: 'restarted',
  StopInstance: 'asked to stop',
  KillInstance: 'killed',
  RemoveInstance: 'removed',
  RepairInstance: 'put right',
  AdoptInstance: 'taken over',
  ReleaseInstance: 'let go',
  CreateNetwork: 'created',
  RemoveNetwork: 'removed',
  CreateVolume: 'created',
  RemoveVolume: 'removed',
  PullImage: 'pulled',
  Purge: 'files removed',
  StartFrontDoor: 'started',
  UpgradeFrontDoor: 'upgraded',
  PushRoutes: 'routes pushed',
  WithdrawRoutes: 'routes withdrawn',
  StopFrontDoor: 'stopped',
  PutGatewayObject: 'written',
  RemoveGatewayObject: 'removed',
  AdoptGatewayObject: 'taken over',
  ReleaseGatewayObject: 'given back',
  PermitGateway: 'may go through APISIX',
  ConfigureGateway: 'configuration written',
  ForgetStack: 'deleted',
};

/** What a pass did, as events: each says what and why. */
export function narrateOutcomes(stack: string, outcomes: readonly Outcome[]): EventDraft[] {
  return outcomes.flatMap((outcome): EventDraft[] => {
    const { type: reason, target, cause } = outcome.action;
    if (outcome.result === 'Skipped') return [];
    if (outcome.result === 'Done')
      return [{ stack, type: 'Normal', reason, target, message: `${VERBS[reason]}: ${cause}` }];
    return [{ stack, type: 'Warning', reason: outcome.code, target, message: `${reason} failed: ${outcome.message}` }];
  });
}

/** The changes of the way of requests since the last one that was told. */
export const freshSwitches = (path: GatewayPathState | undefined, told: number | undefined): GatewaySwitch[] =>
  (path?.switches ?? []).filter(({ at }) => told === undefined || at > told);

/** Each change of the way of requests. */
export function narrateSwitches(stack: string, switches: readonly GatewaySwitch[]): EventDraft[] {
  return switches.map(({ to, reason, asked }): EventDraft => {
    const way = to === 'Apisix' ? 'requests go through APISIX' : 'requests go straight to the services';
    const type = to === 'Direct' && !asked ? 'Warning' : 'Normal';
    return { stack, type, reason: 'GatewaySwitched', target: 'gateway/apisix', message: `${way}: ${reason}` };
  });
}

const CALM: ReadonlySet<string> = new Set([
  'Running',
  'Completed',
  'Stopped',
  'Starting',
  'Updating',
  'Stopping',
  'Waiting',
]);

function strategyChange(stack: string, before: StackStatus | undefined, after: StackStatus): EventDraft[] {
  const { strategy = 'FullDocker', strategyReasons = [] } = after;
  if (strategy === (before?.strategy ?? 'FullDocker')) return [];
  const message = [`the strategy is ${strategy}`, ...strategyReasons].join('; ');
  const type = strategy === 'FullDocker' ? 'Normal' : 'Warning';
  return [{ stack, type, reason: 'StrategyChanged', target: 'strategy', message }];
}

/** What changed between two statuses, as events: phases of services, and readiness. */
export function narrateChanges(stack: string, before: StackStatus | undefined, after: StackStatus): EventDraft[] {
  const events: EventDraft[] = [];
  const [was, is] = [before?.score?.total.toFixed(1), after.score?.total.toFixed(1)];
  const effect = was === undefined || is === undefined || was === is ? '' : `; the score went from ${was} to ${is}`;
  for (const service of after.services ?? []) {
    const previous = before?.services?.find(({ name }) => name === service.name);
    if (previous?.phase === service.phase && previous.reason === service.reason) continue;
    const phase = service.message ? `${service.phase}: ${service.message}` : service.phase;
    const message = `${phase}${effect}`;
    const type = CALM.has(service.phase) ? 'Normal' : 'Warning';
    events.push({ stack, type, reason: service.reason ?? service.phase, target: `service/${service.name}`, message });
  }
  events.push(...strategyChange(stack, before, after));
  const ready = after.conditions?.find(({ type }) => type === 'Ready');
  const wasReady = before?.conditions?.find(({ type }) => type === 'Ready');
  if (ready && ready.status !== wasReady?.status && (ready.status === 'True' || wasReady?.status === 'True')) {
    const stalled = after.conditions?.some(({ type: of }) => of === 'Stalled') ?? false;
    const type = stalled ? 'Warning' : 'Normal';
    events.push({
      stack,
      type,
      reason: ready.status === 'True' ? 'Ready' : ready.reason,
      target: 'stack',
      message: ready.message,
    });
  }
  return events;
}
