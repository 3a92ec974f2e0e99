import { isDeepStrictEqual } from 'node:util';
import type { Memory } from '../api/memory.ts';
import { type Action, type Desired, frontDoorAt, type Observed, type Plan, type Problem } from '../api/plan.ts';
import { UNRESTRICTED } from '../api/strategy.ts';
import { withAutoRoutes } from './auto-routes.ts';
import { deletionSteps, finishDeletion } from './deletion.ts';
import { endInstances } from './ending.ts';
import { decideFrontDoors } from './front-door.ts';
import { decideGateway, NO_GATEWAY } from './gateway.ts';
import { decidePermit, lastSwitchOf, pathStateOf, permitId, rememberedGateway, tableOf } from './gateway-way.ts';
import { decideHealing } from './healing.ts';
import { PortBook } from './ports.ts';
import { degradedByQueues } from './queues.ts';
import { routeConflicts } from './route-conflicts.ts';
import { servingOf } from './routes.ts';
import { withoutSkipped } from './skip.ts';
import { type Decided, decideServices, IDLE, verdictsOnly } from './services.ts';
import { runningContainers, wasEngineSeen } from './engine-memory.ts';
import { decideStrategy } from './strategy.ts';
import { decideStandIn } from './stand-in.ts';
import { actionsOf, earliest } from './steps.ts';
import { withoutFormerFailures } from './service-memory.ts';
import { withhold } from './withhold.ts';
import { viewStack } from './view.ts';

export interface PlanResult {
  readonly plan: Plan;
  readonly memory: Memory;
}

/**
 * Decides what to do next: a pure function of what is wanted, what was seen, what is remembered and the time. The actions are a
 * DAG, and hold only what can be done now; what must wait for a state is planned again once that state was observed.
 *
 * @param now milliseconds since the epoch
 * @param build the build of this controller, with which front doors are compared
 */
export function plan(desired: Desired, observed: Observed, known: Memory, now: number, build: string): PlanResult {
  const view = viewStack(desired, observed, known, now);
  const memory = withoutFormerFailures(known, view);
  const ports = new PortBook(desired, observed);
  const inFlight = new Set(observed.operations.map(({ id }) => id));
  const busy = new Set(observed.operations.map(({ target }) => target));
  const wished: Decided = desired.deleting
    ? { steps: deletionSteps(desired, observed, view), ...IDLE, ...verdictsOnly(desired, view) }
    : desired.spec.suspend
      ? { steps: [], ...IDLE, ...verdictsOnly(desired, view) }
      : decideServices(desired, observed, view, ports, memory, now, { inFlight, busy });

  const isChoosing = !desired.deleting && !desired.spec.suspend;
  const chosen = isChoosing
    ? decideStrategy({ desired, observed, verdicts: wished.verdicts, memory, now })
    : { ...KEPT, strategy: desired.strategy };
  const allowed = isChoosing ? withoutSkipped(wished, desired, view) : wished;
  const told = degradedByQueues(allowed.verdicts, observed);
  const guards = memory.durable.gatewayGuards ?? [];
  const healing = decideHealing({ desired, observed, view, verdicts: told, guards, memory, now, steps: allowed.steps });
  const standIn = decideStandIn({ desired, observed, view, memory }, healing.steps);
  const services = { ...allowed.services, ...standIn.untouched };
  const decided: Decided = { ...allowed, steps: standIn.steps, services };
  const retirements = decided.steps.filter((step) => step.kind === 'retire');
  const retiring = new Set([...retirements.map(({ instance }) => instance.instance.id), ...endingNow(inFlight)]);
  const declared = desired.deleting ? undefined : servingOf(desired, view, retiring, memory.volatile.endpoints);
  const serving = withAutoRoutes(declared, desired, observed);
  const { host, port } = desired.spec.gateway.frontDoor;
  const isSuspended = desired.spec.suspend && !desired.deleting;
  const remembered = rememberedGateway(memory);
  const gateway =
    isSuspended || isPast(desired)
      ? { ...NO_GATEWAY, served: remembered.routes, guards: remembered.guards }
      : decideGateway({
          desired,
          observed,
          view,
          serving,
          failures: memory.volatile.failures,
          remembered,
        });
  const table = serving && tableOf(desired, serving, gateway, standIn.address);
  const frontDoors = isSuspended
    ? { actions: [], problems: [] }
    : decideFrontDoors({
        stackUid: desired.stack.uid,
        wanted: table && { address: { host, port }, table, isBlind: serving.isBlind },
        observed,
        deleting: desired.deleting,
        build,
        ports,
      });
  const path = pathStateOf(desired, observed);
  const permit = isSuspended ? [] : decidePermit(desired, observed, table, gateway);
  const ending = endInstances(retirements, {
    now,
    stackUid: desired.stack.uid,
    frontDoor: frontDoorAt(observed, { host, port }),
    isStarting: frontDoors.actions.some(({ type, id }) => type === 'StartFrontDoor' && !memory.volatile.failures[id]),
    table: serving?.isBlind ? undefined : table,
    upstreams: gateway.upstreams,
    routed: new Set(desired.spec.routes.flatMap(({ backends }) => backends.map(({ service }) => service))),
    drains: memory.volatile.drains,
  });

  const actions = [
    ...decided.supplies,
    ...healing.actions,
    ...frontDoors.actions,
    ...gateway.actions,
    ...permit,
    ...decided.steps.flatMap(actionsOf),
    ...ending.actions,
  ];
  const isEngineKnown = wasEngineSeen(desired, observed, memory);
  const running = runningContainers(observed, memory);
  const finish = desired.deleting
    ? finishDeletion(desired, observed, actions, isEngineKnown)
    : { actions: [], problems: [] };
  const due = withhold([...actions, ...finish.actions], { inFlight, busy }, memory, desired, now);
  const stuck = desired.deleting
    ? failedEndings([...actions, ...finish.actions], memory)
    : routeConflicts(desired, observed);
  const problems: Problem[] = [
    ...frontDoors.problems,
    ...gateway.problems,
    ...standIn.problems,
    ...chosen.problems,
    ...decided.problems,
    ...finish.problems,
    ...stuck,
  ];
  const retryProblems = problems.length > 0 ? now + 1000 : undefined;
  return {
    plan: {
      actions: due.actions,
      services: told,
      healing: healing.state,
      strategy: chosen.strategy,
      table,
      gatewayPath: path,
      gatewayHindrance: memory.volatile.failures[permitId({ host, port })]?.message,
      gatewayRoutes: gateway.routes,
      wakeAt: earliest(decided.wakeAt, chosen.wakeAt, healing.wakeAt, ending.wakeAt, due.wakeAt, retryProblems),
      problems,
    },
    memory: {
      durable: {
        services: decided.services,
        ...(isDeepStrictEqual(chosen.strategy, UNRESTRICTED) ? {} : { strategy: chosen.strategy }),
        ...(Object.keys(healing.attempts).length > 0 ? { healing: healing.attempts } : {}),
        ...(isEngineKnown ? { engineSeen: true as const } : {}),
        ...(desired.spec.gateway.apisix
          ? { gatewayRoutes: gateway.served, gatewayGuards: gateway.guards, ...lastSwitchOf(path, memory) }
          : {}),
      },
      volatile: {
        ...memory.volatile,
        probes: view.probes,
        diagnosis: chosen.diagnosis,
        ...(running ? { containers: running } : {}),
        healing: healing.round,
        drains: ending.drains,
        ...(decided.shut ? { shut: decided.shut } : {}),
        ...(serving ? { endpoints: serving.endpoints } : {}),
      },
    },
  };
}

/** What is decided about the strategy of a stack that nothing is started for. */
const KEPT = { diagnosis: {}, problems: [], wakeAt: undefined };

/** Nothing is pushed to an APISIX that requests go past by the strategy; what it has stays. */
const isPast = ({ strategy, deleting }: Desired): boolean => strategy.inForce === 'Fallback' && !deleting;

/** Instances that are being ended: they serve no more, whatever has been decided since. */
const endingNow = (inFlight: ReadonlySet<string>): string[] =>
  [...inFlight].flatMap((id) => /^(?:stop|kill)\/(.+)$/.exec(id)?.[1] ?? []);

/** What keeps a deletion from its end: what was tried and failed (I18). */
const failedEndings = (actions: readonly Action[], memory: Memory): Problem[] =>
  actions.flatMap(({ id, type, target }) => {
    const failure = memory.volatile.failures[id];
    return failure ? [{ reason: failure.code, target, message: `${type} failed: ${failure.message}` }] : [];
  });
