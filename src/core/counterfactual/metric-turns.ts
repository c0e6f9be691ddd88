import { targetRuleOf } from '../evaluate/learned-target.ts';
import type { Metric, Threshold } from '../policy.ts';
import type { Inputs } from '../situation.ts';
import { type Prospect, prospectOf } from './prospect.ts';
import { type TurningPoint, turningPoint } from './turning-point.ts';

/** A value of one metric, all else as it was, at which something else would have come. */
export interface MetricTurn extends TurningPoint {
  readonly metric: string;
  readonly direction: 'up' | 'down';
  /** What comes at `first`. */
  readonly prospect: Prospect;
  /** Whether it had no value. */
  readonly isMissing: boolean;
}

/**
 * The nearest values above and below of each metric at which another count would have come. A metric that had no value
 * is followed from one at which it asks for no change. `unchanged` is what comes when nothing changes.
 */
export function metricTurns(inputs: Inputs, { to }: Prospect, intervalMs: number): readonly MetricTurn[] {
  return inputs.policy.metrics.flatMap((metric) => {
    const sample = inputs.observation.samples.get(metric.name);
    const isMissing = sample?.kind !== 'value';
    const prospectAt = (value: number) => prospectOf(measuring(inputs, metric, value), intervalMs);
    const at = isMissing ? calmValue(metric, inputs) : sample.value;
    if (prospectAt(at).to !== to) return [];
    return (['up', 'down'] as const).flatMap((direction) => {
      const scale = scaleOf(metric, inputs);
      const turn = turningPoint((value) => prospectAt(value).to, at, direction, scale);
      return turn
        ? { metric: metric.name, direction, isMissing, ...turn, prospect: prospectAt(turn.first) }
        : [];
    });
  });
}

/** A metric without a value that would have brought something else with any that asks for nothing. */
export interface CalmMetric {
  readonly metric: string;
  readonly value: number;
  readonly prospect: Prospect;
}

/** What would have come instead of `unchanged`, had a metric that has no value been where it asks for no change. */
export function calmMetrics(inputs: Inputs, { to }: Prospect, intervalMs: number): readonly CalmMetric[] {
  return inputs.policy.metrics.flatMap((metric) => {
    if (inputs.observation.samples.get(metric.name)?.kind === 'value') return [];
    const value = calmValue(metric, inputs);
    const prospect = prospectOf(measuring(inputs, metric, value), intervalMs);
    return prospect.to === to ? [] : { metric: metric.name, value, prospect };
  });
}

/** The inputs, had the metric been measured so. */
export function measuring(inputs: Inputs, { name }: Pick<Metric, 'name'>, value: number): Inputs {
  const { observation, now } = inputs;
  const samples = new Map(observation.samples).set(name, { kind: 'value', value, at: now });
  return { ...inputs, observation: { ...observation, samples } };
}

/** The largest number that the metric is compared with. */
function scaleOf(metric: Metric, inputs: Inputs): number {
  const { up, down } = thresholdsOf(metric);
  return onTarget(metric, inputs) ?? Math.max(0, Math.abs(up?.value ?? 0), Math.abs(down?.value ?? 0));
}

function calmValue(metric: Metric, inputs: Inputs): number {
  const value = onTarget(metric, inputs);
  if (value !== undefined) return value;
  const { up, down } = thresholdsOf(metric);
  if (up && down) return (up.value + down.value) / 2;
  return up?.value ?? down?.value ?? 0;
}

/** The value at which the replicas are at the metric's target; undefined without one. */
function onTarget(metric: Metric, { history, observation }: Inputs): number | undefined {
  const target = targetRuleOf(metric, history)?.target;
  const sharers = metric.aggregate === 'total' ? Math.max(1, observation.replicas.current) : 1;
  return target === undefined ? undefined : target * sharers;
}

function thresholdsOf({ rule }: Metric): { readonly up?: Threshold; readonly down?: Threshold } {
  return rule.kind === 'thresholds' ? rule : {};
}
