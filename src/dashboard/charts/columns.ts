import type { Points } from '../api/types.ts';

/** A series of the API with the width of its points. */
export interface Series {
  readonly stepSeconds: number;
  readonly points: Points;
}

/** Which of a point's numbers is drawn. */
export type Column = 'mean' | 'low' | 'high';

/** Times in seconds since 1970, and for each line its values at these times; `null` where it has none. */
export interface Columns {
  readonly at: readonly number[];
  readonly lines: readonly (readonly (number | null)[])[];
}

/** A line of a chart: a series, and which of its numbers. */
export interface Line {
  readonly series: Series | undefined;
  readonly column: Column;
}

/** More than this many steps without a point is a gap. */
const GAP_STEPS = 2.5;

/** The lines over one axis of time; where nothing was measured there is a hole, not a straight line. */
export function alignLines(lines: readonly Line[]): Columns {
  const at = [...new Set(lines.flatMap(({ series }) => timesOf(series)))].sort((a, b) => a - b);
  return { at, lines: lines.map(({ series, column }) => valuesAt(at, series, column)) };
}

/** The times of a series, and one in the middle of each gap. */
function timesOf(series: Series | undefined): readonly number[] {
  if (series === undefined) return [];
  const { at } = series.points;
  return at.flatMap((time, index) => {
    const next = at[index + 1];
    const isGap = next !== undefined && next - time > GAP_STEPS * series.stepSeconds;
    return isGap ? [time, time + series.stepSeconds] : [time];
  });
}

function valuesAt(
  at: readonly number[],
  series: Series | undefined,
  column: Column,
): readonly (number | null)[] {
  if (series === undefined) return at.map(() => null);
  const { points, stepSeconds } = series;
  const values = points[column];
  let index = -1;
  return at.map((time) => {
    while ((points.at[index + 1] ?? Number.POSITIVE_INFINITY) <= time) index += 1;
    const from = points.at[index];
    return from === undefined || time - from >= stepSeconds ? null : (values[index] ?? null);
  });
}

/** The newest value of a series. */
export function lastOf(series: Series | undefined): number | undefined {
  return series?.points.mean.at(-1);
}
