import { formatDuration } from '../format.ts';
import type { RecommendationRun } from '../history.ts';
import type { Policy } from '../policy.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/**
 * Stage: on the way down the highest, on the way up the lowest recommendation of its window counts
 * (Kubernetes HPA). A window that has not been watched in full yet, such as after an outage, holds the way down, and
 * on the way up counts as the current count.
 */
export function stabilization(proposal: Proposal, context: StageContext): Proposal {
  const current = context.observation.replicas.current;
  if (proposal.replicas < current) return down(proposal, context, current);
  if (proposal.replicas > current) return up(proposal, context, current);
  return proposal;
}

function down(proposal: Proposal, { policy, history, now }: StageContext, current: number): Proposal {
  const windowMs = policy.stabilization.downMs;
  if (windowMs === 0) return proposal;
  const start = now - windowMs;
  const watchedSince = watchedFrom(history.recommendations, policy, now);
  if (watchedSince > start) {
    const window = `the down-window of ${formatDuration(windowMs)}`;
    const message = `${window} is filled in ${formatDuration(watchedSince - start)}`;
    return limitTo(proposal, current, reason('STABILIZING_DOWN', message));
  }
  const highest = Math.max(
    ...history.recommendations.filter((r) => r.until >= start).map((r) => r.replicas),
    proposal.replicas,
  );
  if (highest <= proposal.replicas) return proposal;
  const held = Math.min(current, highest);
  const needed = `${highest} ${highest === 1 ? 'was' : 'were'} needed`;
  const message = `${needed} within the last ${formatDuration(windowMs)}`;
  return limitTo(proposal, held, reason('STABILIZING_DOWN', message));
}

function up(proposal: Proposal, { policy, history, now }: StageContext, current: number): Proposal {
  const windowMs = policy.stabilization.upMs;
  if (windowMs === 0) return proposal;
  const start = now - windowMs;
  const inWindow = history.recommendations.filter((r) => r.until >= start).map((r) => r.replicas);
  const watchedSince = watchedFrom(history.recommendations, policy, now);
  const lowest = Math.min(proposal.replicas, ...inWindow, ...(watchedSince > start ? [current] : []));
  if (lowest >= proposal.replicas) return proposal;
  const held = Math.max(current, lowest);
  return limitTo(
    proposal,
    held,
    reason('STABILIZING_UP', `the need must last ${formatDuration(windowMs)} before it counts`),
  );
}

/** Since when recommendations have been watched; `now` when the last one lies longer ago than the longer window. */
function watchedFrom(runs: readonly RecommendationRun[], { stabilization }: Policy, now: number): number {
  const [oldest, last] = [runs[0], runs.at(-1)];
  if (oldest === undefined || last === undefined) return now;
  const isRecent = last.until >= now - Math.max(stabilization.upMs, stabilization.downMs);
  // A single sight before the window means that ticks are further apart than it is long, rather than an outage.
  const isSingle = runs.length === 1 && last.at === last.until;
  return isRecent || isSingle ? oldest.at : now;
}
