import type { Method } from './forecaster.ts';

const WEIGHT = 0.3;

/** What is now stays. */
export function lastValue(): Method {
  return { name: 'last value', next: (value) => value };
}

/** An exponentially weighted mean, the newest value weighing 0.3, stays. */
export function ewma(): Method {
  let mean: number | undefined;
  return {
    name: 'EWMA',
    next: (value) => {
      mean = mean === undefined ? value : mean + WEIGHT * (value - mean);
      return mean;
    },
  };
}

/** What came a season of so many steps ago comes again; before there is one, what is now stays. */
export function seasonalNaive(season: number): Method {
  const seen: number[] = [];
  return {
    name: 'seasonal naive',
    next: (value, steps) => {
      seen.push(value);
      const from = seen.length - season;
      return from < 0 ? value : Math.max(...seen.slice(from, from + steps));
    },
  };
}

/**
 * A method on the logarithm of the values: its additive season and trend become factors, and no forecast falls below 0.
 * `least` is added before and taken off after, so that there is no logarithm of 0.
 */
export function inLogarithms(method: Method, least: number): Method {
  return {
    name: method.name,
    next: (value, steps) => Math.exp(method.next(Math.log(value + least), steps)) - least,
  };
}
