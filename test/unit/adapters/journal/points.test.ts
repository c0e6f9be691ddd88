import { describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../../../src/adapters/journal/open.ts';
import type { SeriesPoint } from '../../../../src/core/journal.ts';
import { API, manualClock, T0, WEB } from './fixtures.ts';

const HOUR = 3_600_000;

function point(at: number, mean: number, rest: Partial<SeriesPoint> = {}): SeriesPoint {
  return { at, mean, low: mean, high: mean, count: 1, ...rest };
}

/** A journal with a value every 15 s, which is its own place in the row. */
function filled(count: number) {
  const clock = manualClock(T0 + count * 15_000);
  const journal = openMemoryJournal(clock);
  const entries = Array.from({ length: count }, (_, index) => ({
    ref: WEB,
    series: 'cpu',
    point: point(T0 + index * 15_000, index),
  }));
  journal.recordPoints(entries);
  return { journal, clock };
}

describe('points of a series', () => {
  it('come back in order, as they were', () => {
    const { journal } = filled(4);
    const { stepMs, points } = journal.points({
      ref: WEB,
      series: 'cpu',
      since: T0,
      until: T0 + HOUR,
      points: 500,
    });
    expect(stepMs).toBe(15_000);
    expect(points).toEqual([0, 1, 2, 3].map((value) => point(T0 + value * 15_000, value)));
  });

  it('of one bucket are joined, also when they come later', () => {
    const journal = openMemoryJournal(manualClock(T0));
    const add = (value: SeriesPoint) => journal.recordPoints([{ ref: WEB, series: 'cpu', point: value }]);
    add(point(T0 + 1, 10, { count: 3 }));
    add(point(T0 + 9_000, 50));
    const { points } = journal.points({ ref: WEB, series: 'cpu', since: T0, until: T0 + 1000, points: 10 });
    expect(points).toEqual([{ at: T0, mean: 20, low: 10, high: 50, count: 4 }]);
  });

  it('are joined to no more than were asked for', () => {
    const { journal } = filled(240);
    const { stepMs, points } = journal.points({
      ref: WEB,
      series: 'cpu',
      since: T0,
      until: T0 + HOUR,
      points: 10,
    });
    expect(stepMs).toBe(360_000);
    expect(points).toHaveLength(10);
    expect(points[0]).toEqual({ at: T0, mean: 11.5, low: 0, high: 23, count: 24 });
  });

  it('of long ago are five minutes apart', () => {
    const { journal, clock } = filled(240);
    clock.time += 5 * 24 * HOUR;
    const range = { since: T0, until: T0 + HOUR - 1, points: 500 };
    const { stepMs, points } = journal.points({ ref: WEB, series: 'cpu', ...range });
    expect(stepMs).toBe(300_000);
    expect(points).toHaveLength(12);
    expect(points[0]).toEqual({ at: T0, mean: 9.5, low: 0, high: 19, count: 20 });
  });

  it('go after two days, the five-minute ones after thirty', () => {
    const { journal, clock } = filled(240);
    const left = () => {
      journal.saveHistories([]);
      const query = { ref: WEB, series: 'cpu', since: T0, until: T0 + HOUR - 1, points: 500 };
      return journal.points(query).points.length;
    };
    clock.time = T0 + 20 * 24 * HOUR;
    expect(left()).toBe(12);
    clock.time = T0 + 31 * 24 * HOUR;
    expect(left()).toBe(0);
    expect(journal.seriesOf(WEB)).toEqual([]);
  });

  it('are named by service', () => {
    const { journal } = filled(1);
    journal.recordPoints([{ ref: WEB, series: 'replicas.ready', point: point(T0, 2) }]);
    expect(journal.seriesOf(WEB)).toEqual(['cpu', 'replicas.ready']);
    expect(journal.seriesOf(API)).toEqual([]);
    const none = journal.points({ ref: API, series: 'cpu', since: T0, until: T0 + HOUR, points: 5 });
    expect(none.points).toEqual([]);
  });
});
