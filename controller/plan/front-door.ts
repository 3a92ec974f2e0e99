import { addressKey, type FrontDoorAddress, sameAddress } from '../api/front-door.ts';
import { type Action, frontDoorAt, type FrontDoorObservation, type Observed, type Problem } from '../api/plan.ts';
import type { PortBook } from './ports.ts';
import type { RouteTable } from '../api/route-table.ts';
import type { Serving } from './routes.ts';

export interface FrontDoorContext {
  readonly stackUid: string;
  /** Where the stack wants its routes served; undefined when it has none or is being deleted. */
  readonly wanted:
    (Pick<Serving, 'isBlind'> & { readonly table: RouteTable; readonly address: FrontDoorAddress }) | undefined;
  readonly observed: Observed;
  readonly deleting: boolean;
  /** The build of this controller. */
  readonly build: string;
  readonly ports: PortBook;
}

export interface FrontDoorDecision {
  readonly actions: readonly Action[];
  readonly problems: readonly Problem[];
}

/** Brings up the front door that the stack names, gives it the table, and leaves no table elsewhere. */
export function decideFrontDoors(context: FrontDoorContext): FrontDoorDecision {
  const { stackUid, wanted, observed, build, ports } = context;
  const actions: Action[] = [];
  const problems: Problem[] = [];
  if (wanted) {
    const { address, table, isBlind } = wanted;
    const state = frontDoorAt(observed, address)?.state;
    const target = targetOf(address);
    const isChanging = observed.operations.some(
      ({ id }) => id.startsWith('front-door/') && id.endsWith(addressKey(address)),
    );
    if (state && !state.known) {
      if (!isChanging) problems.push({ reason: 'FrontDoorUnknown', target, message: state.reason });
    } else {
      const start = startAction(address);
      const running = state?.value;
      const conflict = running ? undefined : ports.conflict(address.host, address.port);
      if (conflict !== undefined) problems.push({ reason: 'PortConflict', target, message: conflict });
      else if (!running) actions.push(start);
      else if (running.build !== build) actions.push(upgradeAction(address));
      const present = running?.tables[stackUid];
      // The table that it has knows more than one that is made without looking.
      const isKept = present === table.hash || (isBlind && present !== undefined);
      if (conflict === undefined && !isKept) {
        const cause = present === undefined ? 'it has no routes of this stack' : 'routes or healthy replicas changed';
        const dependsOn = running ? [] : [start.id];
        actions.push({
          type: 'PushRoutes',
          address,
          table,
          id: `routes/push/${addressKey(address)}`,
          target,
          cause,
          dependsOn,
        });
      }
    }
  }
  // A front door that is left goes on serving until the one that is wanted has the routes.
  if (wanted && !hasRoutes(observed, wanted.address, stackUid)) return { actions, problems };
  for (const frontDoor of observed.frontDoors) {
    if (wanted && sameAddress(frontDoor.address, wanted.address)) continue;
    actions.push(...leave(frontDoor, context));
  }
  return { actions, problems };
}

const hasRoutes = (observed: Observed, address: FrontDoorAddress, stackUid: string): boolean =>
  observed.frontDoors.some(
    (other) =>
      sameAddress(other.address, address) && other.state.known && other.state.value?.tables[stackUid] !== undefined,
  );

/**
 * Takes the stack's table out of a front door that it does not want; one that nobody wants is ended. One that does not run keeps its
 * tables on disk and would serve them at its next start, so a stack that goes leaves none there either.
 */
function leave(
  { address, state, recorded }: FrontDoorObservation,
  { stackUid, observed, deleting }: FrontDoorContext,
): Action[] {
  if (!state.known || !(state.value ?? recorded)) return [];
  const target = targetOf(address);
  if (!observed.claims.frontDoors.some((other) => sameAddress(other, address))) {
    const cause = 'no stack wants it';
    return [
      { type: 'StopFrontDoor', address, id: `front-door/stop/${addressKey(address)}`, target, cause, dependsOn: [] },
    ];
  }
  const hasTable = state.value ? state.value.tables[stackUid] !== undefined : deleting;
  if (!hasTable) return [];
  const cause = 'the stack has no routes here any more';
  return [
    { type: 'WithdrawRoutes', address, id: `routes/withdraw/${addressKey(address)}`, target, cause, dependsOn: [] },
  ];
}

const startAction = (address: FrontDoorAddress): Action => {
  return {
    type: 'StartFrontDoor',
    address,
    id: `front-door/start/${addressKey(address)}`,
    target: targetOf(address),
    cause: 'it does not run',
    dependsOn: [],
  };
};

const upgradeAction = (address: FrontDoorAddress): Action => {
  const cause = 'another build of the program runs';
  return {
    type: 'UpgradeFrontDoor',
    address,
    id: `front-door/upgrade/${addressKey(address)}`,
    target: targetOf(address),
    cause,
    dependsOn: [],
    bestEffort: true,
  };
};

export const targetOf = (address: FrontDoorAddress): string => `front-door/${addressKey(address)}`;
