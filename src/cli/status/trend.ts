import type { JournalReader, SeriesRef } from '../../core/journal.ts';
import type { Trend } from './report.ts';

const POINTS = 30;
const STEP_MS = 30_000;

/** The last quarter of an hour of a series; `latest` stands in for a step that has no point yet. */
export function trendOf(
  journal: JournalReader,
  series: SeriesRef,
  latest: number | undefined,
  now: number,
): Trend {
  const last = Math.floor(now / STEP_MS);
  const first = last - POINTS + 1;
  const query = { ...series, since: first * STEP_MS, until: now, points: POINTS };
  const { points } = journal.points(query);
  const byStep = new Map(points.map((point) => [Math.floor(point.at / STEP_MS), point.mean]));
  const values = Array.from({ length: POINTS }, (_, i) => byStep.get(first + i) ?? null);
  const isOpen = latest !== undefined && values.at(-1) === null;
  return { stepSeconds: STEP_MS / 1000, values: isOpen ? [...values.slice(0, -1), latest] : values };
}
