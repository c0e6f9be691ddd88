import type { Growth } from './growth.ts';
import type { Peaks } from './habit.ts';

/** A forecast whose horizon is not over yet. Demands in replicas; `at` is epoch milliseconds. */
export interface OpenForecast {
  readonly at: number;
  readonly demand: number;
  readonly bound: number;
  /** What kind of moment it was, see `situationOf`. */
  readonly situation: string;
}

/** What the forecast remembers of one service. Plain data, bounded: it is journalled as JSON. */
export interface ForecastMemory {
  /** Epoch milliseconds of the last demand seen. */
  readonly lastAt: number;
  /** The usual time between two demands, in milliseconds. */
  readonly intervalMs: number;
  /** For how long the load has been watched, gaps left out. Milliseconds. */
  readonly watchedMs: number;
  /** When the load was seen again after the last gap. Epoch milliseconds. */
  readonly resumedAt?: number;
  /** Replicas that served at the last tick. */
  readonly ready: number;
  /** Mean demand of some three minutes, in replicas. */
  readonly recentDemand: number;
  /** Mean demand of some eight hours, in replicas. */
  readonly meanDemand: number;
  /** The probability with which the bound may be exceeded now, learned from shortages. */
  readonly exceedance: number;
  /** Share of the load, over some eight hours, that met replicas over their target. */
  readonly shortShare: number;
  /** Mean pinball loss of the bound, and of a plain margin in its place; some eight hours, in replicas. */
  readonly loss: { readonly bound: number; readonly plain: number };
  /** Oldest first. */
  readonly open: readonly OpenForecast[];
  /** How the demand grew, by the kind of moment it grew from. */
  readonly growthBySituation: Readonly<Record<string, Growth>>;
  readonly growth: Growth;
  readonly peaks: Peaks;
}
