import type { Recommendation } from '../decision.ts';
import { formatDuration, formatValue } from '../format.ts';
import type { History, Streak } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, MetricRule, Policy, Threshold } from '../policy.ts';
import { reason } from '../reasons.ts';
import type { Sample } from '../sample.ts';
import { stepSize } from './stage.ts';

const EMPTY: Sample = { kind: 'empty' };

/** What each metric of the policy asks for, in the policy's order. */
export function recommend(
  policy: Policy,
  observation: Observation,
  history: History,
  now: number,
): readonly Recommendation[] {
  return policy.metrics.map((metric) => {
    const sample = observation.samples.get(metric.name) ?? EMPTY;
    if (sample.kind !== 'value') return missing(metric, sample, now);
    if (metric.rule.kind === 'target') return byTarget(metric, metric.rule, sample, observation);
    return byThresholds(metric, metric.rule, sample, observation.replicas.current, history, now);
  });
}

function missing(metric: Metric, sample: Exclude<Sample, { kind: 'value' }>, now: number): Recommendation {
  return {
    metric: metric.name,
    sample,
    missing: true,
    reason: reason('METRIC_MISSING', `${metric.name} ${whatIsMissing(sample, now)}`),
  };
}

function whatIsMissing(sample: Exclude<Sample, { kind: 'value' }>, now: number): string {
  switch (sample.kind) {
    case 'empty':
      return 'has no data';
    case 'stale':
      return `is stale (${formatDuration(now - sample.at)} old)`;
    case 'not-a-number':
      return `is not a number (${sample.text})`;
    case 'error':
      return `cannot be read (${sample.code}: ${sample.message})`;
  }
}

/**
 * Proportional rule of the Kubernetes HPA: an average asks for ceil(ready × value ÷ target),
 * a total for ceil(value ÷ target).
 */
function byTarget(
  metric: Metric,
  rule: Extract<MetricRule, { kind: 'target' }>,
  sample: Extract<Sample, { kind: 'value' }>,
  observation: Observation,
): Recommendation {
  const { current, ready } = observation.replicas;
  const serving = Math.max(1, ready);
  const perReplica = metric.aggregate === 'total' ? sample.value / Math.max(1, current) : sample.value;
  const total = metric.aggregate === 'total' ? sample.value : sample.value * serving;
  const replicas = Math.max(0, ceilStably(total / rule.target));
  const ratio = perReplica / rule.target;
  const share = metric.aggregate === 'total' && current !== 1 ? ' per replica' : '';
  const value = `${metric.name} is ${formatValue(perReplica, metric.unit)}${share}`;
  const target = `target ${formatValue(rule.target, metric.unit)}`;
  const code = replicas > current ? 'METRIC_ABOVE' : replicas < current ? 'METRIC_BELOW' : 'METRIC_WITHIN';
  return {
    metric: metric.name,
    sample,
    missing: false,
    replicas,
    ratio,
    reason: reason(code, `${value} (${target})`),
  };
}

/** `ceil` that does not count a rounding error of the division as one more replica. */
function ceilStably(value: number): number {
  return Math.ceil(value - 1e-9 * Math.max(1, Math.abs(value)));
}

function byThresholds(
  metric: Metric,
  rule: Extract<MetricRule, { kind: 'thresholds' }>,
  sample: Extract<Sample, { kind: 'value' }>,
  current: number,
  history: History,
  now: number,
): Recommendation {
  const value = `${metric.name} is ${formatValue(sample.value, metric.unit)}`;
  const result = (replicas: number, code: Parameters<typeof reason>[0], detail: string): Recommendation => ({
    metric: metric.name,
    sample,
    missing: false,
    replicas,
    reason: reason(code, `${value} (${detail})`),
  });
  const limit = (threshold: Threshold) => formatValue(threshold.value, metric.unit);
  const streaks = history.streaks[metric.name];
  if (rule.up && isPast('up', rule.up, sample.value)) {
    const left = remaining(rule.up, streaks?.up, metric, now);
    if (left > 0)
      return result(current, 'METRIC_PENDING', `> ${limit(rule.up)}, must hold ${formatDuration(left)} more`);
    return result(current + stepSize(rule.up.step, current), 'METRIC_ABOVE', `> ${limit(rule.up)}`);
  }
  if (rule.down && isPast('down', rule.down, sample.value)) {
    const left = remaining(rule.down, streaks?.down, metric, now);
    if (left > 0)
      return result(
        current,
        'METRIC_PENDING',
        `< ${limit(rule.down)}, must hold ${formatDuration(left)} more`,
      );
    const replicas = Math.max(0, current - stepSize(rule.down.step, current));
    return result(replicas, 'METRIC_BELOW', `< ${limit(rule.down)}`);
  }
  return result(current, 'METRIC_WITHIN', 'within its thresholds');
}

/** Whether the value lies past the threshold on its side. */
export function isPast(side: 'up' | 'down', threshold: Threshold, value: number): boolean {
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
