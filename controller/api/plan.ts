import type { Connectivity } from './connectivity.ts';
import type { Discovery } from './discovery.ts';
import type { Candidate } from './adoption.ts';
import type { Facilities, NetworkNeed, VolumeNeed } from './facilities.ts';
import { type FrontDoorAddress, type FrontDoorState, type GatewayPathState, sameAddress } from './front-door.ts';
import type { GatewayCheck, GatewayObject, GatewayState } from './gateway.ts';
import type { QbtcStack, Route, RouteStatus, Service, ServiceStatus } from './generated/resource.ts';
import type { HealingState } from './healing.ts';
import type { Readings } from './monitoring.ts';
import type { Observation } from './observation.ts';
import type { ProbeState } from './probe.ts';
import type { RouteTable } from './route-table.ts';
import type { Room } from './room.ts';
import type { Strategy } from './strategy.ts';
import type { Instance, Launch, PortHolder, StackRef } from './runtime.ts';

/** Which runtime carries a service: the key that is set in it. */
export type RuntimeKind = 'docker' | 'process' | 'external' | 'kubernetes';

/** A stack as it was accepted, with everything that people asked of it since. */
export interface Desired {
  readonly stack: StackRef & { readonly createdAt: number; readonly generation: number };
  readonly spec: QbtcStack['spec'];
  readonly deleting: boolean;
  /** Its deletion waits for nobody who does not answer. */
  readonly orphaned?: boolean;
  /** Services that somebody holds down (`qbtc stop`). */
  readonly stopped: readonly string[];
  /** How often a restart of a service was asked for; enters its revision, so that a restart is a rollout. */
  readonly restarts: Readonly<Record<string, number>>;
  /** HMAC over the secret values of a service, by service name. */
  readonly secretDigests: Readonly<Record<string, string>>;
  /** The same over those in plugins of routes and consumers; absent without any. */
  readonly pluginSecrets?: string;
  /** What may be planned; the services of the spec that have taken an alternative are that. */
  readonly strategy: Strategy;
  /** The services as they are declared. */
  readonly declared: readonly Service[];
  /** Instances of the stack that were seen running or well, by id. */
  readonly containers: readonly string[];
  /** Some generation of the stack had containers: the engine is looked at, too, when this one has none. */
  readonly usesEngine?: boolean;
}

/** A fixed port that an older stack declares. */
export interface PortClaim {
  readonly host: string;
  readonly port: number;
  readonly stack: string;
}

/** The routes of an older stack that names the same front door. */
export interface RouteClaim {
  readonly uid: string;
  readonly createdAt: number;
  /** `namespace/name` */
  readonly stack: string;
  readonly routes: readonly Route[];
}

/** What other stacks of this controller want. */
export interface Claims {
  /** Fixed ports of older stacks. */
  readonly ports: readonly PortClaim[];
  /** Of all others: a front door that somebody wants is not ended. */
  readonly frontDoors: readonly FrontDoorAddress[];
  readonly routes: readonly RouteClaim[];
}

export interface FrontDoorObservation {
  readonly address: FrontDoorAddress;
  readonly state: Observation<FrontDoorState | undefined>;
  /** It was started once and not stopped since: its files are here, also when it does not run. */
  readonly recorded?: true;
}

/** One snapshot of everything that a decision may depend on. */
export interface Observed {
  /** All instances of the stack, by the runtime that carries them; a runtime that is not in use is absent. */
  readonly instances: Readonly<Partial<Record<RuntimeKind, Observation<readonly Instance[]>>>>;
  /** What instances need beside themselves; absent when nothing needs any, or when the runtime did not answer. */
  readonly facilities?: Facilities;
  /** By instance id; of the own check of one that starts, by `checkKey`. */
  readonly probes: Readonly<Record<string, ProbeState>>;
  /** Addresses on which somebody listens. */
  readonly listening: Observation<readonly { readonly host: string; readonly port: number }[]>;
  /** Holders of the ports that instances or front doors which do not run would need. */
  readonly holders: readonly PortHolder[];
  /** Containers of the stack, by id, whose processes go on although no engine answers for them; absent while one does. */
  readonly lingering?: readonly string[];
  /** Containers that services could take over. */
  readonly candidates?: readonly Candidate[];
  /** Who listens at a port of a running instance without belonging to it, by instance id. */
  readonly intruders: Readonly<Record<string, PortHolder>>;
  /** The front door that the stack names, and all others of this installation. */
  readonly frontDoors: readonly FrontDoorObservation[];
  /** The APISIX that the stack names; absent when it names none. */
  readonly gateway?: Observation<GatewayState>;
  /** What was found on the machine; absent when nothing is looked for, or the first look is under way. */
  readonly discovery?: Discovery;
  /** What clients of the routes get; absent without routes, or before the first look. */
  readonly connectivity?: Connectivity;
  /** What the monitoring sources say; absent without any, or before the first reading. */
  readonly monitoring?: Readings;
  /** The score that the last pass gave; undefined before the first. */
  readonly score?: number;
  /** What an APISIX of the stack said last before it ended, by the service's name; without secrets. */
  readonly lastLines?: Readonly<Record<string, readonly string[]>>;
  /** What is left on this machine; absent where nobody looked. */
  readonly room?: Room;
  /** The actions that began in an earlier pass and had not ended when this one began to look. */
  readonly operations: readonly Operation[];

  readonly claims: Claims;
  /** Somebody asked for this look: whatever may be newer elsewhere is to be fetched. */
  readonly asked?: boolean;
}

/** What was seen of the front door at an address; undefined when it was not looked for. */
export const frontDoorAt = (
  { frontDoors }: Pick<Observed, 'frontDoors'>,
  address: FrontDoorAddress,
): FrontDoorObservation | undefined => frontDoors.find((other) => sameAddress(other.address, address));

/** Under which key the probes of a snapshot tell what an instance's own check answered to us. */
export const checkKey = (instanceId: string): string => `${instanceId}/check`;

/** An action that is under way: it is not planned again, and nothing else is done to an instance at the same time. */
export interface Operation {
  readonly id: string;
  readonly target: string;
  readonly type?: Effect['type'];
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  /** How far it is, for people: `pulling 40 %`. */
  readonly progress?: string;
}

/** One effect on one system. */
export type Effect =
  | { readonly type: 'StartInstance'; readonly launch: Launch }
  | { readonly type: 'RestartInstance'; readonly instance: string }
  | { readonly type: 'StopInstance'; readonly instance: string; readonly signal: string }
  | { readonly type: 'KillInstance'; readonly instance: string }
  | { readonly type: 'RemoveInstance'; readonly instance: string }
  | { readonly type: 'RepairInstance'; readonly instance: string }
  | { readonly type: 'AdoptInstance'; readonly candidate: Candidate['container']; readonly launch: Launch }
  /** `aside`: it was replaced. */
  | { readonly type: 'ReleaseInstance'; readonly instance: string; readonly aside: boolean }
  | { readonly type: 'CreateNetwork'; readonly network: NetworkNeed }
  | { readonly type: 'RemoveNetwork'; readonly network: string }
  | { readonly type: 'CreateVolume'; readonly volume: VolumeNeed }
  | { readonly type: 'RemoveVolume'; readonly volume: string }
  | { readonly type: 'PullImage'; readonly image: string }
  /** Removes what the stack as a whole left in these runtimes. */
  | { readonly type: 'Purge'; readonly runtimes: readonly RuntimeKind[] }
  | { readonly type: 'StartFrontDoor'; readonly address: FrontDoorAddress }
  | { readonly type: 'UpgradeFrontDoor'; readonly address: FrontDoorAddress }
  | { readonly type: 'PushRoutes'; readonly address: FrontDoorAddress; readonly table: RouteTable }
  | { readonly type: 'WithdrawRoutes'; readonly address: FrontDoorAddress }
  | { readonly type: 'StopFrontDoor'; readonly address: FrontDoorAddress }
  | { readonly type: 'PutGatewayObject'; readonly object: GatewayObject }
  | { readonly type: 'RemoveGatewayObject'; readonly object: GatewayObject }
  | { readonly type: 'AdoptGatewayObject'; readonly object: GatewayObject }
  /** Makes one that was adopted what it was before. */
  | { readonly type: 'ReleaseGatewayObject'; readonly object: GatewayObject }
  /** Lets the front door go through APISIX again after a stay away, when the data plane answers the checks. */
  | {
      readonly type: 'PermitGateway';
      readonly address: FrontDoorAddress;
      readonly stay: string;
      readonly checks: readonly GatewayCheck[];
    }
  /** Writes the configuration of the stack's own APISIX again. */
  | { readonly type: 'ConfigureGateway' }
  | { readonly type: 'ForgetStack' };

/** An effect with what a person wants to know of it and what it waits for. */
export type Action = Effect & {
  /** Stable over passes: the same need has the same id. */
  readonly id: string;
  /** What it touches, for people: `service/api[1]`, `front-door/127.0.0.1:9079`. */
  readonly target: string;
  readonly cause: string;
  /** Ids of actions of the same plan that must have succeeded. */
  readonly dependsOn: readonly string[];
  readonly bestEffort?: true;
};

/** Tells whether two actions would do the very same: their id, and for routes and permits also which ones. */
export const effectKey = (action: Action): string =>
  action.type === 'PushRoutes'
    ? `${action.id}#${action.table.hash}`
    : action.type === 'PermitGateway'
      ? `${action.id}#${action.stay}`
      : action.id;

/** The state of a service's life, as the status shows it. */
export type Phase = ServiceStatus['phase'];

/** The planner's judgement of one service: what status, gates and routes are computed from. */
export interface ServiceVerdict {
  readonly name: string;
  readonly phase: Phase;
  /** One word, usable as a condition's reason. */
  readonly reason: string;
  /** Stable wording: no times, no counters. */
  readonly message: string;
  /** The revision that is wanted. */
  readonly revision: string;
  readonly desired: number;
  readonly healthy: number;
  /** Restarts of its replicas that count against their budgets. */
  readonly restarts: number;
  /** All replicas run the wanted revision and are healthy (or completed); nothing is left over. */
  readonly settled: boolean;
}

/** How one route stands in a gateway. */
export interface RouteVerdict {
  readonly state: RouteStatus['state'];
  /** Empty when there is nothing to say. */
  readonly message: string;
}

export interface Plan {
  readonly actions: readonly Action[];
  readonly services: readonly ServiceVerdict[];
  /** What may be planned from here on. */
  readonly strategy: Strategy;
  /** What is done beyond plain repair. */
  readonly healing: HealingState;
  /** The table that the front door should have, when the stack has routes. */
  readonly table: RouteTable | undefined;
  /** How the front door stands with the stack's APISIX; undefined when there is none, or when that is not known. */
  readonly gatewayPath: GatewayPathState | undefined;
  /** Why it is not permitted to go through it, when that was tried in vain. */
  readonly gatewayHindrance: string | undefined;
  /** How its routes stand in APISIX, by `route/NAME`; empty when the stack names none. */
  readonly gatewayRoutes: ReadonlyMap<string, RouteVerdict>;
  /** When time alone may change the plan; milliseconds since the epoch. */
  readonly wakeAt: number | undefined;
  /** What hinders the stack as a whole. */
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly reason: string;
  readonly message: string;
  readonly target: string;
}

export const runtimeOf = (service: Pick<Service, 'process' | 'external' | 'docker'>): RuntimeKind => {
  if (service.process) return 'process';
  if (service.external) return 'external';
  return service.docker ? 'docker' : 'kubernetes';
};
