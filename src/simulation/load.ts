import type { Capacity } from './capacity.ts';
import type { PlantOptions } from './plant-options.ts';
import { poisson, type Random, seededRandom } from './random.ts';
import { refine, type Series } from './refine.ts';
import { smoothCounts } from './smooth.ts';
import { LONGEST_SECONDS, type Trace } from './trace.ts';

/** What arrives at the plant, step by step. */
export interface Load {
  /** Epoch milliseconds of the first step. */
  readonly startMs: number;
  /** Requests per step. */
  readonly arrivals: Int32Array;
  /** The step scoring begins with; what is before it is history. */
  readonly scoredFrom: number;
}

/** Share of the replay that is history: three of ten days. */
const HISTORY_SHARE = 0.3;
const PEAK_QUANTILE = 0.9995;

/**
 * The load of a trace: its first ten days (all of it when it is shorter), three tenths of them history, scaled so that
 * its 99.95 % quantile needs `peakReplicas` unless its unit is given, arriving as a Poisson stream. The same seed gives the same load.
 */
export function loadOf(trace: Trace, options: PlantOptions, capacity: Capacity): Load {
  const random = seededRandom(options.seed);
  const rates = stepRates(seriesOf(trace, random), options.stepSeconds);
  const perSecond =
    options.unitSeconds === undefined
      ? capacity.withinSlo(options.peakReplicas) / peakOf(rates)
      : 1 / options.unitSeconds;
  const scale = perSecond * options.stepSeconds;
  return {
    startMs: trace.startSeconds * 1000,
    arrivals: Int32Array.from(rates, (rate) => poisson(rate * scale, random)),
    scoredFrom: Math.round(rates.length * HISTORY_SHARE),
  };
}

function peakOf(rates: Float64Array): number {
  const sorted = rates.toSorted();
  return sorted[Math.ceil(PEAK_QUANTILE * sorted.length) - 1] || (sorted.at(-1) ?? 1);
}

/** Whether the trace is too short for the full replay, and how long its history and its scored part are, in seconds. */
export function replayLength(trace: Trace) {
  const seconds = Math.min(LONGEST_SECONDS, trace.values.length * trace.stepSeconds);
  return {
    isFull: seconds === LONGEST_SECONDS,
    historySeconds: seconds * HISTORY_SHARE,
    scoredSeconds: seconds * (1 - HISTORY_SHARE),
  };
}

function seriesOf({ values, stepSeconds }: Trace, random: Random): Series {
  const used = values.slice(0, Math.ceil(LONGEST_SECONDS / stepSeconds));
  return refine({ values: smoothCounts(used, stepSeconds), stepSeconds }, random);
}

/** The mean of the series over each step of the plant. */
function stepRates({ values, stepSeconds }: Series, plantSeconds: number): Float64Array {
  const seconds = Math.min(LONGEST_SECONDS, values.length * stepSeconds);
  const rates = new Float64Array(Math.floor(seconds / plantSeconds));
  return rates.map((_, step) => {
    const [from, to] = [(step * plantSeconds) / stepSeconds, ((step + 1) * plantSeconds) / stepSeconds];
    let sum = 0;
    for (let index = Math.floor(from); index < to; index++)
      sum += (values[index] ?? 0) * (Math.min(to, index + 1) - Math.max(from, index));
    return sum / (to - from);
  });
}
