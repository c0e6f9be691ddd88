import type { Metric } from '../../core/policy.ts';

/** The metric that forecast and burst go by unless they name one: the first with a learned target, else with a target. */
export function leadingMetric(metrics: readonly Metric[]): string | undefined {
  const first = (kind: Metric['rule']['kind']) => metrics.find(({ rule }) => rule.kind === kind)?.name;
  return first('learned') ?? first('target');
}
