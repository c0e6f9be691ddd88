import type { Recommendation } from '../decision.ts';
import { formatDuration, formatValue } from '../format.ts';
import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, Policy } from '../policy.ts';
import { reason } from '../reasons.ts';
import type { Sample } from '../sample.ts';
import { targetRuleOf } from './learned-target.ts';
import { byTarget } from './target-rule.ts';
import { byThresholds } from './threshold-rule.ts';

type Value = Extract<Sample, { kind: 'value' }>;

const EMPTY: Sample = { kind: 'empty' };

/** What each metric of the policy asks for, in the policy's order. `now` is epoch milliseconds. */
export function recommend(
  policy: Policy,
  observation: Observation,
  history: History,
  now: number,
): readonly Recommendation[] {
  return policy.metrics.map((metric) => {
    const sample = observation.samples.get(metric.name) ?? EMPTY;
    if (sample.kind !== 'value') return missing(metric, sample, now);
    const target = targetRuleOf(metric, history);
    const { rule } = metric;
    const isLifted = rule.kind === 'target' && target !== undefined && target.target > rule.target;
    const learnedBy = rule.kind === 'learned' ? rule.by : isLifted ? 'the response time' : undefined;
    if (target !== undefined) return byTarget(metric, target, sample, observation.replicas, learnedBy);
    if (rule.kind !== 'thresholds') return learning(metric, sample);
    return byThresholds(metric, rule, sample, observation.replicas.current, history, now);
  });
}

function learning({ name, unit }: Metric, sample: Value): Recommendation {
  const message = `${name} is ${formatValue(sample.value, unit)} (its target is still being learned)`;
  return { metric: name, sample, missing: false, reason: reason('TARGET_UNKNOWN', message) };
}

function missing(metric: Metric, sample: Exclude<Sample, { kind: 'value' }>, now: number): Recommendation {
  return {
    metric: metric.name,
    sample,
    missing: true,
    reason: reason('METRIC_MISSING', `${metric.name} ${whatIsMissing(sample, now)}`),
  };
}

/** What a sample without a value says of its metric, as a predicate. */
export function whatIsMissing(sample: Exclude<Sample, { kind: 'value' }>, now: number): string {
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
