import type { Desired, ServiceVerdict } from '../api/plan.ts';
import { dependencyOrder } from './dependencies.ts';

/** Whether a service does its work as far as anybody can tell; one that is held down is not missed, and a former revision does the work, too. */
export const isWell = ({ phase, healthy, desired }: ServiceVerdict): boolean =>
  ['Running', 'Completed', 'Stopped', 'Stopping', 'Updating'].includes(phase) ||
  (phase === 'Failed' && desired > 0 && healthy >= desired);

/** A service that is ill while all that it depends on is well. */
export interface RootCause {
  readonly verdict: ServiceVerdict;
  /** The services that are ill because of it, or at least cannot be judged before it is well. */
  readonly dependents: readonly string[];
}

/** Traces what is ill back to what everything else follows from, in the order of the declaration. */
export function rootCauses({ declared }: Pick<Desired, 'declared'>, verdicts: readonly ServiceVerdict[]): RootCause[] {
  const ill = new Map(verdicts.filter((verdict) => !isWell(verdict)).map((verdict) => [verdict.name, verdict]));
  if (ill.size === 0) return [];
  const needs = new Map(declared.map(({ name, dependsOn }) => [name, dependsOn.map((dependency) => dependency.name)]));
  const causes = new Map<string, ReadonlySet<string>>();
  const dependents = new Map<string, string[]>();
  for (const name of dependencyOrder(declared)) {
    if (!ill.has(name)) continue;
    const found = new Set((needs.get(name) ?? []).flatMap((need) => [...(causes.get(need) ?? [])]));
    causes.set(name, found.size > 0 ? found : new Set([name]));
    for (const cause of found) dependents.set(cause, [...(dependents.get(cause) ?? []), name]);
  }
  return [...ill.values()].flatMap((verdict) =>
    causes.get(verdict.name)?.has(verdict.name) ? [{ verdict, dependents: dependents.get(verdict.name) ?? [] }] : [],
  );
}
