import type { ForecastRule, Metric } from '../../core/policy.ts';
import type { PolicyInput } from '../schema/policy.ts';
import { POLICY_DEFAULTS } from './defaults.ts';
import { leadingMetric } from './leading-metric.ts';

/**
 * The forecast of a policy: off where it says so, or where it names metrics and says nothing of a forecast. Its metric is
 * the first one with a learned target, else the first with a target, unless it is named.
 */
export function forecastOf(
  { metrics: named, forecast: input }: PolicyInput,
  metrics: readonly Metric[],
): ForecastRule | undefined {
  const isOff = input === false || input === 'off' || (input === undefined && named !== undefined);
  const settings = typeof input === 'object' ? input : {};
  const metric = settings.metric ?? leadingMetric(metrics);
  if (isOff || metric === undefined) return undefined;
  const { shortage } = settings;
  return { metric, shortage: shortage === undefined ? POLICY_DEFAULTS.shortage : shortage / 100 };
}
