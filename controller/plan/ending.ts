import type { Action, FrontDoorObservation } from '../api/plan.ts';
import type { RouteTable } from '../api/route-table.ts';
import type { Instance } from '../api/runtime.ts';
import type { GatewayDecision } from './gateway.ts';
import { addressKey } from '../api/front-door.ts';
import { earliest, replica, type Retirement } from './steps.ts';

/** How often an instance that drains is looked at, in milliseconds. */
const DRAIN_POLL = 100;

export interface EndingContext {
  readonly now: number;
  readonly stackUid: string;
  /** The front door that carries the stack's routes, when it has any. */
  readonly frontDoor: FrontDoorObservation | undefined;
  /** It is about to be started, and will serve its last table until it gets this one. */
  readonly isStarting: boolean;
  /** The table that it should have; instances that are to stop are not in it. */
  readonly table: RouteTable | undefined;
  /** Whether an APISIX leads where it should. */
  readonly upstreams: GatewayDecision['upstreams'];
  /** Services that some route leads to. */
  readonly routed: ReadonlySet<string>;
  readonly drains: Readonly<Record<string, number>>;
}

export interface Ending {
  readonly actions: readonly Action[];
  readonly drains: Readonly<Record<string, number>>;
  readonly wakeAt: number | undefined;
}

/**
 * Brings instances to their end one observation at a time: out of the front door's table, drained, asked to stop, killed when
 * they do not, forgotten. Each pass does what the instance's state allows.
 */
export function endInstances(retirements: readonly Retirement[], context: EndingContext): Ending {
  const actions: Action[] = [];
  const drains: Record<string, number> = {};
  let wakeAt: number | undefined;
  for (const retirement of retirements) {
    const { instance } = retirement.instance;
    if (instance.state === 'Running' || instance.state === 'Pending') {
      const since = context.drains[instance.id] ?? (isOutOfTable(instance, context) ? context.now : undefined);
      if (since !== undefined) drains[instance.id] = since;
      const until = drainedAt(retirement, since, context);
      if (until !== undefined && until <= context.now)
        actions.push(...(retirement.letGo ? [releaseAction(retirement)] : stopActions(retirement)));
      else wakeAt = earliest(wakeAt, until, context.now + (retirement.drain ? DRAIN_POLL : 1000));
    } else if (instance.state === 'Stopping') {
      const killAt = (instance.stoppingSince ?? context.now) + stopTimeout(instance);
      if (context.now >= killAt)
        actions.push(killAction(instance, `it did not stop within ${stopTimeout(instance) / 1000} s`));
      else wakeAt = earliest(wakeAt, killAt);
    } else if (instance.strays.length > 0) {
      actions.push(killAction(instance, `it left processes behind: pid ${instance.strays.join(', ')}`));
    } else if (!retirement.keepRecord) {
      actions.push(partingAction(retirement));
    }
  }
  return { actions, drains, wakeAt };
}

/**
 * A replica leaves the tables of all gateways before it stops; a front door that is not there, or has no such table, sends it nothing. For an
 * APISIX that cannot be told, it is given the time to drain.
 */
function isOutOfTable(instance: Instance, context: EndingContext): boolean {
  const { frontDoor, isStarting, table, upstreams, routed, stackUid } = context;
  if (!routed.has(instance.service)) return true;
  if (upstreams === 'Behind') return false;
  if (!frontDoor) return true;
  if (!frontDoor.state.known || (isStarting && frontDoor.recorded)) return false;
  const hash = frontDoor.state.value?.tables[stackUid];
  return hash === undefined || hash === table?.hash;
}

/** When the instance may be stopped: at once when nothing is under way to it, else when its patience ends. */
function drainedAt(retirement: Retirement, since: number | undefined, context: EndingContext): number | undefined {
  const { instance } = retirement.instance;
  const patience = instance.launch.service.update.drainSeconds * 1000;
  if (since === undefined) return undefined;
  if (!retirement.drain || !context.routed.has(instance.service)) return since;
  const state = context.frontDoor?.state;
  // Nobody can tell what is under way to it through an APISIX.
  if ((state && !state.known) || context.upstreams !== 'None') return since + patience;
  const inFlight = state?.value?.inFlight ?? {};
  const busy = Object.values(instance.addresses).some((address) => (inFlight[addressKey(address)] ?? 0) > 0);
  return busy ? since + patience : since;
}

function stopTimeout({ launch: { service } }: Instance): number {
  return ((service.process ?? service.docker)?.stopTimeoutSeconds ?? 10) * 1000;
}

const targetOf = (instance: Instance): string => replica(instance.service, instance.slot);

/** A container has ended when its stop succeeded, so its removal need not wait for another look. */
function stopActions(retirement: Retirement): Action[] {
  const { instance } = retirement.instance;
  const stop = stopAction(retirement);
  if (instance.container === undefined || retirement.keepRecord) return [stop];
  return [stop, { ...partingAction(retirement), dependsOn: [stop.id] }];
}

function stopAction({ instance: { instance }, cause }: Retirement): Action {
  const signal = instance.launch.service.process?.stopSignal ?? 'SIGTERM';
  return {
    type: 'StopInstance',
    instance: instance.id,
    signal,
    id: `stop/${instance.id}`,
    target: targetOf(instance),
    cause,
    dependsOn: [],
  };
}

const killAction = (instance: Instance, cause: string): Action => {
  return {
    type: 'KillInstance',
    instance: instance.id,
    id: `kill/${instance.id}`,
    target: targetOf(instance),
    cause,
    dependsOn: [],
  };
};

/** What somebody else created is not removed (I15). */
const partingAction = (retirement: Retirement): Action => {
  const { instance } = retirement.instance;
  return instance.adopted ? releaseAction(retirement) : removeAction(instance, retirement.cause);
};

function releaseAction({ instance: { instance }, cause, letGo }: Retirement): Action {
  return {
    type: 'ReleaseInstance',
    instance: instance.id,
    aside: !letGo,
    id: `release/${instance.id}`,
    target: targetOf(instance),
    cause: letGo ? `${cause}; it goes on as it is` : `${cause}; it is kept, stopped and renamed`,
    dependsOn: [],
  };
}

/** Nothing is left of the instance, as far as that can be seen; what cannot be looked into is named, since it may be a child of it. */
const removeAction = (instance: Instance, reason: string): Action => {
  const { unreadable = [] } = instance;
  const doubt = `pid ${unreadable.join(', ')} may be left of it: nobody but root can tell`;
  const cause = unreadable.length > 0 ? `${reason}; ${doubt}` : reason;
  return {
    type: 'RemoveInstance',
    instance: instance.id,
    id: `remove/${instance.id}`,
    target: targetOf(instance),
    cause,
    dependsOn: [],
  };
};
