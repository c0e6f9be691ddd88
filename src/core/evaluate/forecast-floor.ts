import type { Forecast } from '../forecast/forecast.ts';
import { forecastDemand } from '../forecast/forecast.ts';
import { FIRST_INTERVAL_MS } from '../forecast/learn.ts';
import { formatDuration, formatNumber, formatReplicas } from '../format.ts';
import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, MetricRule, Policy } from '../policy.ts';
import { reason } from '../reasons.ts';
import { targetRuleOf } from './learned-target.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';
import { wholeReplicas } from './target-rule.ts';

/** What a start-up takes before one was measured. */
const USUAL_START_UP_MS = 30_000;

/** A metric and its target, named or learned. */
export interface TargetMetric {
  readonly metric: Metric;
  readonly rule: Extract<MetricRule, { kind: 'target' }>;
}

/** The metric a policy's forecast is of, with its target; undefined while that is not known. */
export function forecastMetric(policy: Policy, history: Pick<History, 'targets'>): TargetMetric | undefined {
  const metric = policy.metrics.find(({ name }) => name === policy.forecast?.metric);
  const rule = metric && targetRuleOf(metric, history);
  return metric && rule && { metric, rule };
}

/**
 * How many replicas' worth of the target there is; undefined without a value. An average counts for the replicas that
 * served all through the time it was measured over: fresh ones did not make it.
 */
export function demandOf(policy: Policy, observation: Observation, history: History): number | undefined {
  const found = forecastMetric(policy, history);
  if (found === undefined) return undefined;
  const sample = observation.samples.get(found.metric.name);
  if (sample?.kind !== 'value' || sample.value < 0) return undefined;
  const perTarget = sample.value / found.rule.target;
  if (found.metric.aggregate === 'total') return perTarget;
  const { ready } = observation.replicas;
  return perTarget * Math.max(1, Math.min(ready, history.forecast?.ready ?? ready));
}

/** How far ahead the forecast looks: until a replica started at the next tick would serve. */
export function horizonMs(history: History): number {
  return (history.startUpMs ?? USUAL_START_UP_MS) + intervalMsOf(history);
}

/** The usual time between two ticks. */
export function intervalMsOf({ forecast }: Pick<History, 'forecast'>): number {
  return forecast?.intervalMs ?? FIRST_INTERVAL_MS;
}

/** The forecast of a policy that has one, and of a metric that has a value. `now` is epoch milliseconds. */
export function forecastOf(
  policy: Policy,
  observation: Observation,
  history: History,
  now: number,
): Forecast | undefined {
  const demand = demandOf(policy, observation, history);
  if (policy.forecast === undefined || demand === undefined) return undefined;
  const { metric } = policy.forecast;
  return forecastDemand(history.forecast, { metric, demand, horizonMs: horizonMs(history) }, now);
}

/** Stage: the forecast lifts the floor ahead of the load. It never lowers anything. */
export function forecastFloor(proposal: Proposal, { forecast }: StageContext): Proposal {
  if (forecast === undefined) return proposal;
  const needed = wholeReplicas(forecast.bound);
  if (needed <= proposal.replicas) return proposal;
  return limitTo(proposal, needed, reason('FORECAST_FLOOR', sentence(forecast, needed)));
}

function sentence(forecast: Forecast, replicas: number): string {
  const { metric, demand, bound, horizonMs: ahead, trust, servedShare } = forecast;
  const growth = demand > 0 ? `${formatNumber((100 * bound) / demand)} % of now` : `${formatNumber(bound)}`;
  const what = `${metric} may reach ${growth} within ${formatDuration(ahead)}`;
  const needs = `which needs ${formatReplicas(replicas)}`;
  switch (trust) {
    case 'kept':
      return `${what}, ${needs} (forecast; ${formatNumber(100 * servedShare)} % of the load was served within the target lately)`;
    case 'learning':
      return `${what}, ${needs} (a plain margin; the forecast is still learning)`;
    case 'after-gap':
      return `${what}, ${needs} (a plain margin; there was a gap in the data)`;
    case 'erring':
      return `${what}, ${needs} (a plain margin; the forecast was wrong lately)`;
  }
}
