import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useWords } from '../state/context.ts';
import { clockOf, formatNumber } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import type { Columns } from './columns.ts';
import { colourOf, type Ink, onThemeChange } from './theme.ts';

/** How one line is drawn. */
export interface LineStyle {
  readonly label: string;
  readonly ink: Ink;
  /** Holds its value until the next, as counts do. */
  readonly isStepped?: boolean;
  readonly isDashed?: boolean;
  readonly isFilled?: boolean;
  /** Not drawn itself: the edge of a band. */
  readonly isEdge?: boolean;
}

/** The room between two lines, coloured; the numbers are of lines, from 0. */
export interface Band {
  readonly between: readonly [upper: number, lower: number];
  readonly ink: Ink;
}

interface TimeChartProps {
  readonly columns: Columns;
  readonly styles: readonly LineStyle[];
  readonly bands?: readonly Band[];
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** The least that the axis reaches up to. */
  readonly top: number;
  /** Whether values are whole numbers. */
  readonly isCount?: boolean;
  readonly format: (value: number) => string;
  /** What the chart says, for who cannot see it. */
  readonly summary: string;
  /** Charts with the same name share the cursor. */
  readonly group: string;
  /** What lies over the plot, told where on the time axis something is: from 0, left, to 1. */
  readonly children?: ComponentChildren;
}

/** What the chart was last given. */
interface Latest {
  readonly current: TimeChartProps;
}

const HEIGHT = 168;
const AXIS_WIDTH = 48;

/** Lines over time. */
export function TimeChart(props: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [themed, setThemed] = useState(0);
  const words = useWords();
  const { columns, styles, bands = [], from, to, top, format, summary, group, children } = props;
  const shape = JSON.stringify([styles, bands, group, words.locale]);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => onThemeChange(() => setThemed((count) => count + 1)), []);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const chart = new uPlot(optionsOf(element.clientWidth, latest, words), dataOf(columns), element);
    plot.current = chart;
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [shape, themed]);
  useEffect(() => plot.current?.setData(dataOf(columns)), [columns, from, to, top, format]);

  return (
    <div class="plot" role="img" aria-label={summary}>
      <div ref={place} class="canvas" />
      {children}
    </div>
  );
}

function optionsOf(width: number, latest: Latest, { when, locale }: Words): uPlot.Options {
  const { styles, bands = [], group, isCount = false } = latest.current;
  const axis = {
    stroke: colourOf('axis'),
    grid: { stroke: colourOf('grid'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  return {
    width,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    cursor: { sync: { key: group }, drag: { x: false, y: false }, points: { size: 6 } },
    legend: { live: true },
    scales: {
      x: { time: true, range: () => [latest.current.from, latest.current.to] },
      y: { range: (_plot, _low, high) => [0, Math.max(high ?? 0, latest.current.top) * 1.08 || 1] },
    },
    axes: [
      {
        ...axis,
        space: 70,
        size: 26,
        values: (_plot, ticks) => ticks.map((tick) => clockOf(tick * 1000, locale, 'minutes')),
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        space: 34,
        ...(isCount && { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] }),
        values: (_plot, ticks) => ticks.map((tick) => formatNumber(tick, locale)),
      },
    ],
    series: [
      {
        label: when,
        value: (_plot, seconds: number | null) =>
          seconds === null ? '–' : clockOf(seconds * 1000, locale, 'seconds'),
      },
      ...styles.map((style) => seriesOf(style, latest)),
    ],
    bands: bands.map(({ between: [upper, lower], ink }) => ({
      series: [upper + 1, lower + 1],
      fill: colourOf(ink),
    })),
  };
}

function seriesOf(style: LineStyle, latest: Latest): uPlot.Series {
  const { label, ink, isStepped, isDashed, isFilled, isEdge } = style;
  return {
    label,
    stroke: isEdge ? 'transparent' : colourOf(ink),
    width: isEdge ? 0 : 2,
    points: { show: false },
    spanGaps: false,
    value: (_plot, value: number | null) => (value === null ? '–' : latest.current.format(value)),
    ...(isDashed && { dash: [5, 4], width: 1.5 }),
    ...(isFilled && { fill: colourOf('spread') }),
    ...(isStepped && uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
  };
}

function dataOf({ at, lines }: Columns): uPlot.AlignedData {
  return [[...at], ...lines.map((line) => [...line])];
}
