import { useMemo } from 'preact/hooks';
import type { Decision, Samples, Service } from '../api/types.ts';
import { alignLines } from '../charts/columns.ts';
import { DecisionMarks } from '../charts/decision-marks.tsx';
import { type LineStyle, TimeChart } from '../charts/time-chart.tsx';
import { useWords } from '../state/context.ts';
import { formatNumber } from '../text/format.ts';

/** A piece of time, epoch milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

interface ReplicaChartProps {
  readonly service: Service;
  readonly samples: Samples | undefined;
  readonly decisions: readonly Decision[];
  readonly range: Range;
}

/** Replicas over time between their bounds, and what was decided when. */
export function ReplicaChart({ service, samples, decisions, range }: ReplicaChartProps) {
  const words = useWords();
  const series = samples?.series;
  const hasShadow = series?.['shadow.desired'] !== undefined;
  const columns = useMemo(
    () =>
      alignLines([
        { series: series?.['replicas.ready'], column: 'mean' },
        { series: series?.['replicas.desired'], column: 'mean' },
        { series: series?.['replicas.min'], column: 'mean' },
        { series: series?.['replicas.max'], column: 'mean' },
        ...(hasShadow ? [{ series: series?.['shadow.desired'], column: 'mean' } as const] : []),
      ]),
    [series, hasShadow],
  );
  const styles: readonly LineStyle[] = [
    { label: words.ready, ink: 'ready', isStepped: true, isFilled: true },
    { label: words.decided, ink: 'desired', isStepped: true, isDashed: true },
    { label: words.min, ink: 'bound', isStepped: true, isDashed: true },
    { label: words.max, ink: 'bound', isStepped: true, isDashed: true },
    ...(hasShadow ? [{ label: words.shadow, ink: 'shadow', isStepped: true, isDashed: true } as const] : []),
  ];
  return (
    <figure>
      <figcaption>{words.replicas}</figcaption>
      <TimeChart
        columns={columns}
        styles={styles}
        from={range.from / 1000}
        to={range.to / 1000}
        top={service.replicas.max}
        isCount
        format={(value) => formatNumber(value, words.locale)}
        summary={words.chartOf(words.replicas, String(service.replicas.ready))}
        group={`${service.project}/${service.service}`}
      >
        <DecisionMarks decisions={decisions} {...range} />
      </TimeChart>
    </figure>
  );
}
