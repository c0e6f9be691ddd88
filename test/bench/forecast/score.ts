import type { Forecaster } from './forecaster.ts';

/** How good the forecasts of the highest value within a horizon were, over the scored part. */
export interface ForecastScore {
  /** Share of the load, 0 to 1, that came while the bound held. */
  readonly coverage: number;
  /** Mean pinball loss of the bound at .95, as a share of the mean load. */
  readonly pinball: number;
  /** Mean absolute error of the point forecast, as a share of the mean load. */
  readonly error: number;
}

const LEVEL = 0.95;

/** Lets a forecaster see a series value by value; what it says from `scoredFrom` on is held against the `steps` values that follow. */
export function scoreForecaster(
  forecaster: Forecaster,
  series: readonly number[],
  { steps, scoredFrom }: { readonly steps: number; readonly scoredFrom: number },
): ForecastScore {
  let [load, covered, pinball, error, count] = [0, 0, 0, 0, 0];
  for (const [index, value] of series.entries()) {
    const { point, bound } = forecaster.next(value);
    if (index < scoredFrom || index + steps >= series.length) continue;
    const actual = Math.max(...series.slice(index + 1, index + 1 + steps));
    load += actual;
    if (actual <= bound) covered += actual;
    pinball += actual > bound ? LEVEL * (actual - bound) : (1 - LEVEL) * (bound - actual);
    error += Math.abs(actual - point);
    count++;
  }
  const unit = Math.max(Number.MIN_VALUE, load);
  return { coverage: count === 0 ? 1 : covered / unit, pinball: pinball / unit, error: error / unit };
}
