import { growthExceededBy } from './growth.ts';
import { habitualGrowth } from './habit.ts';
import type { ForecastMemory } from './memory.ts';

/** How far a forecast is to be trusted; without `kept` the plain margin takes its place. */
export type Trust = 'learning' | 'kept' | 'after-gap' | 'erring';

/** What may come until a replica that is started now would serve. Demands in replicas. Plain data: it is journalled. */
export interface Forecast {
  /** The metric it is of. */
  readonly metric: string;
  readonly demand: number;
  /** The demand is not expected to go over this. */
  readonly bound: number;
  readonly trust: Trust;
  readonly horizonMs: number;
  /** Share of the load, over some eight hours, that met replicas within their target. */
  readonly servedShare: number;
}

/** What stands in for the forecast while it is not trusted. */
export const PLAIN_MARGIN = 0.1;
/** The least demand that growth is counted from, in replicas: a lone request at night grows a thousand times. */
export const LEAST_DEMAND = 0.025;
/** How long the load must have been watched. */
export const LEARNING_MS = 20 * 60_000;
/** Observations of everything count as much as so much time in the same kind of moment. */
const PRIOR_MS = 15 * 60_000;
/** How long the load must have been seen again. */
const AFTER_GAP_MS = 5 * 60_000;
const GAP_INTERVALS = 4;
const SHORTEST_GAP_MS = 120_000;
const ERRING_LOSS = 3;
/** Habitual growth, as ln, from which on a moment counts as another kind: 1.2 times, 2.7 times. */
const HABIT_STEPS = [0.2, 1];
/** How far the demand has fallen below, or risen above, the mean of the last minutes, as ln. */
const FALL_STEPS = [-0.2, -0.07, 0.07, 0.2, 0.5];

/**
 * An upper bound of the demand over the next `horizonMs`: the demand times a growth that was exceeded only with the
 * learned probability, in moments like this one (same size, same habit at this hour, same way there) and in all moments
 * together. It is never below the demand by more than noise, and never a reason to have fewer replicas.
 */
export function forecastDemand(
  memory: ForecastMemory | undefined,
  { metric, demand, horizonMs }: Pick<Forecast, 'metric' | 'demand' | 'horizonMs'>,
  now: number,
): Forecast {
  const trust = trustIn(memory, now);
  const servedShare = 1 - (memory?.shortShare ?? 0);
  const plain = { metric, demand, bound: demand * (1 + PLAIN_MARGIN), trust, horizonMs, servedShare };
  if (memory === undefined || trust !== 'kept') return plain;
  return { ...plain, bound: boundOf(memory, demand, horizonMs, now) };
}

/** The bound itself, whether it is trusted or not. */
export function boundOf(memory: ForecastMemory, demand: number, horizonMs: number, now: number): number {
  if (memory.growth.total === 0) return demand * (1 + PLAIN_MARGIN);
  const from = Math.max(LEAST_DEMAND, demand);
  const own = memory.growthBySituation[situationOf(memory, from, horizonMs, now)];
  const prior = (PRIOR_MS / memory.intervalMs) * from;
  const parts = [
    { growth: memory.growth, factor: prior / memory.growth.total },
    ...(own === undefined ? [] : [{ growth: own, factor: 1 }]),
  ];
  return from * Math.exp(growthExceededBy(parts, memory.exceedance));
}

/** What kind of moment it is: the size of the demand, whether it usually grows at this hour, and where it comes from. */
export function situationOf(memory: ForecastMemory, demand: number, horizonMs: number, now: number): string {
  const level = Math.floor(Math.log2(demand));
  const habit = habitualGrowth(memory.peaks, horizonMs, now);
  const fall = Math.log(Math.max(LEAST_DEMAND, memory.recentDemand) / demand);
  const above = (steps: readonly number[], value: number) => steps.filter((step) => value > step).length;
  return `${level}/${above(HABIT_STEPS, habit)}/${above(FALL_STEPS, fall)}`;
}

/** Whether so much time has passed since the last demand that what came between is not known. */
export function isGap(memory: ForecastMemory, now: number): boolean {
  return now - memory.lastAt > Math.max(SHORTEST_GAP_MS, GAP_INTERVALS * memory.intervalMs);
}

function trustIn(memory: ForecastMemory | undefined, now: number): Trust {
  if (memory === undefined || memory.watchedMs < LEARNING_MS) return 'learning';
  if (isGap(memory, now) || now - (memory.resumedAt ?? 0) < AFTER_GAP_MS) return 'after-gap';
  return memory.loss.bound > ERRING_LOSS * memory.loss.plain ? 'erring' : 'kept';
}
