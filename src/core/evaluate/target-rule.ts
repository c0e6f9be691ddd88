import type { Recommendation } from '../decision.ts';
import { formatLimit, formatNumber, formatValue, formatValueBeside } from '../format.ts';
import type { ReplicaCounts } from '../observation.ts';
import type { Metric, MetricRule } from '../policy.ts';
import { type ReasonCode, reason } from '../reasons.ts';
import type { Sample } from '../sample.ts';
import { isWithinTolerance } from './tolerance.ts';

type TargetRule = Extract<MetricRule, { kind: 'target' }>;
type Value = Extract<Sample, { kind: 'value' }>;

/**
 * Proportional rule of the Kubernetes HPA, the current count being kept within the tolerance. A total asks for
 * ceil(value ÷ target). An average asks for ceil(ready × value ÷ target) when that is more than there are, and for
 * ceil(current × value ÷ target) when that is fewer: replicas that only start neither raise the number nor lower it.
 * `learnedBy` is what told the target, where it was learned.
 */
export function byTarget(
  metric: Metric,
  rule: TargetRule,
  sample: Value,
  counts: ReplicaCounts,
  learnedBy?: string,
): Recommendation {
  const { current } = counts;
  const perReplica = metric.aggregate === 'total' ? sample.value / Math.max(1, current) : sample.value;
  const ratio = perReplica / rule.target;
  const asked = metric.aggregate === 'total' ? wholeReplicas(sample.value / rule.target) : ask(ratio, counts);
  const isClose = current > 0 && isWithinTolerance(ratio, rule.tolerance);
  const isKept = isClose && asked !== current;
  const waits = !isClose && asked === current && ratio > 1;
  const code = isKept ? 'WITHIN_TOLERANCE' : waits ? 'METRIC_PENDING' : codeFor(asked, current);
  const detail = isKept
    ? `, within ${formatNumber(rule.tolerance * 100)} % of it`
    : waits
      ? `, with ${counts.ready} of ${current} replicas ready`
      : '';
  const share = metric.aggregate === 'total' && current > 1 ? ' per replica' : '';
  const value = `${formatValueBeside(perReplica, rule.target, metric.unit)}${share}`;
  const learned = learnedBy === undefined ? '' : ` as learned from ${learnedBy}`;
  const limit = learnedBy === undefined ? formatLimit : formatValue;
  const target = `target ${limit(rule.target, metric.unit)}${learned}`;
  return {
    metric: metric.name,
    sample,
    missing: false,
    replicas: isKept ? current : asked,
    target: rule.target,
    ratio,
    reason: reason(code, `${metric.name} is ${value} (${target}${detail})`),
  };
}

function ask(ratio: number, { current, ready }: ReplicaCounts): number {
  const more = wholeReplicas(Math.max(1, ready) * ratio);
  if (more > current) return more;
  return Math.min(current, wholeReplicas(current * ratio));
}

function codeFor(asked: number, current: number): ReasonCode {
  return asked > current ? 'METRIC_ABOVE' : asked < current ? 'METRIC_BELOW' : 'METRIC_WITHIN';
}

/** `ceil` that does not count a rounding error of the division as one more replica. */
export function wholeReplicas(value: number): number {
  const most = Number.MAX_SAFE_INTEGER;
  return value >= most ? most : Math.max(0, Math.ceil(value - 1e-9 * Math.max(1, value)));
}
