import { expect, it } from 'vitest';
import type { Method } from '../../../bench/forecast/forecaster.ts';
import { fittedHoltWinters, HoltWinters } from '../../../bench/forecast/holt-winters.ts';
import { ewma, inLogarithms, lastValue, seasonalNaive } from '../../../bench/forecast/methods.ts';

/** The forecast of the highest of the next `steps` values after the last of these. */
function after(method: Method, values: readonly number[], steps = 1): number {
  return values.map((value) => method.next(value, steps)).at(-1) ?? Number.NaN;
}

it('the last value stays', () => {
  expect(after(lastValue(), [3, 5, 4], 3)).toBe(4);
});

it('an EWMA gives the newest value 0.3', () => {
  expect(after(ewma(), [10, 20, 10])).toBeCloseTo(10 + 0.3 * 10 * 0.7);
});

it('the seasonal naive repeats a season ago, the highest of the horizon', () => {
  expect(after(seasonalNaive(4), [1, 9, 2, 3])).toBe(1);
  expect(after(seasonalNaive(4), [1, 9, 2, 3], 3)).toBe(9);
  expect(after(seasonalNaive(4), [1, 9, 2])).toBe(2);
});

it('Holt’s level and trend are those of a worked example', () => {
  const holt = new HoltWinters({ level: 0.5, trend: 0.5, season: 0 });
  // Level 10; then 0.5 · 12 + 0.5 · 10 = 11 with a trend of 0.5 · 1; then 0.5 · 14 + 0.5 · 11.5 = 12.75 and 1.125.
  expect(after(holt, [10, 12])).toBeCloseTo(11.5);
  expect(holt.next(14, 2)).toBeCloseTo(12.75 + 2 * 1.125);
});

it('Holt-Winters knows a season after its first round', () => {
  const season = [10, 20, 30, 20];
  const method = new HoltWinters({ level: 0.3, trend: 0.1, season: 0.1 }, 4);
  expect(after(method, season)).toBeCloseTo(10);
  expect(after(method, season.slice(0, 1), 2)).toBeCloseTo(30);
});

it('makes factors of a trend on logarithms', () => {
  const holt = inLogarithms(new HoltWinters({ level: 1, trend: 1, season: 0 }), 0);
  expect(after(holt, [10, 20, 40])).toBeCloseTo(80);
  expect(after(inLogarithms(lastValue(), 0.1), [0])).toBeCloseTo(0);
});

it('is fitted to the pace that forecast the history best, with a season where there were two', () => {
  const history = Array.from({ length: 40 }, (_, i) => [10, 40, 20, 30][i % 4] ?? 0);
  expect(after(fittedHoltWinters(history, 4), history)).toBeCloseTo(10);
  const rising = Array.from({ length: 40 }, (_, i) => 10 + 5 * i);
  expect(after(fittedHoltWinters(rising, 100), rising)).toBeCloseTo(210, -1);
});
