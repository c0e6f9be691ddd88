import type { ForecastMemory } from './forecast/memory.ts';

/** How long a metric has been past a threshold: epoch milliseconds of the first and the last sight of it. */
export interface Streak {
  readonly since: number;
  readonly last: number;
}

/** A run of equal recommendations from `at` to `until`, epoch milliseconds. */
export interface RecommendationRun {
  readonly at: number;
  readonly until: number;
  readonly replicas: number;
}

/** A change of the replica count that was carried out; `at` is when it ended, epoch milliseconds. */
export interface Action {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** Failed attempts since the last success. */
export interface Failures {
  readonly count: number;
  readonly lastAt: number;
  /** What failed, with its error code, for the reason's sentence. */
  readonly message: string;
}

/** What is remembered for a policy's burst. Times are epoch milliseconds. */
export interface BurstMemory {
  /** When a burst was last seen. */
  readonly seenAt?: number;
  /** The metric's values within the burst's window, oldest first; none where its source measures over that window. */
  readonly values: readonly { readonly at: number; readonly value: number }[];
}

/** What `evaluate` remembers of one service between ticks. Plain data: it is journalled as JSON. */
export interface History {
  /** Per metric, the streaks above and below its thresholds. */
  readonly streaks: Readonly<Record<string, { readonly up?: Streak; readonly down?: Streak }>>;
  /** Oldest first, no longer than the longer stabilization window. */
  readonly recommendations: readonly RecommendationRun[];
  /** Oldest first, as far back as a cooldown, rate limit or budget of the policy or its shadow looks. */
  readonly actions: readonly Action[];
  readonly failures?: Failures;
  /** The count this controller last left behind or adopted. */
  readonly desired?: number;
  /** A count somebody forced from outside the policy's bounds; kept while it is the current one. */
  readonly override?: number;
  /** How long replicas of this service take from create to serving, as measured of late. Milliseconds. */
  readonly startUpMs?: number;
  /** Replicas that served at the last tick. */
  readonly servedAlready?: number;
  /** By metric with a learned target, that target. */
  readonly targets?: Readonly<Record<string, number>>;
  /** What the policy's burst was seen by. */
  readonly burst?: BurstMemory;
  /** What the policy's forecast has learned. */
  readonly forecast?: ForecastMemory;
  /** What the policy's shadow remembers. */
  readonly shadow?: Omit<History, 'shadow'>;
}

/** The history of a service never seen before. */
export const EMPTY_HISTORY: History = { streaks: {}, recommendations: [], actions: [] };
