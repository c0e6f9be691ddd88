import type { Points } from '../api/types.ts';

const WIDTH = 120;
const HEIGHT = 28;

/** A small line without axes, in steps; decoration beside a number that says the same. */
export function Sparkline({ points, low }: { readonly points: Points; readonly low: number }) {
  const path = sparkPath(points, low);
  if (path === undefined) return null;
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The line's path in a box of 120 × 28, its lowest value at most `low`; undefined for fewer than two points. */
export function sparkPath({ at, mean }: Points, low: number): string | undefined {
  const [first] = at;
  const last = at.at(-1);
  if (first === undefined || last === undefined || last === first) return undefined;
  const bottom = Math.min(low, ...mean);
  const top = Math.max(bottom + 1, ...mean);
  const x = (time: number) => round(((time - first) / (last - first)) * WIDTH);
  const y = (value: number) => round(HEIGHT - 2 - ((value - bottom) / (top - bottom)) * (HEIGHT - 4));
  return at
    .map((time, index) => {
      const height = y(mean[index] ?? bottom);
      return index === 0 ? `M${x(time)} ${height}` : `H${x(time)}V${height}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
