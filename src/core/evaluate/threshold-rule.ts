import type { Recommendation } from '../decision.ts';
import { formatDuration, formatLimit, formatValue, formatValueBeside } from '../format.ts';
import type { History, Streak } from '../history.ts';
import type { Metric, MetricRule, Threshold } from '../policy.ts';
import { type ReasonCode, reason } from '../reasons.ts';
import type { Sample } from '../sample.ts';
import { stepSize } from './stage.ts';

type ThresholdRule = Extract<MetricRule, { kind: 'thresholds' }>;
type Value = Extract<Sample, { kind: 'value' }>;

/**
 * One step up above the upper threshold, one down below the lower one, each once it has held for long enough.
 * Without a lower threshold the metric has no say on the way down.
 */
export function byThresholds(
  metric: Metric,
  rule: ThresholdRule,
  sample: Value,
  current: number,
  history: History,
  now: number,
): Recommendation {
  const result = (code: ReasonCode, value: string, detail: string, replicas?: number): Recommendation => ({
    metric: metric.name,
    sample,
    missing: false,
    ...(replicas === undefined ? {} : { replicas }),
    reason: reason(code, `${metric.name} is ${value} (${detail})`),
  });
  for (const side of ['up', 'down'] as const) {
    const threshold = rule[side];
    if (threshold === undefined || !isPast(side, threshold, sample.value)) continue;
    const reached = reachedStep(side, threshold, sample.value);
    const value = formatValueBeside(sample.value, reached.value, metric.unit);
    const limit = `${side === 'up' ? '>' : '<'} ${formatLimit(reached.value, metric.unit)}`;
    const left = remaining(threshold, history.streaks[metric.name]?.[side], metric, now);
    if (left > 0) {
      const detail = `${limit}, must hold ${formatDuration(left)} more`;
      return result('METRIC_PENDING', value, detail, current);
    }
    const size = stepSize(reached.step, current);
    return side === 'up'
      ? result('METRIC_ABOVE', value, limit, current + size)
      : result('METRIC_BELOW', value, limit, Math.max(0, current - size));
  }
  const value = formatValue(sample.value, metric.unit);
  return result('METRIC_WITHIN', value, between(rule, metric.unit), rule.down ? current : undefined);
}

function between({ up, down }: ThresholdRule, unit: string): string {
  if (up && down) return `between ${formatLimit(down.value, unit)} and ${formatLimit(up.value, unit)}`;
  if (up) return `≤ ${formatLimit(up.value, unit)}`;
  return down ? `≥ ${formatLimit(down.value, unit)}` : 'without a threshold';
}

/** The farthest row of the threshold's table that the value is past. */
function reachedStep(side: 'up' | 'down', threshold: Threshold, value: number) {
  return threshold.steps?.findLast((row) => isPast(side, row, value)) ?? threshold;
}

/** Whether the value lies past the threshold on its side. */
export function isPast(side: 'up' | 'down', threshold: Pick<Threshold, 'value'>, value: number): boolean {
  return side === 'up' ? value > threshold.value : value < threshold.value;
}

/** Whether a streak goes on at `now`: its last sight is no older than the metric's samples may be. */
export function continues(streak: Streak | undefined, metric: Metric, now: number): streak is Streak {
  return streak !== undefined && now - streak.last <= metric.maxAgeMs;
}

function remaining(threshold: Threshold, streak: Streak | undefined, metric: Metric, now: number): number {
  const since = continues(streak, metric, now) ? streak.since : now;
  return threshold.forMs - (now - since);
}
