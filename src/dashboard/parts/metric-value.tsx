import type { Metric, Sample } from '../api/types.ts';
import { useWords } from '../state/context.ts';
import { formatNumber } from '../text/format.ts';
import type { Words } from '../text/words.ts';

/** A metric's last value beside what the policy compares it with. */
export function MetricValue({ metric }: { readonly metric: Metric }) {
  const words = useWords();
  const sample = metric.last?.sample;
  const isMissing = sample === undefined || sample.kind !== 'value';
  return (
    <>
      <span>{metric.name}</span>{' '}
      <b data-missing={isMissing}>{sample ? describeSample(sample, metric.unit, words) : words.noData}</b>{' '}
      <small>{describeRule(metric, words)}</small>
    </>
  );
}

/** A sample in words. */
export function describeSample(sample: Sample, unit: string, words: Words): string {
  return 'value' in sample ? `${formatNumber(sample.value, words.locale)}${unit}` : words.noData;
}

/** What a metric is compared with, in words. */
export function describeRule({ rule, unit }: Metric, words: Words): string {
  const value = (number: number) => `${formatNumber(number, words.locale)}${unit}`;
  if (rule.kind === 'target') return `${words.target} ${value(rule.target)}`;
  return [
    rule.up && `${words.upAbove} ${value(rule.up.value)}`,
    rule.down && `${words.downBelow} ${value(rule.down.value)}`,
  ]
    .filter((text) => text !== null)
    .join(' · ');
}
