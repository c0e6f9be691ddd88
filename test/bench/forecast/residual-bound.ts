import type { Forecaster, Made, Method } from './forecaster.ts';

/** How many of its last residuals make the bound: two days of minutes. */
const KEPT = 2880;
const LEVEL = 0.95;
/** Before there are so many residuals, a plain margin makes the bound. */
const ENOUGH = 60;
const PLAIN_MARGIN = 1.1;

/**
 * A method's point forecast with a bound from its own past: the forecast times what 95 % of the last two days' residuals,
 * actual ÷ forecast, were at most. `least` is added to both, so that there is no division by nothing.
 */
export function withResidualBound(method: Method, steps: number, least: number): Forecaster {
  const values: number[] = [];
  const points: number[] = [];
  const residuals: number[] = [];
  const sorted: number[] = [];
  const place = (residual: number) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < residual) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const learn = (residual: number) => {
    residuals.push(residual);
    sorted.splice(place(residual), 0, residual);
    const oldest = residuals.length > KEPT ? residuals.shift() : undefined;
    if (oldest !== undefined) sorted.splice(place(oldest), 1);
  };
  return {
    name: method.name,
    next: (value): Made => {
      values.push(value);
      const before = points[values.length - 1 - steps];
      if (before !== undefined) learn((Math.max(...values.slice(-steps)) + least) / (before + least));
      const point = method.next(value, steps);
      points.push(point);
      const growth =
        sorted.length < ENOUGH ? PLAIN_MARGIN : (sorted[Math.ceil(LEVEL * sorted.length) - 1] ?? 1);
      return { point, bound: (point + least) * growth - least };
    },
  };
}
