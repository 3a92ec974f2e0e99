/**
 * Gives work so much time: its signal is aborted, and the promise rejects, when that is over or the signal from outside is. A signal of
 * `AbortSignal.timeout` that only `AbortSignal.any` holds may be collected before it fires (Node 20 and 22).
 *
 * @param milliseconds for the work
 */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const stop = (): void => {
    own.abort(signal.reason);
  };
  if (signal.aborted) stop();
  own.signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => {
    own.abort(new Error(`no answer within ${milliseconds / 1000} s`));
  }, milliseconds);
  const over = new Promise<never>((_, reject) => {
    own.signal.addEventListener('abort', () => {
      reject(own.signal.reason as Error);
    });
  });
  try {
    return await Promise.race([work(own.signal), over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
