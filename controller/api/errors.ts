/**
 * What the loop does next after a failure:
 * - `retry`: again with backoff; - `wait`: something outside must change first, an event or the resync looks again;
 * - `terminal`: only a new generation helps.
 */
export type Disposition = 'retry' | 'wait' | 'terminal';

export interface ErrorDetail {
  /** One word in UpperCamelCase, usable as a condition's reason. */
  readonly code: string;
  /** How a person mends it, as a sentence. */
  readonly mend?: string;
  readonly disposition?: Disposition;
  /** There is no such system, or nobody may use it: not one that is slow or ill. */
  readonly absent?: true;
  readonly cause?: unknown;
}

/** An expected failure: says what is wrong, and how to mend it. Its message never holds a secret (I22). */
export class QbtcError extends Error {
  readonly code: string;
  readonly mend: string | undefined;
  readonly disposition: Disposition;
  readonly absent: boolean;

  constructor(message: string, detail: ErrorDetail) {
    super(message, { cause: detail.cause });
    this.name = 'QbtcError';
    this.code = detail.code;
    this.mend = detail.mend;
    this.disposition = detail.disposition ?? 'retry';
    this.absent = detail.absent ?? false;
  }
}

/** What an error has, by its shape: one of another realm (a worker's, a test runner's) is no instance of this realm's Error. */
const field = (error: unknown, name: 'message' | 'code'): string | undefined => {
  const value =
    typeof error === 'object' && error !== null ? (error as Partial<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => field(error, 'message') ?? String(error);

/** The message of anything thrown, with how a person mends it where that is known. */
export const adviceOf = (error: unknown): string =>
  messageOf(error) + (error instanceof QbtcError && error.mend ? `. ${error.mend}` : '');

/** Whether a system that was asked is not there at all. */
export const isAbsence = (error: unknown): boolean => error instanceof QbtcError && error.absent;

/** The errno name (`ENOENT`, `ENOSPC`, …) of a system error, if it is one. */
export const errnoOf = (error: unknown): string | undefined => field(error, 'code');
