import type { BurstMemory, History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Policy } from '../policy.ts';
import { burstValue, valuesAfter } from './burst-sample.ts';
import { targetRuleOf } from './learned-target.ts';
import { byTarget } from './target-rule.ts';

/** A burst that lasts. */
export interface Burst {
  /** When it was last seen, and until when it lasts unless it is seen again. Epoch milliseconds. */
  readonly seenAt: number;
  readonly endsAt: number;
  /** How many times its target the metric is over the burst's window, starting replicas counted in, if that is known. */
  readonly ratio?: number;
  /** The replicas that asks for. */
  readonly replicas?: number;
}

/**
 * The policy's burst, if one is seen or was seen shortly before. It is Knative's panic mode: a multiple of the target
 * over a short window begins it, and it ends a fixed time after it was last seen.
 */
export function burstOf(
  policy: Policy,
  observation: Observation,
  history: History,
  now: number,
): Burst | undefined {
  const { burst } = policy;
  if (burst === undefined) return undefined;
  const load = loadOf(policy, observation, history, now);
  const isSeen = load !== undefined && load.ratio >= burst.threshold;
  const seenAt = isSeen ? now : history.burst?.seenAt;
  if (seenAt === undefined || now >= seenAt + burst.lastsMs) return undefined;
  return { seenAt, endsAt: seenAt + burst.lastsMs, ...load };
}

function loadOf(policy: Policy, observation: Observation, history: History, now: number) {
  const metric = policy.metrics.find(({ name }) => name === policy.burst?.metric);
  const rule = metric && targetRuleOf(metric, history);
  const value = burstValue(policy, observation, history, now);
  if (metric === undefined || rule === undefined || value === undefined) return undefined;
  const { current, ready } = observation.replicas;
  const { replicas = current } = byTarget(
    metric,
    rule,
    { kind: 'value', value, at: now },
    observation.replicas,
  );
  const served = metric.aggregate === 'total' ? 1 : ready;
  return { ratio: (value / rule.target) * (served / Math.max(1, current)), replicas };
}

/** What is remembered of bursts after a tick; undefined for a policy without them. */
export function burstAfter(
  policy: Policy,
  observation: Observation,
  history: History,
  now: number,
): BurstMemory | undefined {
  if (policy.burst === undefined) return undefined;
  const seenAt = burstOf(policy, observation, history, now)?.seenAt;
  const values = policy.burst.query === undefined ? valuesAfter(policy, observation, history, now) : [];
  return { values, ...(seenAt === undefined ? {} : { seenAt }) };
}
