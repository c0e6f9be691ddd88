import type { Policy } from './policy.ts';
import { costOf, type Money } from './price.ts';

const HOUR_MS = 3_600_000;
const DECIMALS = 10_000;

/** What ran of a service within some time. Milliseconds. */
export interface Usage {
  /** The time that each replica ran, added up. */
  readonly replicaMs: number;
  /** How much of the time a controller watched; what ran in the rest of it is not known, and not counted. */
  readonly watchedMs: number;
}

/** What the journal knows of a service's use; `from` is where that begins, epoch milliseconds. */
export interface RecordedUsage extends Usage {
  readonly from?: number;
}

/** A use for people: hours, and money where the policy has a price. */
export interface Bill {
  readonly replicaHours: number;
  readonly watchedHours: number;
  readonly cost?: Money;
}

/** What was used, at the price that the policy says now. */
export function billOf({ replicaMs, watchedMs }: Usage, { price }: Pick<Policy, 'price'>): Bill {
  const replicaHours = rounded(replicaMs / HOUR_MS);
  const cost = price && costOf(price, replicaMs / HOUR_MS);
  return {
    replicaHours,
    watchedHours: rounded(watchedMs / HOUR_MS),
    ...(cost && { cost: { ...cost, amount: rounded(cost.amount) } }),
  };
}

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}
