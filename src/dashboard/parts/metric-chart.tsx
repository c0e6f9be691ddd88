import { useMemo } from 'preact/hooks';
import type { Metric, Samples, Service } from '../api/types.ts';
import { alignLines, lastOf, type Series } from '../charts/columns.ts';
import { type LineStyle, TimeChart } from '../charts/time-chart.tsx';
import { useWords } from '../state/context.ts';
import { formatNumber } from '../text/format.ts';
import { describeRule, describeSample } from './metric-value.tsx';
import type { Range } from './replica-chart.tsx';

interface MetricChartProps {
  readonly metric: Metric;
  readonly service: Service;
  readonly samples: Samples | undefined;
  readonly range: Range;
}

/** A metric over time against what the policy compares it with. */
export function MetricChart({ metric, service, samples, range }: MetricChartProps) {
  const words = useWords();
  const values = samples?.series[metric.name];
  const forecast = samples?.series[`forecast.${metric.name}`];
  const ready = samples?.series['replicas.ready'];
  const limits = useMemo(() => limitsOf(metric, values, ready), [metric.rule, values, ready]);
  const columns = useMemo(
    () =>
      alignLines([
        { series: values, column: 'high' },
        { series: values, column: 'low' },
        { series: values, column: 'mean' },
        ...(forecast ? [{ series: forecast, column: 'mean' } as const] : []),
        ...limits.map(({ series }) => ({ series, column: 'mean' }) as const),
      ]),
    [values, forecast, limits],
  );
  const styles: readonly LineStyle[] = [
    { label: words.highest, ink: 'value', isEdge: true },
    { label: words.lowest, ink: 'value', isEdge: true },
    { label: words.mean, ink: 'value' },
    ...(forecast ? [{ label: words.forecast, ink: 'forecast', isDashed: true } as const] : []),
    ...limits.map(
      ({ name }) => ({ label: words[name], ink: 'limit', isDashed: true, isStepped: true }) as const,
    ),
  ];
  const now = metric.last ? describeSample(metric.last.sample, metric.unit, words) : words.noData;
  const highest = Math.max(0, ...limits.map(({ series }) => lastOf(series) ?? 0));
  return (
    <figure>
      <figcaption>
        {metric.name} <b>{now}</b> <small>{describeRule(metric, words)}</small>
      </figcaption>
      <TimeChart
        columns={columns}
        styles={styles}
        bands={[{ between: [0, 1], ink: 'spread' }]}
        from={range.from / 1000}
        to={range.to / 1000}
        top={highest}
        format={(value) => `${formatNumber(value, words.locale)}${metric.unit}`}
        summary={words.chartOf(metric.name, now)}
        group={`${service.project}/${service.service}`}
      />
    </figure>
  );
}

interface Limit {
  readonly name: 'target' | 'upAbove' | 'downBelow';
  readonly series: Series;
}

/** The lines a metric is compared with; a target per replica, of a metric of the whole service, moves with the replicas. */
function limitsOf(
  { rule, aggregate }: Metric,
  values: Series | undefined,
  ready: Series | undefined,
): readonly Limit[] {
  if (values === undefined) return [];
  const flat = (name: Limit['name'], value: number): Limit => ({ name, series: levelOf(values, value) });
  if (rule.kind === 'thresholds')
    return [
      ...(rule.up ? [flat('upAbove', rule.up.value)] : []),
      ...(rule.down ? [flat('downBelow', rule.down.value)] : []),
    ];
  if (aggregate === 'average' || ready === undefined) return [flat('target', rule.target)];
  const mean = ready.points.mean.map((count) => count * rule.target);
  return [{ name: 'target', series: { ...ready, points: { ...ready.points, mean } } }];
}

function levelOf({ stepSeconds, points }: Series, value: number): Series {
  const level = points.at.map(() => value);
  return { stepSeconds, points: { at: points.at, mean: level, low: level, high: level } };
}
