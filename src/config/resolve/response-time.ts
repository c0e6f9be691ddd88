import type { Metric, ResponseTimeRule } from '../../core/policy.ts';
import type { PolicyInput } from '../schema/policy.ts';
import { POLICY_DEFAULTS } from './defaults.ts';
import { metricsOf } from './metrics.ts';

/** No name in a policy has a dot. */
const NAME = 'policy.response-time';

/**
 * What a policy wants its requests answered within: what it says, or where it names no metrics the default. None without
 * CPU as a target to lift, or where the balancer measures no response time.
 */
export function responseTimeOf(
  { metrics: named, responseTime: input }: PolicyInput,
  metrics: readonly Metric[],
  isMeasured: boolean,
): ResponseTimeRule | undefined {
  const isOff = input === 'off' || (input === undefined && named !== undefined);
  const cpu = metrics.find(({ source, rule }) => {
    return source.kind === 'docker' && source.metric === 'cpu' && rule.kind === 'target';
  });
  const [metric] = metricsOf({ [NAME]: { source: 'balancer.response-time' } });
  if (isOff || !isMeasured || cpu === undefined || metric === undefined) return undefined;
  return { p95Ms: input ?? POLICY_DEFAULTS.responseTimeMs, metric, lifts: cpu.name };
}
