import { type BaselineSetup, ceil, type Decide } from './baseline.ts';
import { HpaLimits } from './hpa-limits.ts';

const TOLERANCE = 0.1;
const ROUNDING_ERROR = 1e-9;
/** How often the metrics server reads CPU. Seconds. */
const METRIC_SECONDS = 15;

/**
 * The Kubernetes HPA v2 on CPU, every 15 s: r = use ÷ target over the ready replicas; kept within a tolerance of 0.1,
 * else ceil(r · ready). On the way up, replicas that are not ready count as idle, and a ratio that turns is kept.
 */
export function hpa({ target }: BaselineSetup): Decide {
  const limits = new HpaLimits();
  return ({ now, current, ready, gauges }) => {
    const recommended = hpaByUse(gauges.cpuPercent(METRIC_SECONDS), target, current, ready);
    return limits.apply(recommended, current, now);
  };
}

/** What the HPA recommends for a mean use of its ready replicas. */
export function hpaByUse(use: number, target: number, current: number, ready: number): number {
  const ratio = use / target;
  if (ratio <= 1 || ready === current) return isClose(ratio) ? current : ceil(ratio * ready);
  const withIdle = (ratio * ready) / current;
  return isClose(withIdle) || withIdle < 1 ? current : ceil(withIdle * current);
}

/** What the HPA recommends for a total by an AverageValue target: ceil(total ÷ target), kept within the tolerance. */
export function hpaByTotal(total: number, target: number, current: number): number {
  return isClose(total / (target * current)) ? current : ceil(total / target);
}

function isClose(ratio: number): boolean {
  return Math.abs(1 - ratio) <= TOLERANCE + ROUNDING_ERROR;
}
