/** What several sources yield, each in its order, as it comes; ends with the last of them. */
export async function* merge<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T, void, void> {
  const awaited = new Map<AsyncIterator<T>, Promise<{ iterator: AsyncIterator<T>; result: IteratorResult<T> }>>();
  const advance = (iterator: AsyncIterator<T>): void => {
    awaited.set(
      iterator,
      iterator.next().then((result) => ({ iterator, result })),
    );
  };
  for (const source of sources) advance(source[Symbol.asyncIterator]());
  try {
    while (awaited.size > 0) {
      const { iterator, result } = await Promise.race(awaited.values());
      if (result.done) awaited.delete(iterator);
      else {
        yield result.value;
        advance(iterator);
      }
    }
  } finally {
    void Promise.allSettled([...awaited.keys()].map(async (iterator) => iterator.return?.()));
  }
}
