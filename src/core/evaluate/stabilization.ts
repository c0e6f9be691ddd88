import { formatDuration } from '../format.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/**
 * Stage: on the way down the highest, on the way up the lowest recommendation of its window counts
 * (Kubernetes HPA). A window that has not been watched in full yet holds the way down.
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
  const oldest = history.recommendations[0];
  if (oldest === undefined || oldest.at > start) {
    const left = formatDuration((oldest?.at ?? now) - start);
    return limitTo(
      proposal,
      current,
      reason('STABILIZING_DOWN', `it must hold ${left} more to fill the down-window`),
    );
  }
  const highest = Math.max(
    ...history.recommendations.filter((r) => r.until >= start).map((r) => r.replicas),
    proposal.replicas,
  );
  if (highest <= proposal.replicas) return proposal;
  const held = Math.min(current, highest);
  const message = `${highest} were needed within the last ${formatDuration(windowMs)}`;
  return limitTo(proposal, held, reason('STABILIZING_DOWN', message));
}

function up(proposal: Proposal, { policy, history, now }: StageContext, current: number): Proposal {
  const windowMs = policy.stabilization.upMs;
  if (windowMs === 0) return proposal;
  const start = now - windowMs;
  const inWindow = history.recommendations.filter((r) => r.until >= start).map((r) => r.replicas);
  const oldest = history.recommendations[0];
  const isCovered = oldest !== undefined && oldest.at <= start;
  const lowest = Math.min(proposal.replicas, ...inWindow, ...(isCovered ? [] : [current]));
  if (lowest >= proposal.replicas) return proposal;
  const held = Math.max(current, lowest);
  return limitTo(
    proposal,
    held,
    reason('STABILIZING_UP', `the need must last ${formatDuration(windowMs)} before it counts`),
  );
}
