import type { Load } from '../../../src/simulation/load.ts';
import type { Trace } from '../../../src/simulation/trace.ts';

const DAY = 86_400;

/** The day around a trace's highest row, or all of a shorter trace, run through in so many seconds. */
export function piece(trace: Trace, seconds: number): Trace {
  const { values } = trace;
  const rows = Math.min(values.length, Math.ceil(DAY / trace.stepSeconds));
  const highest = values.indexOf(highestOf(values));
  const from = Math.min(Math.max(0, highest - Math.floor(rows / 2)), values.length - rows);
  return { ...trace, values: values.slice(from, from + rows), stepSeconds: seconds / rows };
}

/**
 * The piece second by second, evenly paced, with its highest row at `peakRate` requests per second. Poisson noise is left
 * out: whoever looks two seconds later sees another one.
 */
export function evenLoad({ values, stepSeconds, startSeconds }: Trace, peakRate: number): Load {
  const scale = (peakRate * stepSeconds) / highestOf(values);
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value * scale);
  const until = (second: number) => {
    const row = Math.min(values.length, second / stepSeconds);
    const before = Math.floor(row);
    return (sums[before] ?? 0) + (row - before) * (values[before] ?? 0) * scale;
  };
  const seconds = Math.round(values.length * stepSeconds);
  const arrivals = Int32Array.from({ length: seconds }, (_, second) => {
    return Math.floor(until(second + 1)) - Math.floor(until(second));
  });
  return { startMs: startSeconds * 1000, arrivals, scoredFrom: 0 };
}

function highestOf(values: readonly number[]): number {
  return values.reduce((highest, value) => Math.max(highest, value), 0);
}
