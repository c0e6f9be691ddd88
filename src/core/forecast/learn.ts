import { boundOf, isGap, LEAST_DEMAND, PLAIN_MARGIN, situationOf } from './forecast.ts';
import { addGrowth, type Growth, NO_GROWTH } from './growth.ts';
import { addPeak } from './habit.ts';
import type { ForecastMemory, OpenForecast } from './memory.ts';

/** What one tick showed. */
export interface Seen {
  /** In replicas. */
  readonly demand: number;
  readonly ready: number;
  /** Whether the replicas were over their target; undefined when more replicas were not to be had. */
  readonly isShort: boolean | undefined;
  readonly horizonMs: number;
  /** The share of the load that may meet replicas over their target. */
  readonly shortage: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

const HALF_LIFE_MS = 12 * 3_600_000;
const HALF_LIFE_OF_ALL_MS = 3 * 24 * 3_600_000;
const RECENT_MS = 180_000;
const MEAN_MS = 30_000_000;
/** How fast the exceedance follows shortages: in ln, for 15 s of mean load that is all short. */
const LEARNING_RATE = 0.03;
const LEARNING_RATE_MS = 15_000;
const FIRST_EXCEEDANCE = 0.05;
const LEAST_EXCEEDANCE = 0.002;
const MOST_EXCEEDANCE = 0.98;
/** Between two ticks, before any was seen; in milliseconds. */
export const FIRST_INTERVAL_MS = 15_000;
/** Share of a horizon by an interval that ticks may come early. */
const EARLY = 0.25;

/**
 * The memory after one more tick. Growth is counted when a forecast's horizon is over, weighed by the demand, so that
 * rates are shares of the load. The exceedance follows the shortages (adaptive conformal inference, Gibbs and Candès
 * 2021, on its logarithm): more of them and the bound rises, fewer and it sinks, until their share is the allowed one.
 */
export function learn(before: ForecastMemory | undefined, seen: Seen): ForecastMemory {
  const { now, ready, horizonMs } = seen;
  const demand = Math.max(LEAST_DEMAND, seen.demand);
  if (before === undefined || now < before.lastAt) return firstMemory(demand, ready, now);
  const peaks = addPeak(before.peaks, demand, now);
  if (isGap(before, now))
    return { ...before, lastAt: now, resumedAt: now, ready, peaks, recentDemand: demand, open: [] };
  const elapsedMs = now - before.lastAt;
  if (elapsedMs === 0) return before;
  const intervalMs = before.intervalMs + (elapsedMs - before.intervalMs) * 0.1;
  const passed = before.open.filter(({ at }) => now - at >= horizonMs - EARLY * intervalMs);
  const counted = passed.reduce((memory, forecast) => count(memory, forecast, demand), before);
  const weight = (demand / before.meanDemand) * elapsedMs;
  const short = seen.isShort === true ? 1 : 0;
  const fade = Math.min(1, elapsedMs / MEAN_MS);
  const memory: ForecastMemory = {
    ...counted,
    lastAt: now,
    intervalMs,
    watchedMs: before.watchedMs + elapsedMs,
    ready,
    peaks,
    recentDemand: before.recentDemand + (demand - before.recentDemand) * Math.min(1, elapsedMs / RECENT_MS),
    meanDemand: before.meanDemand + (demand - before.meanDemand) * fade,
    shortShare:
      before.shortShare + (short - before.shortShare) * Math.min(1, fade * (demand / before.meanDemand)),
    exceedance:
      seen.isShort === undefined ? before.exceedance : exceedanceAfter(before, short, weight, seen.shortage),
  };
  const opened: OpenForecast = {
    at: now,
    demand,
    bound: boundOf(memory, demand, horizonMs, now),
    situation: situationOf(memory, demand, horizonMs, now),
  };
  return { ...memory, open: [...memory.open.filter((forecast) => !passed.includes(forecast)), opened] };
}

function firstMemory(demand: number, ready: number, now: number): ForecastMemory {
  return {
    lastAt: now,
    intervalMs: FIRST_INTERVAL_MS,
    watchedMs: 0,
    ready,
    recentDemand: demand,
    meanDemand: demand,
    exceedance: FIRST_EXCEEDANCE,
    shortShare: 0,
    loss: { bound: 0, plain: 0 },
    open: [],
    growthBySituation: {},
    growth: NO_GROWTH,
    peaks: addPeak(undefined, demand, now),
  };
}

function exceedanceAfter(
  { exceedance }: ForecastMemory,
  short: number,
  weightMs: number,
  shortage: number,
): number {
  const step = LEARNING_RATE * (weightMs / LEARNING_RATE_MS) * (shortage - short);
  return Math.min(MOST_EXCEEDANCE, Math.max(LEAST_EXCEEDANCE, exceedance * Math.exp(step)));
}

/** The memory with the outcome of a forecast whose horizon is over; `demand` is the newest. */
function count(memory: ForecastMemory, forecast: OpenForecast, demand: number): ForecastMemory {
  const later = memory.open.filter(({ at }) => at > forecast.at).map((each) => each.demand);
  const highest = Math.max(demand, ...later);
  const logGrowth = Math.log(highest / forecast.demand);
  const { intervalMs, growth, growthBySituation, loss, exceedance } = memory;
  const keep = (halfLifeMs: number) => 0.5 ** (intervalMs / halfLifeMs);
  const own: Growth = growthBySituation[forecast.situation] ?? NO_GROWTH;
  const fade = Math.min(1, intervalMs / MEAN_MS);
  const follow = (mean: number, bound: number) =>
    mean + (pinball(highest, bound, 1 - exceedance) - mean) * fade;
  return {
    ...memory,
    growth: addGrowth(growth, logGrowth, highest, keep(HALF_LIFE_OF_ALL_MS)),
    growthBySituation: {
      ...growthBySituation,
      [forecast.situation]: addGrowth(own, logGrowth, highest, keep(HALF_LIFE_MS)),
    },
    loss: {
      bound: follow(loss.bound, forecast.bound),
      plain: follow(loss.plain, forecast.demand * (1 + PLAIN_MARGIN)),
    },
  };
}

/** The loss that a `level` quantile has least of, in the unit of its arguments. */
function pinball(actual: number, bound: number, level: number): number {
  return actual > bound ? level * (actual - bound) : (1 - level) * (bound - actual);
}
