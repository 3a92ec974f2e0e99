/** Time, as the controller sees it. The simulator replaces it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls back once, `delay` milliseconds from now. Dispose to cancel. */
  after(delay: number, callback: () => void): Disposable;
}
