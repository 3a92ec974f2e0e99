import { LIMITS } from './limits.ts';
import type { ExchangeTimes } from './route-state.ts';

/** What an exchange waits for: the service's connection, its reading, its answer, or the client's reading. */
export type Awaited = 'connect' | 'send' | 'read' | 'client';

function timeFor(awaited: Awaited, times: ExchangeTimes): number {
  switch (awaited) {
    case 'connect':
      return times.connectTime;
    case 'send':
      return times.sendTime;
    case 'read':
      return times.readTime;
    case 'client':
      return LIMITS.writeTime;
  }
}

/** The one deadline of an exchange: moved at every step, looked at once a sweep. */
export class ExchangeDeadline {
  awaited: Awaited = 'read';
  #at = 0;

  /** `now` is the front door's clock, as old as the last sweep: one more sweep is granted, so that nothing ends early. */
  expect(awaited: Awaited, times: ExchangeTimes, now: number): void {
    this.awaited = awaited;
    this.#at = now + timeFor(awaited, times) + LIMITS.sweepTime;
  }

  clear(): void {
    this.#at = 0;
  }

  passed(now: number): boolean {
    return this.#at !== 0 && now >= this.#at;
  }
}
