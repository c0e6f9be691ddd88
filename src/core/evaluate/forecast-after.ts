import { learn } from '../forecast/learn.ts';
import type { ForecastMemory } from '../forecast/memory.ts';
import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Policy } from '../policy.ts';
import type { ReasonCode } from '../reasons.ts';
import type { Evaluation } from './evaluate.ts';
import { demandOf, forecastMetric, horizonMs } from './forecast-floor.ts';

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
  const found = forecastMetric(policy);
  const sample = observation.samples.get(policy.forecast.metric);
  if (demand === undefined || found === undefined || sample?.kind !== 'value') return history.forecast;
  const { replicas, suspension } = observation;
  const isLeftAlone = suspension !== undefined && suspension.code !== 'ACTION_IN_PROGRESS';
  const isCapped = decision.reasons.some(({ code }) => CAPPED.includes(code));
  const isShort =
    found.metric.aggregate === 'average' ? sample.value > found.rule.target : demand > replicas.ready;
  return learn(history.forecast, {
    demand,
    ready: replicas.ready,
    isShort: isLeftAlone || isCapped ? undefined : isShort,
    horizonMs: horizonMs(history),
    shortage: policy.forecast.shortage,
    now,
  });
}
