/** One line of a service's output. */
export interface LogLine {
  readonly service: string;
  readonly slot: number;
  readonly line: string;
}

/** Which lines are asked for. */
export interface LogQuery {
  /** The stack. */
  readonly uid: string;
  /** All services when undefined. */
  readonly service: string | undefined;
  /** How many of the last lines of each replica come first; 0 for all that are kept. */
  readonly tail: number;
  /** Whether to go on with new lines until aborted. */
  readonly follow: boolean;
}
