import { describe, expect, test } from 'vitest';
import { alignLines, lastOf, type Series } from '../../../../src/dashboard/charts/columns.ts';

function series(stepSeconds: number, values: Readonly<Record<number, number>>): Series {
  const at = Object.keys(values).map(Number);
  const mean = Object.values(values);
  return { stepSeconds, points: { at, mean, low: mean.map((v) => v - 1), high: mean.map((v) => v + 1) } };
}

describe('lines over one axis of time', () => {
  test('have the number asked for', () => {
    const load = series(15, { 0: 10, 15: 20 });
    const { at, lines } = alignLines([
      { series: load, column: 'low' },
      { series: load, column: 'high' },
    ]);
    expect(at).toEqual([0, 15]);
    expect(lines).toEqual([
      [9, 19],
      [11, 21],
    ]);
  });

  test('a value holds for its step and no longer', () => {
    const { at, lines } = alignLines([
      { series: series(15, { 0: 1, 15: 2 }), column: 'mean' },
      { series: series(5, { 0: 7, 5: 8, 10: 9, 15: 10, 20: 11, 25: 12, 30: 13 }), column: 'mean' },
    ]);
    expect(at).toEqual([0, 5, 10, 15, 20, 25, 30]);
    expect(lines[0]).toEqual([1, 1, 1, 2, 2, 2, null]);
  });

  test('where nothing was measured there is a hole', () => {
    const { at, lines } = alignLines([{ series: series(15, { 0: 1, 15: 2, 90: 3 }), column: 'mean' }]);
    expect(at).toEqual([0, 15, 30, 90]);
    expect(lines[0]).toEqual([1, 2, null, 3]);
  });

  test('a series that is not there is a line without values', () => {
    const known = { series: series(15, { 0: 1 }), column: 'mean' } as const;
    expect(alignLines([known, { series: undefined, column: 'mean' }]).lines[1]).toEqual([null]);
    expect(lastOf(undefined)).toBeUndefined();
    expect(lastOf(known.series)).toBe(1);
  });
});
