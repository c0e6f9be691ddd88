import { AutoscalerError } from '../core/errors.ts';
import { burstMetric } from '../core/evaluate/burst-sample.ts';
import type { Metric, Policy } from '../core/policy.ts';
import type { View } from './autoscaler.ts';

/** What of the plant a metric can be. The names are the sources of a policy. */
export const METRIC_ROLES = [
  'docker.cpu',
  'balancer.requests-per-second',
  'balancer.response-time',
  'balancer.in-flight',
  'balancer.queue',
] as const;

/** One of the things that can be measured of the plant. */
export type MetricRole = (typeof METRIC_ROLES)[number];

/** By metric name, what somebody said a Prometheus query measures. */
export type DeclaredRoles = ReadonlyMap<string, MetricRole>;

/** A reading of the plant; undefined when there is nothing to measure. */
export type Reading = (view: View) => number | undefined;

const RANGE = /\[(\d+)([smh])[\]:]/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/**
 * How each metric of a policy is read from the plant. Docker's CPU and the balancer's counters are means since the last
 * tick; in-flight and queue are what they are now. A Prometheus metric is what was declared, or requests per second
 * where its unit is `req/s`, as the mean over its query's range. Throws `E_CONFIG` for a metric that cannot be
 * simulated, or is neither declared nor known by its unit.
 */
export function readingsOf(
  policy: Policy,
  declared: DeclaredRoles,
  tickSeconds: number,
): ReadonlyMap<string, Reading> {
  const readings = policy.metrics.map((metric) => {
    const role = declared.get(metric.name) ?? roleOf(metric, policy.origin);
    return [metric.name, readingOf(metric, role, tickSeconds)] as const;
  });
  const ofResponse = policy.responseTime?.metric;
  if (ofResponse)
    readings.push([ofResponse.name, readingOf(ofResponse, 'balancer.response-time', tickSeconds)]);
  const ofBurst = burstMetric(policy);
  if (ofBurst === undefined) return new Map(readings);
  const role = declared.get(policy.burst?.metric ?? '') ?? roleOf(ofBurst, policy.origin);
  return new Map([...readings, [ofBurst.name, readingOf(ofBurst, role, tickSeconds)] as const]);
}

function roleOf({ name, source, unit }: Metric, origin: string): MetricRole {
  if (source.kind === 'prometheus') {
    if (unit.trim() === 'req/s') return 'balancer.requests-per-second';
    throw new AutoscalerError(
      'E_CONFIG',
      `${origin}: what the query of metric "${name}" measures is not known to the simulation`,
      {
        fix: `Give the metric the unit " req/s" if it is requests per second, or say --metric ${name}=<what>, one of ${METRIC_ROLES.join(', ')}.`,
      },
    );
  }
  const role = METRIC_ROLES.find((known) => known === `${source.kind}.${source.metric}`);
  if (role !== undefined) return role;
  throw new AutoscalerError(
    'E_CONFIG',
    `${origin}: metric "${name}" cannot be simulated: the plant has no ${source.kind}.${source.metric}`,
    { fix: `Simulate a copy of the policy without it; there are ${METRIC_ROLES.join(', ')}.` },
  );
}

function readingOf(metric: Metric, role: MetricRole, tickSeconds: number): Reading {
  const window = windowSeconds(metric, role, tickSeconds);
  const isPerReplica = metric.source.kind === 'prometheus' && metric.aggregate === 'average';
  const isSum = metric.source.kind === 'prometheus' && metric.aggregate === 'total';
  const share = (total: number, { ready }: View) => (isPerReplica ? total / Math.max(1, ready) : total);
  switch (role) {
    case 'docker.cpu':
      return ({ gauges, ready }) => gauges.cpuPercent(window) * (isSum ? ready : 1);
    case 'balancer.requests-per-second':
      return (view) => share(view.gauges.requestsPerSecond(window), view);
    case 'balancer.response-time':
      return ({ gauges }) => gauges.responseTimeMs(window);
    case 'balancer.in-flight':
      return (view) => share(view.gauges.inFlight(window), view);
    case 'balancer.queue':
      return (view) => share(view.gauges.queue(window), view);
  }
}

function windowSeconds({ source }: Metric, role: MetricRole, tickSeconds: number): number {
  if (source.kind === 'prometheus') {
    const [, count = '0', unit = 's'] = RANGE.exec(source.query) ?? [];
    const seconds = Number(count) * (UNIT_SECONDS[unit] ?? 1);
    if (seconds > 0) return seconds;
  }
  return role === 'balancer.in-flight' || role === 'balancer.queue' ? 0 : tickSeconds;
}
