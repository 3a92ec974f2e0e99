import type { JudgedInstance } from './health.ts';
import type { Candidate } from '../api/adoption.ts';
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

/** How a replica is named as the target of an action. */
export const replica = (service: string, slot: number): string => `service/${service}[${slot}]`;

export const earliest = (...times: readonly (number | undefined)[]): number | undefined => {
  const defined = times.filter((time) => time !== undefined);
  return defined.length > 0 ? Math.min(...defined) : undefined;
};
