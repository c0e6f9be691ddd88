import { formatDuration } from '../format.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/** The time over which a budget of actions counts. Milliseconds. */
export const BUDGET_MS = 3_600_000;

/**
 * Stage: a scale-down waits once the hour’s budget of actions is spent. A scale-up spends too, but is never held: it is
 * needed now, and without the scale-down between there is no flapping.
 */
export function actionBudget(proposal: Proposal, context: StageContext): Proposal {
  const { policy, observation, history, now } = context;
  const { current } = observation.replicas;
  if (policy.actionsPerHour === undefined || proposal.replicas >= current) return proposal;
  const done = history.actions.filter(({ at }) => at > now - BUDGET_MS);
  const freeing = done[done.length - policy.actionsPerHour];
  if (freeing === undefined) return proposal;
  const count = `${done.length} ${done.length === 1 ? 'scaling' : 'scalings'} in the last hour`;
  const message = `${count} spent the budget of ${policy.actionsPerHour}; the next scale-down is free in ${formatDuration(freeing.at + BUDGET_MS - now)}`;
  return limitTo(proposal, current, reason('ACTION_BUDGET_SPENT', message));
}
