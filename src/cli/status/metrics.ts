import type { Decision, Recommendation } from '../../core/decision.ts';
import { targetRuleOf } from '../../core/evaluate/learned-target.ts';
import type { History } from '../../core/history.ts';
import type { JournalReader } from '../../core/journal.ts';
import type { Metric, Policy } from '../../core/policy.ts';
import type { MetricStatus } from './report.ts';
import { trendOf } from './trend.ts';

/** Each metric of the policy as the last decision saw it. */
export function metricsOf(
  journal: JournalReader,
  { ref, metrics }: Policy,
  decision: Decision | undefined,
  now: number,
): readonly MetricStatus[] {
  const history = journal.loadHistory(ref);
  return metrics.map((metric) => {
    const last = decision?.recommendations.find((r) => r.metric === metric.name);
    const value = measured(last);
    return {
      name: metric.name,
      unit: metric.unit,
      aggregate: metric.aggregate,
      value: value ?? null,
      missing: value === undefined ? (last?.reason.message ?? 'not measured yet') : null,
      rule: ruleOf(metric, history),
      asks: last?.replicas ?? null,
      trend: trendOf(journal, { ref, series: metric.name }, value, now),
    };
  });
}

function measured(last: Recommendation | undefined): number | undefined {
  return last?.sample.kind === 'value' ? last.sample.value : undefined;
}

function ruleOf(metric: Metric, history: History): MetricStatus['rule'] {
  const { rule } = metric;
  if (rule.kind !== 'thresholds')
    return { above: null, below: null, target: targetRuleOf(metric, history)?.target ?? null };
  return { above: rule.up?.value ?? null, below: rule.down?.value ?? null, target: null };
}
