import type { PullProgress } from '../../api/engine.ts';
import type { PullLine } from './answers.ts';

/** Milliseconds between two reports. */
const INTERVAL = 250;

/** Sums up the bytes of a pull over its layers. A layer counts from when its size is known; one that is there already never does. */
export class PullMeter {
  readonly #layers = new Map<string, PullProgress>();
  readonly #report: (progress: PullProgress) => void;
  #reportedAt = -Infinity;

  constructor(report: (progress: PullProgress) => void) {
    this.#report = report;
  }

  read({ id, status, progressDetail }: PullLine): void {
    if (id === undefined) return;
    if (status === 'Downloading') {
      const { current = 0, total = 0 } = progressDetail ?? {};
      // Some registries tell no size (-1): then it is what has come so far.
      this.#layers.set(id, { current, total: Math.max(current, total) });
    } else if (status === 'Download complete') {
      const total = this.#layers.get(id)?.total ?? 0;
      this.#layers.set(id, { current: total, total });
    } else {
      return;
    }
    if (performance.now() - this.#reportedAt >= INTERVAL) this.#tell();
  }

  /** Reports the end. */
  finish(): void {
    if (this.#layers.size > 0) this.#tell();
  }

  #tell(): void {
    this.#reportedAt = performance.now();
    const layers = [...this.#layers.values()];
    const sum = (pick: (layer: PullProgress) => number): number =>
      layers.reduce((total, layer) => total + pick(layer), 0);
    this.#report({ current: sum(({ current }) => current), total: sum(({ total }) => total) });
  }
}
