import type { Metric } from '../policy.ts';
import type { RecordedValue } from '../ports.ts';
import { learn } from './learn.ts';
import type { ForecastMemory } from './memory.ts';

const OF_SERVICE = 'project="{{project}}",service="{{service}}"';

/** The PromQL of how many replicas were ready, from what this controller exported. */
export const READY_QUERY = `sum(autoscaler_replicas_ready{${OF_SERVICE}})`;

/**
 * The PromQL of what a metric was: its own query, or else what this controller exported of it. `{{project}}` and
 * `{{service}}` are placeholders.
 */
export function metricQuery({ name, source }: Metric): string {
  return source.kind === 'prometheus'
    ? `sum(${source.query})`
    : `sum(autoscaler_sample_value{${OF_SERVICE},metric="${name}"})`;
}

/** A metric's total over its service: an average counts for each replica that was ready at the time. */
export function totalsOf(
  { aggregate }: Metric,
  values: readonly RecordedValue[],
  ready: readonly RecordedValue[],
): readonly RecordedValue[] {
  if (aggregate === 'total') return values;
  const readyAt = new Map(ready.map(({ at, value }) => [at, value]));
  return values.flatMap(({ at, value }) => {
    const replicas = readyAt.get(at);
    return replicas === undefined ? [] : [{ at, value: value * replicas }];
  });
}

/**
 * What a forecast learns from a recorded load, oldest first, of which `target` fills one replica; undefined where
 * nothing is recorded. Whether it fell short is not in the record, so how careful to be is learned later.
 */
export function learnPast(
  totals: readonly RecordedValue[],
  {
    target,
    horizonMs,
    shortage,
  }: { readonly target: number; readonly horizonMs: number; readonly shortage: number },
): ForecastMemory | undefined {
  return totals.reduce<ForecastMemory | undefined>((memory, { at, value }) => {
    const demand = value / target;
    if (!Number.isFinite(demand) || demand < 0) return memory;
    return learn(memory, {
      demand,
      ready: Math.ceil(demand),
      isShort: undefined,
      horizonMs,
      shortage,
      now: at,
    });
  }, undefined);
}
