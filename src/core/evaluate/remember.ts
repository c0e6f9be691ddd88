import type { Action, History, RecommendationRun, Streak } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, Policy } from '../policy.ts';
import { LONGEST_BACKOFF_MS } from './backoff.ts';
import { burstAfter } from './burst.ts';
import { driftOf } from './drift.ts';
import type { Evaluation } from './evaluate.ts';
import { forecastAfter } from './forecast-after.ts';
import { targetsAfter } from './learned-target.ts';
import { lookBackMs } from './look-back.ts';
import { continues, isPast } from './threshold-rule.ts';
import { PATIENCE_MS } from './thrift.ts';

/** The history after an evaluation at `now`: streaks, recommendations and an adopted count, pruned to what counts. */
export function remember(
  policy: Policy,
  observation: Observation,
  history: History,
  evaluation: Evaluation,
  now: number,
): History {
  const streaks: Record<string, { up?: Streak; down?: Streak }> = {};
  for (const metric of policy.metrics) {
    const next = streaksOf(metric, observation, history, now);
    if (next !== undefined) streaks[metric.name] = next;
  }
  const { override, forecast: _, targets: __, burst: ___, ...rest } = history;
  const targets = targetsAfter(policy, observation, history);
  const forecast = forecastAfter(policy, observation, history, evaluation, now);
  const burst = burstAfter(policy, observation, history, now);
  const isForced = observation.suspension !== undefined || override === observation.replicas.current;
  return {
    ...rest,
    ...(override !== undefined && isForced ? { override } : {}),
    ...(forecast === undefined ? {} : { forecast }),
    ...(targets === undefined ? {} : { targets }),
    ...(burst === undefined ? {} : { burst }),
    servedAlready: observation.replicas.ready,
    streaks,
    recommendations: addRun(history.recommendations, evaluation.recommended, policy, now),
    actions: pruneActions(history.actions, policy, now),
    ...desiredAfter(policy, observation, history),
  };
}

/**
 * The history after the count was changed on purpose; `at` is when it ended, epoch milliseconds. `override` is the
 * count when somebody forced it from outside the policy's bounds; without it an earlier one ends.
 */
export function rememberAction(
  history: History,
  action: Action,
  { override, startUpMs }: { readonly override?: number | undefined; readonly startUpMs?: number } = {},
): History {
  const { failures: _, override: __, ...rest } = history;
  const changed = action.from !== action.to;
  return {
    ...rest,
    ...(override === undefined ? {} : { override }),
    ...(startUpMs === undefined ? {} : { startUpMs: startUpAfter(history.startUpMs, startUpMs) }),
    actions: changed ? [...history.actions, action] : history.actions,
    desired: action.to,
  };
}

/** The history after a failed attempt that left `count` replicas; `at` is epoch milliseconds. */
export function rememberFailure(history: History, at: number, message: string, count: number): History {
  const earlier = history.failures;
  const isRecent = earlier !== undefined && at - earlier.lastAt <= 2 * LONGEST_BACKOFF_MS;
  const failures = { count: (isRecent ? earlier.count : 0) + 1, lastAt: at, message };
  return { ...history, failures, desired: count };
}

/** A slower start counts half at once, a faster one bit by bit. */
function startUpAfter(before: number | undefined, measured: number): number {
  if (before === undefined) return measured;
  return Math.round(before + (measured - before) * (measured > before ? 0.5 : 0.2));
}

function desiredAfter(policy: Policy, observation: Observation, history: History): { desired?: number } {
  const current = observation.replicas.current;
  // In a pause the count is other people's business.
  if (observation.suspension?.code === 'PAUSED') return { desired: current };
  if (observation.suspension) return {};
  const drift = driftOf({ policy, observation, history });
  return drift === undefined || drift.rule === 'adopt' ? { desired: current } : {};
}

function streaksOf(
  metric: Metric,
  observation: Observation,
  history: History,
  now: number,
): { up?: Streak; down?: Streak } | undefined {
  if (metric.rule.kind !== 'thresholds') return undefined;
  const { up, down } = metric.rule;
  const sample = observation.samples.get(metric.name);
  const before = history.streaks[metric.name];
  if (sample?.kind !== 'value') return before;
  const next = (streak: Streak | undefined): Streak => ({
    since: continues(streak, metric, now) ? streak.since : now,
    last: now,
  });
  return {
    ...(up && isPast('up', up, sample.value) ? { up: next(before?.up) } : {}),
    ...(down && isPast('down', down, sample.value) ? { down: next(before?.down) } : {}),
  };
}

function addRun(
  runs: readonly RecommendationRun[],
  replicas: number,
  policy: Policy,
  now: number,
): readonly RecommendationRun[] {
  const patience = policy.forecast === undefined ? 0 : PATIENCE_MS;
  const windowMs = Math.max(policy.stabilization.upMs, policy.stabilization.downMs, patience);
  if (windowMs === 0) return [];
  const start = now - windowMs;
  const newest = runs.at(-1);
  const watched = newest !== undefined && newest.until >= start ? runs : [];
  const last = watched.at(-1);
  const extended =
    last?.replicas === replicas
      ? [...watched.slice(0, -1), { ...last, until: now }]
      : [...watched, { at: now, until: now, replicas }];
  const firstInWindow = extended.findIndex((run) => run.until >= start);
  // One run from before the window stays: it shows that the window has been watched in full.
  return extended.slice(Math.max(0, firstInWindow - 1));
}

function pruneActions(actions: readonly Action[], policy: Policy, now: number): readonly Action[] {
  const longest = Math.max(lookBackMs(policy), policy.shadow ? lookBackMs(policy.shadow) : 0);
  const kept = actions.filter((action) => now - action.at <= longest);
  return kept.length === actions.length ? actions : kept;
}
