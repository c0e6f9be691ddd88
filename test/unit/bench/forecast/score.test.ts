import { expect, it } from 'vitest';
import { normal, seededRandom } from '../../../../src/simulation/random.ts';
import type { Forecaster } from '../../../bench/forecast/forecaster.ts';
import { lastValue } from '../../../bench/forecast/methods.ts';
import { ourForecaster } from '../../../bench/forecast/ours.ts';
import { withResidualBound } from '../../../bench/forecast/residual-bound.ts';
import { scoreForecaster } from '../../../bench/forecast/score.ts';

const always = (point: number, bound: number): Forecaster => ({ name: 'x', next: () => ({ point, bound }) });

it('scores coverage, pinball loss and error as a worked example has them', () => {
  // The highest of the next two is 20 both times.
  const task = { steps: 2, scoredFrom: 0 };
  const score = scoreForecaster(always(12, 15), [0, 10, 20, 8], task);
  expect(score.coverage).toBe(0);
  expect(score.error).toBeCloseTo((8 + 8) / 40);
  expect(score.pinball).toBeCloseTo((0.95 * 5 + 0.95 * 5) / 40);
  const covering = scoreForecaster(always(12, 30), [0, 10, 20, 8], task);
  expect(covering.coverage).toBe(1);
  expect(covering.pinball).toBeCloseTo((0.05 * 10 + 0.05 * 10) / 40);
});

it('looks at nothing before the scored part', () => {
  const score = scoreForecaster(always(4, 4), [4, 100, 4, 4], { steps: 1, scoredFrom: 1 });
  expect(score).toEqual({ coverage: 1, pinball: 0, error: 0 });
});

it('makes a bound of what 95 % of the residuals were at most', () => {
  const bound = withResidualBound(lastValue(), 1, 0);
  const values = Array.from({ length: 201 }, (_, i) => (i % 2 === 0 ? 10 : 20));
  // From 10 the value always doubles.
  expect(values.map((value) => bound.next(value)).at(-1)).toEqual({ point: 10, bound: 20 });
});

it.each([1, 5])('ours covers 95 %% of a noisy load, %s steps ahead', (steps) => {
  const random = seededRandom(3);
  const series = Array.from({ length: 6000 }, () => 10 * Math.exp(0.1 * normal(random)));
  const score = scoreForecaster(ourForecaster(steps, 60_000, 0), series, { steps, scoredFrom: 2000 });
  expect(score.coverage).toBeGreaterThan(0.93);
  expect(score.coverage).toBeLessThan(0.97);
});
