import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "x"?` when one of the known words is close to what was written, whatever its case; else nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  if (known.length === 0 || written.length > 100) return '';
  const words = new Map(known.map((word) => [word.toLowerCase(), word]));
  const wanted = written.toLowerCase();
  const nearest = closest(wanted, [...words.keys()]);
  const tolerance = Math.max(wanted.length < 4 ? 1 : 2, Math.floor(Math.max(wanted.length, nearest.length) / 3));
  return distance(wanted, nearest) <= tolerance ? `; did you mean "${words.get(nearest) ?? nearest}"?` : '';
}

/** Words are compared with all others only so often: beyond that a file is wrong as a whole. */
const MAX_SUGGESTIONS = 100;

/** The same as `didYouMean`, as long as not too much is asked of it. */
export function createSuggestions(): typeof didYouMean {
  let asked = 0;
  return (written, known) => {
    asked += 1;
    return asked <= MAX_SUGGESTIONS ? didYouMean(written, known) : '';
  };
}
