import type { Probe } from './generated/resource.ts';
import type { Attempt } from './healing.ts';
import type { Address } from './runtime.ts';
import type { Strategy } from './strategy.ts';

/** How often one replica was restarted of late. */
export interface RestartBudget {
  /** Within the current window; milliseconds since the epoch, ascending. */
  readonly restarts: readonly number[];
  /** The budget was spent; one restart every window is all there is, until the replica has run well for a while. */
  readonly quarantined?: true;
  /** Why it was last stopped in order to be restarted. */
  readonly stoppedFor?: string;
}

/** What the planner must not forget about one service, also across restarts of the controller. */
export interface ServiceMemory {
  /** The revisions of the service and of its dependencies that the budget belongs to; others have a full one. */
  readonly epoch: string;
  /** By slot; a replica without an entry has its full budget. */
  readonly budgets: Readonly<Record<number, RestartBudget>>;
  /** The run of each instance that was seen healthy, by instance id. */
  readonly healthy: Readonly<Record<string, number>>;
  /** The rollout under way: which revision, and since when each slot has been trying it. */
  readonly rollout?: { readonly revision: string; readonly since: Readonly<Record<number, number>> };
  /** A revision that never got healthy and was reverted; it is not tried again. */
  readonly failed?: { readonly revision: string; readonly previous: string; readonly reason: string };
  /** The revision of a one-shot service that ran to its end; not run again, also when nothing else is left of that run. */
  readonly completed?: string;
}

/** Why the last attempts at one target failed; decides when the next one is due. */
export interface Failure {
  readonly count: number;
  readonly at: number;
  readonly code: string;
  readonly message: string;
  /** The revision of the instance that was to be started: it says nothing of another one. */
  readonly revision?: string;
}

/** Since when the strategy's systems are gone, or back; milliseconds since the epoch. */
export interface Diagnosis {
  readonly engineGone?: number;
  readonly engineBack?: number;
  /** An APISIX that is no service of the stack. */
  readonly gatewayGone?: number;
}

/**
 * The planner's memory, explicit data in two parts. The durable part is written before the effect that it led to; the volatile
 * part is lost at a restart without harm.
 */
export interface Memory {
  readonly durable: {
    readonly services: Readonly<Record<string, ServiceMemory>>;
    /** The routes that APISIX was seen to have, each with the digest of what it has. */
    readonly gatewayRoutes?: Readonly<Record<string, string>>;
    /** What guarded every route of it then, by its global rules. */
    readonly gatewayGuards?: readonly string[];
    /** What may be planned, as the last pass chose it. */
    readonly strategy?: Strategy;
    /** Remedies whose effect is awaited, or was none, by service. */
    readonly healing?: Readonly<Record<string, Attempt>>;
    /** An engine answered once: something of the stack may be there. */
    readonly engineSeen?: true;
    /** When requests were sent another way for the last time, as far as it was told; milliseconds since the epoch. */
    readonly lastSwitch?: number;
  };
  readonly volatile: {
    /** Failed actions by action id. */
    readonly failures: Readonly<Record<string, Failure>>;
    /** Effects that succeeded a moment ago, by effect key: one that changes nothing must not be repeated without end. */
    readonly done: Readonly<Record<string, { readonly count: number; readonly at: number }>>;
    /** Since when an instance that is to stop has been out of the front door's table, by instance id. */
    readonly drains: Readonly<Record<string, number>>;
    /** Where the healthy instances behind each `service/port` were seen last: they go on serving while nobody can look at them. */
    readonly endpoints?: Readonly<Record<string, readonly Address[]>>;
    /** The probe that called each instance healthy last, by instance id: what one probe has proven, another has not. */
    readonly probes?: Readonly<Record<string, Probe>>;
    /** When the dependencies of each service were last seen not to hold; milliseconds since the epoch. */
    readonly shut?: Readonly<Record<string, number>>;
    /** Since when systems are as they are now, where that decides about the strategy; milliseconds since the epoch. */
    readonly diagnosis?: Diagnosis;
    /** Containers that were seen running when their engine answered last, by service. */
    readonly containers?: Readonly<Record<string, readonly string[]>>;
    readonly healing?: {
      /** Each kind of trouble of a service: since when, and when it was seen last; milliseconds since the epoch. */
      readonly since: Readonly<Record<string, readonly [from: number, last: number]>>;
      /** When the last remedy was applied. */
      readonly at?: number;
      /** What was said that would be done, in mode Observe. */
      readonly told?: readonly string[];
    };
    /** When each image was pulled last; milliseconds since the epoch. */
    readonly pulled?: Readonly<Record<string, number>>;
  };
}

export const EMPTY_MEMORY: Memory = { durable: { services: {} }, volatile: { failures: {}, done: {}, drains: {} } };
export const EMPTY_SERVICE_MEMORY: ServiceMemory = { epoch: '', budgets: {}, healthy: {} };
