import { formatDuration } from '../format.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/** Stage: up waits after the last scale-up, down waits after the last scaling in either direction. */
export function cooldown(proposal: Proposal, { policy, observation, history, now }: StageContext): Proposal {
  const current = observation.replicas.current;
  if (proposal.replicas > current) {
    const lastUp = history.actions.findLast((a) => a.to > a.from);
    const left = lastUp ? lastUp.at + policy.cooldown.upMs - now : 0;
    if (left > 0)
      return limitTo(
        proposal,
        current,
        reason('UP_COOLDOWN', `the up-cooldown ends in ${formatDuration(left)}`),
      );
  }
  if (proposal.replicas < current) {
    const last = history.actions.at(-1);
    const left = last ? last.at + policy.cooldown.downMs - now : 0;
    if (left > 0)
      return limitTo(
        proposal,
        current,
        reason('DOWN_COOLDOWN', `the down-cooldown ends in ${formatDuration(left)}`),
      );
  }
  return proposal;
}
