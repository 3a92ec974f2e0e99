import type { JudgedInstance } from './health.ts';
import type { Candidate } from '../api/adoption.ts';
import type { Action, Operation } from '../api/plan.ts';
import type { Launch } from '../api/runtime.ts';

/** What the planner wants done with one instance, before routes and drains have their say. */
export type Step =
  | { readonly kind: 'start'; readonly launch: Launch; readonly cause: string; readonly after: readonly string[] }
  | {
      /** The same instance again, or put right while it runs. */
      readonly kind: 'restart' | 'repair';
      readonly instance: JudgedInstance;
      readonly cause: string;
      /** Ids of actions that must have succeeded. */
      readonly after: readonly string[];
    }
  | {
      readonly kind: 'adopt';
      readonly candidate: Candidate['container'];
      readonly launch: Launch;
      readonly cause: string;
    }
  | {
      readonly kind: 'retire';
      readonly instance: JudgedInstance;
      readonly cause: string;
      readonly drain: boolean;
      readonly keepRecord: boolean;
      /** It is let go, running or not: it is not ours to end. */
      readonly letGo: boolean;
    };

export type Retirement = Extract<Step, { kind: 'retire' }>;

/**
 * Ends an instance, from whatever state it is in: out of the table, drained, stopped, killed when it takes too long, its record
 * removed (or kept, to be able to go back to it).
 */
export function retire(
  instance: JudgedInstance,
  cause: string,
  options: { drain?: boolean; keepRecord?: boolean } = {},
): Retirement {
  const { drain = false, keepRecord = false } = options;
  return { kind: 'retire', instance, cause, drain, keepRecord, letGo: false };
}

/** Ends an instance that nothing is to take the place of; one that was adopted goes on without us (I15). */
export function dismiss(instance: JudgedInstance, cause: string, options: { drain?: boolean } = {}): Retirement {
  return { ...retire(instance, cause, options), letGo: instance.instance.adopted === true };
}

/** The service that a step is about. */
export const serviceOf = (step: Step): string =>
  step.kind === 'start' || step.kind === 'adopt' ? step.launch.service.name : step.instance.instance.service;

/** Whether anything is being done to a replica of a service. */
export const isBeingChanged = (service: string, operations: readonly Pick<Operation, 'target'>[]): boolean =>
  operations.some(({ target }) => target.startsWith(`service/${service}[`));

/** How a replica is named as the target of an action. */
export const replica = (service: string, slot: number): string => `service/${service}[${slot}]`;

export const earliest = (...times: readonly (number | undefined)[]): number | undefined => {
  const defined = times.filter((time) => time !== undefined);
  return defined.length > 0 ? Math.min(...defined) : undefined;
};

/** The action of a step; none of a retirement, which routes and drains have a say in. */
export function actionsOf(step: Step): Action[] {
  if (step.kind === 'start') {
    const { service, slot } = step.launch;
    const target = replica(service.name, slot);
    return [
      {
        type: 'StartInstance',
        launch: step.launch,
        id: `start/${service.name}/${slot}`,
        target,
        cause: step.cause,
        dependsOn: step.after,
      },
    ];
  }
  if (step.kind === 'retire') return [];
  if (step.kind === 'adopt') {
    const { candidate, launch, cause } = step;
    const target = replica(launch.service.name, launch.slot);
    return [{ type: 'AdoptInstance', candidate, launch, id: adoptId(candidate.id), target, cause, dependsOn: [] }];
  }
  const { id, service, slot } = step.instance.instance;
  const type = step.kind === 'restart' ? 'RestartInstance' : 'RepairInstance';
  const target = replica(service, slot);
  return [{ type, instance: id, id: `${step.kind}/${id}`, target, cause: step.cause, dependsOn: step.after }];
}

/** The id of the action that takes a container over. */
export const adoptId = (container: string): string => `adopt/${container}`;
