import { formatTime } from '../../core/format.ts';
import { cut, wrap } from '../terminal/columns.ts';
import type { Style } from '../terminal/style.ts';
import { type Cell, gridLine, type Row, widthsOf } from './grid.ts';
import { notesOf } from './notes.ts';
import type { ServiceStatus, StatusReport } from './report.ts';
import { headerRow, metricRow, serviceRow } from './rows.ts';

/** How a table is to look. */
export interface Looks {
  /** In columns; infinite where there is no screen. */
  readonly width: number;
  readonly style: Style;
}

const MOST_BARS = 30;
const LEAST_BARS = 10;
const GAP = 2;

/** The report as lines, none wider than the screen. */
export function statusLines(report: StatusReport, looks: Looks): readonly string[] {
  const { services, faults, waiting, at } = report;
  const bars = barsFor(services, looks.width);
  const blocks = services.map((service) => rowsOf(service, bars));
  const [first] = services;
  const header = first ? [headerRow(bars, first.trend)] : [];
  const widths = widthsOf([...header, ...blocks.flat()]);
  const grid = (row: Row) => gridLine(row, widths, looks.width, looks.style);
  const now = Date.parse(at);
  const lines = services.flatMap((service, i) => [
    ...(i > 0 ? [''] : []),
    ...(blocks[i] ?? []).map(grid),
    ...notesOf(service, now).flatMap((note) => indented(note, looks)),
    ...decisionLines(service, now, looks),
  ]);
  const troubles = [...faults, ...waiting].flatMap((text) =>
    indented({ text: `! ${text}`, tone: 'warning' }, looks, 0),
  );
  if (first === undefined)
    return [...indented({ text: 'no service with a policy runs on this engine' }, looks, 0), ...troubles];
  return [...header.map(grid), ...lines, ...(troubles.length > 0 ? ['', ...troubles] : [])];
}

/** What stands above a live table. */
export function titleLine({ services, controller, at }: StatusReport, { width, style }: Looks): string {
  const count = services.length === 1 ? '1 service' : `${services.length} services`;
  const time = `${at.slice(11, 19)} UTC`;
  const alive = controller === null ? 'no controller runs' : 'q ends';
  const text = cut(`autoscaler  ${count}  ${time}  ${alive}`, width);
  return style(controller === null ? 'warning' : 'faint', text);
}

/** One line a service, for a screen that does not hold more. */
export function briefLines({ services, at }: StatusReport, looks: Looks): readonly string[] {
  const bars = barsFor(services, looks.width);
  const now = Date.parse(at);
  const rows = services.map((service) => {
    const [note] = notesOf(service, now);
    const text = note?.text ?? service.lastDecision?.sentence ?? '';
    return [...serviceRow(service, bars), { text, ...(note?.tone ? { tone: note.tone } : {}) }];
  });
  const [first] = services;
  const header = first ? [headerRow(bars, first.trend)] : [];
  const widths = widthsOf([...header, ...rows]);
  return [...header, ...rows].map((row) => gridLine(row, widths, looks.width, looks.style));
}

function rowsOf(service: ServiceStatus, bars: number): readonly Row[] {
  const { current } = service.replicas;
  return [serviceRow(service, bars), ...service.metrics.map((metric) => metricRow(metric, current, bars))];
}

/** As many columns of bars as the screen has room for beside the numbers. */
function barsFor(services: readonly ServiceStatus[], width: number): number {
  const rest = widthsOf(services.flatMap((service) => rowsOf(service, 0)));
  const room = width - rest.reduce((sum, column) => sum + column + GAP, 0) - 'CARRIED BY'.length;
  const bars = Math.min(MOST_BARS, room);
  return bars < LEAST_BARS ? 0 : bars;
}

function decisionLines(service: ServiceStatus, now: number, looks: Looks): readonly string[] {
  const { lastDecision } = service;
  if (lastDecision === null) return [];
  const since = formatTime(Date.parse(lastDecision.since), now);
  return indented({ text: `since ${since} ${lastDecision.sentence}`, tone: 'faint' }, looks);
}

function indented({ text, tone }: Cell, { width, style }: Looks, by = 2): readonly string[] {
  const indent = ' '.repeat(by);
  const lines = Number.isFinite(width) ? wrap(text, Math.max(10, width - by)) : [text];
  return lines.map((line) => indent + (tone ? style(tone, cut(line, width - by)) : cut(line, width - by)));
}
