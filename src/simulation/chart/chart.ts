import type { Bin } from './bins.ts';
import { label, legend, missAxis, PLACE, rateAxis, replicaAxis, type Scale, timeAxis } from './frame.ts';
import { STYLE } from './style.ts';
import { element, escapeText, lineThrough } from './svg.ts';
import { valueTicks } from './ticks.ts';

/** What a chart shows. */
export interface ChartInput {
  readonly title: string;
  /** The verdict in a line. */
  readonly facts: string;
  readonly bins: readonly Bin[];
  /** The scored part, epoch seconds. */
  readonly from: number;
  readonly to: number;
  /** Requests per second that one replica carries within the SLO, for the axis of replicas. */
  readonly perReplica: number;
}

/** How many columns a chart has room for: two pixels each. */
export const CHART_COLUMNS = (PLACE.right - PLACE.left) / 2;

/** The height of a column's bar that can still be seen, in pixels. */
const HAIR = 1.5;
/** A share of missed requests below this is shaded faintly only. */
const SLIGHT = 0.1;

/** Load, capacity and misses over time as an SVG for light and dark pages. */
export function chart({ title, facts, bins, from, to, perReplica }: ChartInput): string {
  const ticks = valueTicks(Math.max(...bins.map((bin) => Math.max(bin.peak, bin.capacity))));
  const highest = ticks.at(-1)?.at ?? 1;
  const y = (rate: number) => PLACE.bottom - (rate / highest) * (PLACE.bottom - PLACE.top);
  const width = (PLACE.right - PLACE.left) / bins.length;
  const x = (column: number) => PLACE.left + column * width;
  const level = (value: (bin: Bin) => number) => levels(bins.map(value), x, y);
  const base = `L${PLACE.right} ${PLACE.bottom}L${PLACE.left} ${PLACE.bottom}Z`;
  const parts = [
    element('title', {}, escapeText(title)),
    element('desc', {}, escapeText(facts)),
    element('style', {}, STYLE),
    element('rect', { class: 'back', width: PLACE.width, height: PLACE.height }),
    label(24, 34, title, { class: 'title' }),
    label(24, 56, facts, { class: 'facts' }),
    ...legend(),
    ...rateAxis(ticks, y),
    ...replicaAxis(highest, perReplica, y),
    ...timeAxis(from, to),
    ...missAxis(),
    ...misses(bins, x, width),
    element('path', { class: 'load', d: level(({ load }) => load) + base }),
    element('path', { class: 'peak', d: level(({ peak }) => peak) }),
    element('path', { class: 'capacity', d: level(({ capacity }) => capacity) }),
  ];
  const { width: wide, height } = PLACE;
  const size = { viewBox: `0 0 ${wide} ${height}`, width: wide, height };
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', role: 'img', ...size }, ...parts)}\n`;
}

/** A line that is level over each column. */
function levels(values: readonly number[], x: Scale, y: Scale): string {
  const points = values.flatMap((value, column): [number, number][] => [
    [x(column), y(value)],
    [x(column + 1), y(value)],
  ]);
  return lineThrough(points);
}

/** For each column with misses a shade over the load, and a bar as high as their share. */
function misses(bins: readonly Bin[], x: Scale, width: number): readonly string[] {
  const { top, bottom, missTop, missBottom } = PLACE;
  return bins.flatMap(({ missed }, column) => {
    if (missed === 0) return [];
    const height = Math.max(HAIR, missed * (missBottom - missTop));
    return [
      element('rect', { class: shade(missed), x: x(column), width, y: top, height: bottom - top }),
      element('rect', { class: 'miss', x: x(column), width, y: missBottom - height, height }),
    ];
  });
}

function shade(missed: number): string {
  return missed < SLIGHT ? 'shade slight' : 'shade';
}
