interface Step<T> {
  readonly source: AsyncIterator<T>;
  readonly result: IteratorResult<T>;
}

/**
 * What several sources yield, each in its order, as it comes; ends with the last of them.
 *
 * @param later further sources, that are only found meanwhile
 */
export async function* merge<T>(
  sources: readonly AsyncIterable<T>[],
  later?: AsyncIterable<AsyncIterable<T>>,
): AsyncGenerator<T, void, void> {
  const arrivals = later?.[Symbol.asyncIterator]();
  const steps = new Map<AsyncIterator<T>, Promise<Step<T>>>();
  const advance = (source: AsyncIterator<T>): void => {
    steps.set(
      source,
      source.next().then((result) => ({ source, result })),
    );
  };
  for (const source of sources) advance(source[Symbol.asyncIterator]());
  let arrival = arrivals?.next();
  try {
    while (arrival || steps.size > 0) {
      const next = await Promise.race([...(arrival ? [arrival] : []), ...steps.values()]);
      if ('source' in next) {
        if (next.result.done) steps.delete(next.source);
        else {
          yield next.result.value;
          advance(next.source);
        }
      } else if (next.done) arrival = undefined;
      else {
        advance(next.value[Symbol.asyncIterator]());
        arrival = arrivals?.next();
      }
    }
  } finally {
    void Promise.allSettled([arrivals?.return?.(), ...[...steps.keys()].map((source) => source.return?.())]);
  }
}
