/** Upper bounds of the buckets, in seconds: from what a port on this machine takes to what a probe or a pass may take at most. */
export const BOUNDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** How often durations fell into fixed buckets. It never grows, and histograms can be added up. */
export class Histogram {
  /** By bucket; the last one is for what is longer than every bound. */
  readonly counts: number[] = [...BOUNDS, Infinity].map(() => 0);
  /** Seconds. */
  sum = 0;

  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  observe(seconds: number): void {
    const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
    const index = bucket < 0 ? BOUNDS.length : bucket;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += seconds;
  }

  add({ counts, sum }: Histogram): void {
    counts.forEach((count, index) => (this.counts[index] = (this.counts[index] ?? 0) + count));
    this.sum += sum;
  }

  /**
   * The duration in seconds that a share of all does not exceed, as Prometheus' `histogram_quantile` has it: within a bucket all are taken to be
   * spread evenly, and what is longer than the last bound is taken to be as long as that.
   *
   * @param share 0 to 1
   * @returns undefined when there is none
   */
  quantile(share: number): number | undefined {
    const all = this.count;
    if (all === 0) return undefined;
    const rank = share * all;
    let below = 0;
    let lower = 0;
    for (const [index, bound] of BOUNDS.entries()) {
      const here = this.counts[index] ?? 0;
      if (here > 0 && below + here >= rank) return lower + (bound - lower) * ((rank - below) / here);
      below += here;
      lower = bound;
    }
    return lower;
  }
}
