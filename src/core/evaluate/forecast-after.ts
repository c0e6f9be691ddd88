import { learn } from '../forecast/learn.ts';
import type { ForecastMemory } from '../forecast/memory.ts';
import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, Policy } from '../policy.ts';
import type { ReasonCode } from '../reasons.ts';
import type { Evaluation } from './evaluate.ts';
import { demandOf, forecastMetric, horizonMs, intervalMsOf } from './forecast-floor.ts';
import { isAnsweredInTime } from './response-time.ts';

/** A mean that is over its target by no more than this is noise. */
const NOISE = 1.005;
/** Why more replicas were not to be had: a shortage then says nothing about the forecast. */
const CAPPED: readonly ReasonCode[] = [
  'AT_MAX',
  'ABOVE_MAX',
  'SCHEDULE_CAP',
  'HOST_FULL',
  'UP_RATE_LIMIT',
  'BACKING_OFF',
  'MANUAL',
  'DRIFT_HELD',
];

/** What the forecast has learned after a tick; undefined for a policy without one. */
export function forecastAfter(
  policy: Policy,
  observation: Observation,
  history: History,
  { decision }: Evaluation,
  now: number,
): ForecastMemory | undefined {
  if (policy.forecast === undefined) return undefined;
  const demand = demandOf(policy, observation, history);
  const found = forecastMetric(policy, history);
  const sample = observation.samples.get(policy.forecast.metric);
  if (demand === undefined || found === undefined || sample?.kind !== 'value') return history.forecast;
  const { replicas, suspension } = observation;
  const isLeftAlone = suspension !== undefined && suspension.code !== 'ACTION_IN_PROGRESS';
  const isCapped = decision.reasons.some(({ code }) => CAPPED.includes(code));
  const isOver = isOverTarget(found.metric, policy, observation) ?? demand > replicas.ready;
  const isShort = isOver && isAnsweredInTime(policy, observation, intervalMsOf(history)) !== true;
  return learn(history.forecast, {
    demand,
    ready: replicas.ready,
    isShort: isLeftAlone || isCapped ? undefined : isShort,
    horizonMs: horizonMs(history),
    shortage: policy.forecast.shortage,
    now,
  });
}

/** Whether the replicas' mean is over its target: the metric's own, or of the one that tells a learned target. */
function isOverTarget(metric: Metric, { metrics }: Policy, { samples }: Observation): boolean | undefined {
  const { rule } = metric;
  const telling = rule.kind === 'learned' ? metrics.find(({ name }) => name === rule.by) : metric;
  const sample = telling && samples.get(telling.name);
  if (telling?.aggregate !== 'average' || telling.rule.kind !== 'target' || sample?.kind !== 'value')
    return undefined;
  return sample.value > telling.rule.target * NOISE;
}
