import type { JudgedInstance } from './health.ts';
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
      readonly kind: 'retire';
      readonly instance: JudgedInstance;
      readonly cause: string;
      readonly drain: boolean;
      readonly keepRecord: boolean;
    };

/**
 * Ends an instance, from whatever state it is in: out of the table, drained, stopped, killed when it takes too long, its record
 * removed (or kept, to be able to go back to it).
 */
export function retire(
  instance: JudgedInstance,
  cause: string,
  options: { drain?: boolean; keepRecord?: boolean } = {},
): Step {
  return { kind: 'retire', instance, cause, drain: options.drain ?? false, keepRecord: options.keepRecord ?? false };
}

/** How a replica is named as the target of an action. */
export const replica = (service: string, slot: number): string => `service/${service}[${slot}]`;

export const earliest = (...times: readonly (number | undefined)[]): number | undefined => {
  const defined = times.filter((time) => time !== undefined);
  return defined.length > 0 ? Math.min(...defined) : undefined;
};
