interface Step<T> {
  readonly source: AsyncIterator<T>;
  readonly result: IteratorResult<T>;
}

/** What sources yield, as it comes, also of sources that are only found meanwhile; ends with the last of them. */
export async function* flatten<T>(sources: AsyncIterable<AsyncIterable<T>>): AsyncGenerator<T, void, void> {
  const arrivals = sources[Symbol.asyncIterator]();
  const steps = new Map<AsyncIterator<T>, Promise<Step<T>>>();
  const advance = (source: AsyncIterator<T>): void => {
    steps.set(
      source,
      source.next().then((result) => ({ source, result })),
    );
  };
  let arrival: Promise<IteratorResult<AsyncIterable<T>>> | undefined = arrivals.next();
  try {
    while (arrival ?? steps.size > 0) {
      const next: IteratorResult<AsyncIterable<T>> | Step<T> = await Promise.race([
        ...(arrival ? [arrival] : []),
        ...steps.values(),
      ]);
      if ('source' in next) {
        if (next.result.done) steps.delete(next.source);
        else {
          yield next.result.value;
          advance(next.source);
        }
      } else if (next.done) arrival = undefined;
      else {
        advance(next.value[Symbol.asyncIterator]());
        arrival = arrivals.next();
      }
    }
  } finally {
    void Promise.allSettled([arrivals.return?.(), ...[...steps.keys()].map((source) => source.return?.())]);
  }
}

/** What several sources yield, each in its order, as it comes; ends with the last of them. */
export function merge<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T, void, void> {
  return flatten(
    (async function* () {
      yield* sources;
    })(),
  );
}
