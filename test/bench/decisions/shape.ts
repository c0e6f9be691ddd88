import type { Load } from '../../../src/simulation/load.ts';

/** What kind of load it is; each kind has an aim of its own. */
export type Shape = 'smooth' | 'noisy' | 'flash crowd';

/** A load that so suddenly has grown so many times is a crowd. */
const CROWD_GROWTH = 3;
const SMOOTH_GROWTH = 1.5;
const SMOOTH_WOBBLE = 0.15;
const BEFORE_MINUTES = 10;
const CROWD_MINUTES = 2;
const WOBBLE_MINUTES = 5;

/**
 * The kind of the scored part. Growth: two minutes' mean against the ten minutes before (at least a quarter of the whole
 * mean), the 99.9 % quantile; wobble: the relative change within five minutes, the 90 % quantile. A flash crowd grows
 * three times, a smooth load less than 1.5 times with a wobble of at most 15 %.
 */
export function shapeOf(load: Load, stepSeconds: number): Shape {
  const minutes = perMinute(load, Math.round(60 / stepSeconds));
  const mean = average(minutes);
  const growth = minutes.slice(BEFORE_MINUTES + CROWD_MINUTES - 1).map((_, i) => {
    const before = average(minutes.slice(i, i + BEFORE_MINUTES));
    const after = average(minutes.slice(i + BEFORE_MINUTES, i + BEFORE_MINUTES + CROWD_MINUTES));
    return after / Math.max(before, mean / 4);
  });
  const wobble = minutes.slice(WOBBLE_MINUTES).map((after, i) => {
    const before = minutes[i] ?? 0;
    return (2 * Math.abs(after - before)) / (after + before + 1);
  });
  const highGrowth = quantile(growth, 0.999);
  if (highGrowth >= CROWD_GROWTH) return 'flash crowd';
  return highGrowth < SMOOTH_GROWTH && quantile(wobble, 0.9) <= SMOOTH_WOBBLE ? 'smooth' : 'noisy';
}

function perMinute({ arrivals, scoredFrom }: Load, steps: number): readonly number[] {
  const count = Math.floor((arrivals.length - scoredFrom) / steps);
  return Array.from({ length: count }, (_, minute) => {
    const from = scoredFrom + minute * steps;
    return arrivals.subarray(from, from + steps).reduce((sum, value) => sum + value, 0);
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? 0;
}
