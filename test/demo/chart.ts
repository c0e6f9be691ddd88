/** One second as the chart draws it. */
export interface ChartPoint {
  readonly requests: number;
  readonly failed: number;
  readonly replicas: number | undefined;
}

interface Style {
  /** Levels of a cell from empty to full. */
  readonly levels: readonly string[];
  readonly full: string;
  readonly none: string;
  readonly edge: string;
}

const unicode: Style = { levels: [...' ▁▂▃▄▅▆▇█'], full: '█', none: '·', edge: '┤' };
const ascii: Style = { levels: [...' .:#'], full: '#', none: '.', edge: '|' };

const marginColumns = 7;
const requestRows = 6;
const failureRows = 3;

/** Requests, failures and replicas over time, one second a column where the width allows, without colour. */
export function renderChart(
  points: readonly ChartPoint[],
  { columns, isUnicode }: { readonly columns: number; readonly isUnicode: boolean },
): string[] {
  const style = isUnicode ? unicode : ascii;
  const width = Math.min(points.length, columns - marginColumns - 1);
  if (width < 1) return [];
  const slots = Array.from({ length: width }, (_, i) =>
    points.slice(
      Math.floor((i * points.length) / width),
      Math.max(Math.floor(((i + 1) * points.length) / width), Math.floor((i * points.length) / width) + 1),
    ),
  );
  const failed = slots.map((slot) => Math.max(...slot.map((point) => point.failed)));
  const replicas = slots.map((slot) => Math.max(...slot.map((point) => point.replicas ?? 0)));
  const requests = slots.map((slot) => sum(slot.map((point) => point.requests)) / slot.length);
  return [
    'requests per second',
    ...bars(requests, niceTop(Math.max(...requests)), requestRows, style),
    'failed requests per second',
    ...failureLines(failed, style),
    'replicas',
    ...bars(replicas, Math.max(1, ...replicas), Math.max(1, ...replicas), style),
    timeAxis(points.length, width),
  ];
}

function failureLines(failed: readonly number[], style: Style): string[] {
  if (failed.every((count) => count === 0)) return [row('0', style.none.repeat(failed.length), style)];
  const top = Math.max(...failed);
  return bars(failed, top, Math.min(top, failureRows), style);
}

function bars(values: readonly number[], top: number, rows: number, style: Style): string[] {
  const fullest = style.levels.length - 1;
  return Array.from({ length: rows }, (_, fromTop) => {
    const below = rows - 1 - fromTop;
    const cells = values.map((value) => {
      const share = (value / top) * rows - below;
      const isTrace = below === 0 && value > 0;
      const level = Math.max(isTrace ? 1 : 0, Math.min(fullest, Math.round(share * fullest)));
      return level === fullest ? style.full : (style.levels[level] ?? ' ');
    });
    const label = rows === top ? String(below + 1) : fromTop === 0 ? String(top) : '';
    return row(label, cells.join(''), style);
  });
}

function row(label: string, cells: string, style: Style): string {
  return `${label.padStart(marginColumns - 2)} ${style.edge}${cells}`.trimEnd();
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((top) => top >= value) ?? value;
}

function timeAxis(seconds: number, width: number): string {
  const step = [5, 10, 15, 30, 60, 120, 300].find((s) => (s * width) / seconds >= 8) ?? 600;
  let axis = '';
  for (let second = 0; second < seconds; second += step) {
    axis = `${axis.padEnd(Math.floor((second * width) / seconds))}${second} s`;
  }
  return `${' '.repeat(marginColumns)}${axis}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
