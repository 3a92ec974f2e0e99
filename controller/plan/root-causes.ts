import type { Desired, ServiceVerdict } from '../api/plan.ts';

/** Whether a service does its work as far as anybody can tell; one that is held down, or not wanted here, is not missed. */
export const isWell = ({ phase }: ServiceVerdict): boolean =>
  ['Running', 'Completed', 'Stopped', 'Stopping', 'Updating'].includes(phase);

/** A service that is ill while all that it depends on is well. */
export interface RootCause {
  readonly verdict: ServiceVerdict;
  /** The services that are ill because of it, or at least cannot be judged before it is well. */
  readonly dependents: readonly string[];
}

/** Traces what is ill back to what everything else follows from, in the order of the declaration. */
export function rootCauses({ declared }: Pick<Desired, 'declared'>, verdicts: readonly ServiceVerdict[]): RootCause[] {
  const ill = new Map(verdicts.filter((verdict) => !isWell(verdict)).map((verdict) => [verdict.name, verdict]));
  const needs = new Map(declared.map(({ name, dependsOn }) => [name, dependsOn.map((dependency) => dependency.name)]));
  const causesOf = (name: string, path: ReadonlySet<string>): string[] => {
    const illNeeds = (needs.get(name) ?? []).filter((need) => ill.has(need) && !path.has(need));
    const below = new Set(path).add(name);
    return illNeeds.length > 0 ? illNeeds.flatMap((need) => causesOf(need, below)) : [name];
  };
  const dependents = new Map<string, string[]>();
  for (const name of ill.keys())
    for (const cause of new Set(causesOf(name, new Set())))
      dependents.set(cause, [...(dependents.get(cause) ?? []), ...(cause === name ? [] : [name])]);
  return [...ill.values()].flatMap((verdict) => {
    const followers = dependents.get(verdict.name);
    return followers ? [{ verdict, dependents: followers }] : [];
  });
}
