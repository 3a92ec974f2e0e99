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
  /** The container engine of the stack, as in `StackRef`; absent when it has no containers. */
  readonly engine?: { readonly engine?: string };
}

/** The output that the instances of one runtime leave. */
export interface LogSource {
  read(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>;
  /** Keeps what a stack's instances have written within bounds. To be called every few seconds; cheap when there is nothing to do. */
  rotate(stackUid: string): Promise<void>;
}

/** The output that the instances of one runtime leave. */
export interface LogSource {
  read(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>;
  /** Keeps what a stack's instances have written within bounds. To be called every few seconds; cheap when there is nothing to do. */
  rotate(stackUid: string): Promise<void>;
}
