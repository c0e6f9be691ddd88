import type { Recommendation } from '../decision.ts';
import { formatDuration } from '../format.ts';
import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, Policy } from '../policy.ts';
import { reason } from '../reasons.ts';
import type { Sample } from '../sample.ts';
import { byTarget } from './target-rule.ts';
import { byThresholds } from './threshold-rule.ts';

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
    if (metric.rule.kind === 'target') return byTarget(metric, metric.rule, sample, observation.replicas);
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
