/**
 * What one look at an outside system gave. Unknown is not empty: a system that did not answer says nothing
 * about what exists, so nothing is deleted because of it (I2).
 */
export type Observation<T> =
  | { readonly known: true; readonly value: T }
  | {
      readonly known: false;
      readonly reason: string;
      /** The code of the error that it answered with, if it did. */
      readonly code?: string;
      /** There is no such system to ask, rather than one that does not answer. */
      readonly absent?: true;
    };

export const known = <T>(value: T): Observation<T> => ({ known: true, value });
export const unknown = (reason: string): Observation<never> => ({ known: false, reason });
export const absent = (reason: string): Observation<never> => ({ known: false, reason, absent: true });
