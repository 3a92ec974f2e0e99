/** Loading its data takes longer than everything else that most commands do. */
let segmenter: Intl.Segmenter | undefined;

const graphemesOf = (text: string): Iterable<{ readonly segment: string }> =>
  (segmenter ??= new Intl.Segmenter()).segment(text);

/** What terminals draw two columns wide: East Asian wide and fullwidth characters (Unicode TR11), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const ONE_COLUMN_EACH = /^[ -~]*$/;
const NOTHING = /^[\p{Mark}\p{Cf}]*$/u;
// eslint-disable-next-line no-control-regex -- a terminal must not obey what a message holds
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** A text of one line: control characters are shown as `?`. */
export const oneLine = (text: string): string => text.replace(CONTROL, '?');

const widthOf = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : NOTHING.test(grapheme) ? 0 : 1);

/** How many columns of a terminal a text without control characters takes. */
export function columnsOf(text: string): number {
  if (ONE_COLUMN_EACH.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemesOf(text)) columns += widthOf(segment);
  return columns;
}

/** The beginning of a text that fits into so many columns; ends with `…` when something was cut off. */
export function cutToColumns(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let left = columns - 1;
  for (const { segment } of graphemesOf(text)) {
    left -= widthOf(segment);
    if (left < 0) break;
    kept += segment;
  }
  return columns > 0 ? `${kept}…` : '';
}
