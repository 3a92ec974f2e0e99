/** A value with how old it is. What stopped to answer has none, and says why: not known is not zero. */
export interface Fresh<T> {
  readonly value: T | null;
  /** Since it was known last; null for what never was. */
  readonly age_seconds: number | null;
  readonly reason?: string;
}

/** Several of the same kind together, and each by itself. */
export interface Gathered<T> extends Fresh<T> {
  readonly sources: Readonly<Record<string, Fresh<T>>>;
}

/** @param at when it was known last; milliseconds since the epoch, as `now` */
export const fresh = <T>(value: T, at: number, now: number): Fresh<T> => ({ value, age_seconds: ageOf(at, now) ?? 0 });

export const stale = (reason: string, at: number | undefined, now: number): Fresh<never> => ({
  value: null,
  age_seconds: ageOf(at, now),
  reason,
});

const ageOf = (at: number | undefined, now: number): number | null =>
  at === undefined ? null : Math.max(0, now - at) / 1000;

/**
 * Adds up what sources say. As long as one of them says nothing the sum is not known.
 *
 * @param none why there is nothing to add up, when there is no source
 */
export function gather<T>(
  sources: Readonly<Record<string, Fresh<T>>>,
  sum: (values: T[]) => T,
  none: string,
): Gathered<T> {
  const all = Object.entries(sources);
  const silent = all.filter(([, { value }]) => value === null);
  const ages = all.map(([, { age_seconds: age }]) => age);
  const age = ages.includes(null) || ages.length === 0 ? null : Math.max(...ages.map(Number));
  const told = { age_seconds: age, sources };
  if (all.length === 0) return { value: null, ...told, reason: none };
  if (silent.length > 0)
    return { value: null, ...told, reason: silent.map(([name, { reason = '' }]) => `${name}: ${reason}`).join('; ') };
  return { value: sum(all.flatMap(([, { value }]) => (value === null ? [] : [value]))), ...told };
}
