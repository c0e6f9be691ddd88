const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The values as bars from 0 to the highest of them, a column each, the newest last; a blank where there is none. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.slice(Math.max(0, values.length - width));
  const highest = Math.max(0, ...shown.filter((value) => value !== null));
  const bar = (value: number | null) => {
    if (value === null) return ' ';
    const share = highest > 0 ? Math.max(0, value) / highest : 0;
    return BARS[Math.round(share * (BARS.length - 1))] ?? ' ';
  };
  return shown.map(bar).join('').padStart(width);
}
