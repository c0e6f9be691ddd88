import type { BaselineSetup, Decide } from './baseline.ts';
import { hpaByTotal } from './hpa.ts';
import { HpaLimits } from './hpa-limits.ts';

/** The range of the query: KEDA's polling interval. Seconds. */
const QUERY_SECONDS = 30;

/**
 * KEDA on requests per second: from one replica on it is the HPA with an AverageValue target on KEDA's metric,
 * every 15 s. Its cooldown is for going to zero only, which a `min` of one or more rules out.
 */
export function keda({ target }: BaselineSetup): Decide {
  const limits = new HpaLimits();
  return ({ now, current, gauges }) => {
    const total = gauges.requestsPerSecond(QUERY_SECONDS);
    return limits.apply(hpaByTotal(total, target, current), current, now);
  };
}
