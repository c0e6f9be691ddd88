import { normal, type Random } from './random.ts';

/** Values at even steps. */
export interface Series {
  readonly stepSeconds: number;
  readonly values: readonly number[];
}

/** Steps up to this long are kept, longer ones are divided into steps of about this length. Seconds. */
const FINE_SECONDS = 60;
/** The median distance of normal numbers from their mean, as a factor to their standard deviation. */
const MEDIAN_TO_SIGMA = 1.4826;

/**
 * A coarse series at finer steps: straight from middle to middle of its steps, times the exponential of a Brownian
 * bridge with the series' own volatility. A straight line alone would tell a forecaster where the load goes next.
 */
export function refine(series: Series, random: Random): Series {
  const parts = Math.round(series.stepSeconds / FINE_SECONDS);
  if (parts < 2) return series;
  const { values } = series;
  const sigma = volatility(values) / Math.sqrt(parts);
  const fine: number[] = [];
  const half = Math.floor(parts / 2);
  const at = (index: number) => values[Math.min(values.length - 1, Math.max(0, index))] ?? 0;
  for (let segment = -1; segment < values.length; segment++) {
    const noise = bridge(parts, sigma, random);
    for (let part = 0; part < parts; part++) {
      const share = part / parts;
      const straight = at(segment) * (1 - share) + at(segment + 1) * share;
      fine.push(straight * Math.exp(noise[part] ?? 0));
    }
  }
  const start = parts - half;
  return {
    stepSeconds: series.stepSeconds / parts,
    values: fine.slice(start, start + values.length * parts),
  };
}

/** The typical relative change from one value to the next, as a standard deviation. Bursts do not raise it. */
function volatility(values: readonly number[]): number {
  const small = (0.01 * values.reduce((sum, value) => sum + value, 0)) / values.length;
  const changes = values
    .slice(1)
    .map((value, i) => Math.abs(Math.log((value + small) / ((values[i] ?? 0) + small))))
    .sort((a, b) => a - b);
  return MEDIAN_TO_SIGMA * (changes[Math.floor(changes.length / 2)] ?? 0);
}

/**
 * A random walk of so many steps of standard deviation `sigma` that begins and would end at 0, less half its variance,
 * so that its exponential is 1 on average.
 */
function bridge(parts: number, sigma: number, random: Random): readonly number[] {
  const walk = [0];
  for (let part = 0; part < parts; part++) walk.push((walk[part] ?? 0) + sigma * normal(random));
  const end = walk[parts] ?? 0;
  return walk.slice(0, parts).map((value, part) => {
    const variance = (sigma ** 2 * part * (parts - part)) / parts;
    return value - (end * part) / parts - variance / 2;
  });
}
