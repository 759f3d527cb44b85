import { visible } from './format.ts';

const graphemes = new Intl.Segmenter();
/** What terminals show two columns wide: the blocks of Unicode's East Asian Width "W", and emoji. Source: UAX #11. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Rows under their headings, columns aligned; `nothing` is what is said when there is no row. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  nothing: string,
): string {
  if (rows.length === 0) return nothing;
  const lines = [headings, ...rows.map((row) => row.map((cell) => (cell === null ? '-' : visible(String(cell)))))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => displayWidth(line[column] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function displayWidth(text: string): number {
  // most text by far: the segmenter is a hundred times slower
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}
