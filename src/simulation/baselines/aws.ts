import { type BaselineSetup, ceil, type Decide } from './baseline.ts';

const PERIOD_SECONDS = 60;
const OUT_PERIODS = 3;
const IN_PERIODS = 15;
const IN_SHARE = 0.9;

/**
 * AWS target tracking on CPU, by its alarms (its own formula is unpublished): out when the metric was over the target
 * for three minutes, in when it was under 0.9 of it for fifteen, each to ceil(n · metric ÷ target) of the serving
 * replicas, and in only where that keeps the metric within the target.
 */
export function aws({ target }: BaselineSetup): Decide {
  let minutes: readonly number[] = [];
  return ({ current, ready, gauges }) => {
    const metric = gauges.cpuPercent(PERIOD_SECONDS);
    minutes = [...minutes, metric].slice(-IN_PERIODS);
    const wanted = ceil((ready * metric) / target);
    if (minutes.length >= OUT_PERIODS && minutes.slice(-OUT_PERIODS).every((value) => value > target))
      return Math.max(current, wanted);
    if (minutes.length === IN_PERIODS && minutes.every((value) => value < IN_SHARE * target))
      return Math.min(current, wanted);
    return current;
  };
}
