import { formatDuration, formatReplicas } from '../format.ts';
import type { Action } from '../history.ts';
import type { RateLimit } from '../policy.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext, stepSize } from './stage.ts';

/**
 * Stage: no more than the allowed change within each period. A percentage counts from the replicas there were
 * when the period began (current − what was added since), as in the Kubernetes HPA.
 */
export function rateLimit(proposal: Proposal, { policy, observation, history, now }: StageContext): Proposal {
  const current = observation.replicas.current;
  const wanted = proposal.replicas - current;
  if (wanted === 0) return proposal;
  const direction = wanted > 0 ? 1 : -1;
  const limits = wanted > 0 ? policy.rateLimit.up : policy.rateLimit.down;
  let tightest: { allowed: number; limit: RateLimit } | undefined;
  for (const limit of limits) {
    const changed = changedWithin(history.actions, now - limit.periodMs, direction);
    const atStart = current - direction * changed;
    const allowed = Math.max(0, stepSize(limit.step, atStart) - changed);
    if (tightest === undefined || allowed < tightest.allowed) tightest = { allowed, limit };
  }
  if (tightest === undefined || tightest.allowed >= Math.abs(wanted)) return proposal;
  const { limit, allowed } = tightest;
  const size =
    limit.step.kind === 'replicas' ? formatReplicas(limit.step.replicas) : `${limit.step.percent} %`;
  return limitTo(
    proposal,
    current + direction * allowed,
    reason(
      direction > 0 ? 'UP_RATE_LIMIT' : 'DOWN_RATE_LIMIT',
      `no more than ${size} may be ${direction > 0 ? 'added' : 'removed'} in ${formatDuration(limit.periodMs)}`,
    ),
  );
}

function changedWithin(actions: readonly Action[], since: number, direction: 1 | -1): number {
  return actions
    .filter((a) => a.at > since)
    .reduce((sum, a) => sum + Math.max(0, direction * (a.to - a.from)), 0);
}
