import type { ScorePoint } from '../telemetry/score-history.ts';

const LEVELS = '▁▂▃▄▅▆▇█';
/** The score at which the line is at its top. */
const FULL = 100;

/**
 * Draws how a score changed up to now, in one line of text. Each column shows the lowest score of its time.
 *
 * @param points the oldest first; at least one
 * @param now milliseconds since the epoch
 */
export function sparkline(points: readonly ScorePoint[], now: number, columns = 40): string {
  const steps = points.map(({ time, total }) => ({ at: Date.parse(time), total }));
  const begin = steps[0]?.at ?? now;
  const span = Math.max(1, now - begin);
  const lowest = Array.from({ length: columns }, () => FULL);
  steps.forEach(({ at, total }, index) => {
    const until = steps[index + 1]?.at ?? now;
    const first = columnOf(at - begin, span, columns);
    const last = Math.max(first, columnOf(until - begin, span, columns, index < steps.length - 1));
    for (let column = first; column <= last; column++) lowest[column] = Math.min(lowest[column] ?? FULL, total);
  });
  return lowest
    .map((total) => LEVELS[Math.min(LEVELS.length - 1, Math.floor((total / FULL) * LEVELS.length))])
    .join('');
}

/** @param isEnd of a time that ends where a column may begin: it does not reach into that one */
function columnOf(time: number, span: number, columns: number, isEnd = false): number {
  const exact = (time / span) * columns;
  const column = isEnd ? Math.ceil(exact) - 1 : Math.floor(exact);
  return Math.min(columns - 1, Math.max(0, column));
}

/** A length of time in one number and its unit: `45 s`, `12 min`, `3 h`, `2 d`. */
export function roughly(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
