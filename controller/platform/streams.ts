/**
 * What several sources yield, each in its order, as it comes; ends with the last of them. A source is asked for more once its last value
 * was taken.
 *
 * @param later further sources, that are only found meanwhile
 */
export async function* merge<T>(
  sources: readonly AsyncIterable<T>[],
  later?: AsyncIterable<AsyncIterable<T>>,
): AsyncGenerator<T, void, void> {
  const arrived: { value: T; more: () => void }[] = [];
  const open = new Set<AsyncIterator<unknown>>();
  let failure: { error: unknown } | undefined;
  let wake = (): void => undefined;

  /** Reads a source to its end, one value at a time. */
  const read = async <V>(source: AsyncIterable<V>, take: (value: V, more: () => void) => void): Promise<void> => {
    const iterator = source[Symbol.asyncIterator]();
    open.add(iterator);
    try {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        const { value } = next;
        await new Promise<void>((more) => {
          take(value, more);
        });
      }
    } catch (error) {
      failure ??= { error };
    }
    open.delete(iterator);
    wake();
  };
  const add = (source: AsyncIterable<T>): void => {
    void read(source, (value, more) => {
      arrived.push({ value, more });
      wake();
    });
  };

  for (const source of sources) add(source);
  if (later)
    void read(later, (source, more) => {
      add(source);
      more();
    });
  try {
    for (;;) {
      const next = arrived.shift();
      if (next) {
        yield next.value;
        next.more();
      } else if (failure) throw failure.error;
      else if (open.size === 0) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    // Whatever they were doing: nobody waits for them any more.
    void Promise.allSettled([...open].map(async (iterator) => iterator.return?.()));
  }
}
