import type { BurstMemory, History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, Policy } from '../policy.ts';

/** Stands before the name of a metric that is measured for a burst; no name in a policy has a dot. */
const BURST = 'burst.';

/** The metric under which a burst's own query is measured; undefined where the metric's own values serve. */
export function burstMetric({ metrics, burst }: Pick<Policy, 'metrics' | 'burst'>): Metric | undefined {
  const metric = metrics.find(({ name }) => name === burst?.metric);
  if (burst?.query === undefined || metric === undefined) return undefined;
  return { ...metric, name: BURST + metric.name, source: { kind: 'prometheus', query: burst.query } };
}

/**
 * What the metric was over the burst's window: what its own query says, or else the mean of the values seen within it;
 * undefined without any now.
 */
export function burstValue(
  policy: Policy,
  observation: Observation,
  history: Pick<History, 'burst'>,
  now: number,
): number | undefined {
  const own = observation.samples.get(BURST + (policy.burst?.metric ?? ''));
  if (own?.kind === 'value') return own.value;
  const values = valuesAfter(policy, observation, history, now);
  if (values.at(-1)?.at !== now) return undefined;
  return values.reduce((sum, { value }) => sum + value, 0) / values.length;
}

/** The values of the burst's window, the newest at `now` if there is one. */
export function valuesAfter(
  { burst }: Policy,
  { samples }: Observation,
  history: Pick<History, 'burst'>,
  now: number,
): BurstMemory['values'] {
  if (burst === undefined) return [];
  const sample = samples.get(burst.metric);
  const before = (history.burst?.values ?? []).filter(({ at }) => at > now - burst.windowMs && at < now);
  return sample?.kind === 'value' ? [...before, { at: now, value: sample.value }] : before;
}
