import type { BurstRule, Metric } from '../../core/policy.ts';
import { hasOpenWindow, withWindow } from '../query-window.ts';
import type { PolicyInput } from '../schema/policy.ts';
import { POLICY_DEFAULTS } from './defaults.ts';
import { leadingMetric } from './leading-metric.ts';

/** The burst of a policy that asks for one. Where its metric's query leaves the window open, it is asked over the burst's. */
export function burstOf(
  { metrics: named, burst: input }: PolicyInput,
  metrics: readonly Metric[],
): BurstRule | undefined {
  const settings = typeof input === 'object' ? input : {};
  const metric = settings.metric ?? leadingMetric(metrics);
  if (input === undefined || input === false || input === 'off' || metric === undefined) return undefined;
  const defaults = POLICY_DEFAULTS.burst;
  const windowMs = settings.window ?? defaults.windowMs;
  const query = named?.[metric]?.prometheus;
  return {
    metric,
    threshold: settings.threshold === undefined ? defaults.threshold : settings.threshold / 100,
    windowMs,
    lastsMs: settings.lasts ?? defaults.lastsMs,
    ...(query !== undefined && hasOpenWindow(query) && { query: withWindow(query, windowMs) }),
  };
}
