import type { Score } from '../api/generated/resource.ts';

/** A score, from this time on. */
export interface ScorePoint {
  /** RFC 3339. */
  readonly time: string;
  readonly total: number;
  readonly grade: Score['grade'];
}

/** Points of one stack at most. */
const MOST_POINTS = 300;

/**
 * How the scores of stacks changed: a point for each change, so that a steady state adds none. When there are too many, the scores that lasted the
 * shortest are forgotten first.
 */
export class ScoreHistory {
  /** By stack uid, the oldest first. */
  readonly #points = new Map<string, ScorePoint[]>();
  readonly #changed: () => void;

  /** @param changed called when there is something to keep */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  /** Takes over what an earlier controller recorded. */
  restore(uid: string, points: readonly ScorePoint[]): void {
    this.#points.set(uid, points.slice(-MOST_POINTS));
  }

  /** @param now milliseconds since the epoch */
  record(uid: string, { total, grade }: Pick<Score, 'total' | 'grade'>, now: number): void {
    const points = this.#points.get(uid) ?? [];
    const last = points.at(-1);
    if (last?.total === total && last.grade === grade) return;
    points.push({ time: new Date(now).toISOString(), total, grade });
    if (points.length > MOST_POINTS) points.splice(shortest(points), 1);
    this.#points.set(uid, points);
    this.#changed();
  }

  of(uid: string): readonly ScorePoint[] {
    return this.#points.get(uid) ?? [];
  }

  /** All of them, as `restore` takes them. */
  all(): Readonly<Record<string, readonly ScorePoint[]>> {
    return Object.fromEntries(this.#points);
  }

  forget(uid: string): void {
    if (this.#points.delete(uid)) this.#changed();
  }
}

/** The point whose score lasted the shortest; neither the last one, which lasts, nor the first, which says since when it is known. */
function shortest(points: readonly ScorePoint[]): number {
  const times = points.map(({ time }) => Date.parse(time));
  let found = 1;
  let least = Infinity;
  for (let index = 1; index < points.length - 1; index++) {
    const lasted = (times[index + 1] ?? 0) - (times[index] ?? 0);
    if (lasted >= least) continue;
    least = lasted;
    found = index;
  }
  return found;
}
