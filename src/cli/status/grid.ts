import stringWidth from 'string-width';
import { cut, padEnd } from '../terminal/columns.ts';
import type { Style, Tone } from '../terminal/style.ts';

/** A text of a table with how it is marked. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

/** A row of cells below each other with those of the other rows. */
export type Row = readonly Cell[];

const GAP = 2;

/** How wide each column has to be. */
export function widthsOf(rows: readonly Row[]): readonly number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, i) =>
    Math.max(...rows.map((row) => stringWidth(row[i]?.text ?? ''))),
  );
}

/** A row as a line no wider than `most` columns. Columns that do not fit any more are left out, the last one is cut. */
export function gridLine(row: Row, widths: readonly number[], most: number, style: Style): string {
  let line = '';
  let used = 0;
  const last = row.findLastIndex(({ text }) => text !== '');
  for (const [i, { text, tone }] of row.slice(0, last + 1).entries()) {
    const width = Math.min(widths[i] ?? 0, most - used);
    if (width < Math.min(stringWidth(text), 4)) break;
    const shown = cut(text, width);
    line += tone ? style(tone, shown) : shown;
    if (i === last) break;
    const filled = padEnd(shown, width + GAP).slice(shown.length);
    line += filled;
    used += width + GAP;
  }
  return line.trimEnd();
}
