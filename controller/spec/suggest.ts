import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "x"?` when one of the known words is close to what was written, else nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  if (known.length === 0 || written.length > 100) return '';
  const sameLetters = known.find((word) => word.toLowerCase() === written.toLowerCase());
  const nearest = sameLetters ?? closest(written, [...known]);
  const tolerance = Math.max(1, Math.floor(Math.max(written.length, nearest.length) / 3));
  return sameLetters !== undefined || distance(written, nearest) <= tolerance ? `; did you mean "${nearest}"?` : '';
}
