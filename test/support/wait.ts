import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `check` gives something other than undefined, null or false, and returns it. It may throw while the state is not reached;
 * after `deadlineMs` the last failure is the cause of the error.
 *
 * @param what the state, for the error: `the server to answer`
 */
export async function waitFor<T>(
  what: string,
  check: () => T | Promise<T>,
  deadlineMs = 10_000,
): Promise<Exclude<T, undefined | null | false>> {
  const end = Date.now() + deadlineMs;
  let cause: unknown;
  for (let pause = 1; ; pause = Math.min(50, pause * 2)) {
    try {
      const value = await check();
      if (value !== undefined && value !== null && value !== false)
        return value as Exclude<T, undefined | null | false>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= end) throw new Error(`waited ${deadlineMs} ms in vain for ${what}`, { cause });
    await sleep(pause);
  }
}
