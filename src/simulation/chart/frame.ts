import { element, escapeText, lineThrough } from './svg.ts';
import { type Tick, timeTicks, valueTicks } from './ticks.ts';

/** Places of a chart's parts, in pixels from the upper left corner. */
export const PLACE = {
  width: 1000,
  height: 460,
  left: 64,
  right: 944,
  top: 104,
  bottom: 330,
  missTop: 362,
  missBottom: 412,
} as const;

/** From a value to a place. */
export type Scale = (value: number) => number;

const { left, right, top, missTop, missBottom } = PLACE;
const LEGEND_Y = 80;
const LOAD_X = left;
const CAPACITY_X = left + 200;
const MISS_X = left + 530;

/** A line of text. */
export function label(
  x: number,
  y: number,
  text: string,
  attributes: Readonly<Record<string, string>> = {},
): string {
  return element('text', { x, y, ...attributes }, escapeText(text));
}

/** What each colour means. */
export function legend(): readonly string[] {
  const line = (x: number, y: number) =>
    lineThrough([
      [x, y],
      [x + 22, y],
    ]);
  return [
    element('rect', { class: 'load', x: LOAD_X, y: LEGEND_Y - 9, width: 22, height: 10 }),
    element('path', { class: 'peak', d: line(LOAD_X, LEGEND_Y - 9) }),
    label(LOAD_X + 30, LEGEND_Y, 'load, mean and highest'),
    element('path', { class: 'capacity', d: line(CAPACITY_X, LEGEND_Y - 4) }),
    label(CAPACITY_X + 30, LEGEND_Y, 'what the serving replicas carry within the SLO'),
    element('rect', { class: 'miss', x: MISS_X, y: LEGEND_Y - 9, width: 10, height: 10 }),
    label(MISS_X + 18, LEGEND_Y, 'requests over the SLO'),
  ];
}

/** Requests per second on the left, with the grid. */
export function rateAxis(ticks: readonly Tick[], y: Scale): readonly string[] {
  return [
    label(left - 8, top - 10, 'req/s', { class: 'unit', 'text-anchor': 'end' }),
    ...ticks.flatMap((tick) => leftTick(y(tick.at), tick.label)),
  ];
}

/** The replicas that carry a rate, on the right. */
export function replicaAxis(highest: number, perReplica: number, y: Scale): readonly string[] {
  const ticks = valueTicks(highest / perReplica).filter(
    ({ at }) => Number.isInteger(at) && at * perReplica <= highest,
  );
  return [
    label(right + 8, top - 10, 'replicas', { class: 'unit' }),
    ...ticks.map((tick) => label(right + 8, y(tick.at * perReplica) + 4, tick.label)),
  ];
}

/** Times below, in UTC; `from` and `to` are epoch seconds. */
export function timeAxis(from: number, to: number): readonly string[] {
  const ticks = timeTicks(from, to).flatMap((tick) => {
    const x = left + ((tick.at - from) / (to - from)) * (right - left);
    return [
      element('line', { class: 'grid', x1: x, x2: x, y1: top, y2: missBottom }),
      label(x, missBottom + 20, tick.label, { 'text-anchor': 'middle' }),
    ];
  });
  return [...ticks, label(right + 24, missBottom + 20, 'UTC', { class: 'unit' })];
}

/** Shares of missed requests. */
export function missAxis(): readonly string[] {
  return [
    label(left, missTop - 8, 'requests over the SLO, in %', { class: 'unit' }),
    ...leftTick(missBottom, '0'),
    ...leftTick(missTop, '100'),
  ];
}

function leftTick(y: number, text: string): readonly string[] {
  return [
    element('line', { class: 'grid', x1: left, x2: right, y1: y, y2: y }),
    label(left - 8, y + 4, text, { 'text-anchor': 'end' }),
  ];
}
