import type { Clock } from '../../api/clock.ts';

/** How long calls may take, in milliseconds. A stop takes its grace on top. */
export const LIMITS = { change: 60_000, pull: 3_600_000 } as const;

/** Carries out work whose signal aborts after some time, too: an engine that hangs holds up nothing for good. */
export async function withinTime<T>(
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  using _timer = clock.after(milliseconds, () => {
    late.abort(new DOMException(`no answer within ${milliseconds / 1000} s`, 'TimeoutError'));
  });
  return await work(AbortSignal.any([signal, late.signal]));
}
