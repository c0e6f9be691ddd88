import type { Counterfactual } from '../../core/counterfactual/counterfactual.ts';
import type { MetricTurn } from '../../core/counterfactual/metric-turns.ts';
import type { Prospect } from '../../core/counterfactual/prospect.ts';
import { formatDuration, formatLimit, formatNumber } from '../../core/format.ts';
import type { Policy } from '../../core/policy.ts';

/** What comes, as a clause: `up to 5 after 12 s`, `it stays at 4`. */
export function prospectText({ to, afterMs }: Prospect, from: number): string {
  if (to === from) return `it stays at ${from}`;
  const later = afterMs === 0 ? '' : ` after ${formatDuration(afterMs)}`;
  return `${to > from ? 'up' : 'down'} to ${to}${later}`;
}

/** Each thing that would have brought another outcome, a clause each. */
export function otherwise(
  { metrics, calm, without }: Counterfactual,
  policy: Policy,
  from: number,
): readonly string[] {
  return [
    ...metrics.map(
      (turn) =>
        `${turn.metric}${turn.isMissing ? ', had it a value,' : ''} ${valueText(turn, policy)}: ${prospectText(turn.prospect, from)}`,
    ),
    ...calm.map(({ metric, value, prospect }) => {
      const unit = policy.metrics.find(({ name }) => name === metric)?.unit ?? '';
      return `${metric} with a value such as ${formatLimit(value, unit)}: ${prospectText(prospect, from)}`;
    }),
    ...without.map(({ what, prospect, code }) => `${what}: ${prospectText(prospect, from)}  [${code}]`),
  ];
}

/** The side of the point that is written in fewer digits. */
function valueText({ metric: name, last, first, direction }: MetricTurn, { metrics }: Policy): string {
  const metric = metrics.find((each) => each.name === name);
  const digits = (value: number) => formatNumber(value, 6);
  const text = (value: number) => {
    const unit = metric?.unit.trim() ?? '';
    const whole =
      metric !== undefined && metric.rule.kind !== 'thresholds' && metric.aggregate === 'total'
        ? ' in all'
        : '';
    return `${digits(value)}${unit === '' ? '' : ` ${unit}`}${whole}`;
  };
  const isPlainer = digits(last).length <= digits(first).length;
  if (direction === 'up') return isPlainer ? `above ${text(last)}` : `at ${text(first)} or more`;
  return isPlainer ? `below ${text(last)}` : `at ${text(first)} or less`;
}
