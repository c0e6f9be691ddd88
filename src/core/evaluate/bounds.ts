import { formatReplicas } from '../format.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/**
 * Stage: a service that is at its min or max already stays there. It comes before the stages that delay, so that
 * the bound is named rather than a cooldown that changes nothing.
 */
export function atBounds(proposal: Proposal, context: StageContext): Proposal {
  const { current } = context.observation.replicas;
  const { min, max } = context.policy;
  const isAtBound =
    (current === min && proposal.replicas < min) || (current === max && proposal.replicas > max);
  return isAtBound ? bounds(proposal, context) : proposal;
}

/**
 * Stage: the policy's min and max. It comes after cooldown and rate limit, so that a count outside the
 * bounds is repaired at once.
 */
export function bounds(proposal: Proposal, { policy, observation }: StageContext): Proposal {
  const current = observation.replicas.current;
  const there = `there ${current === 1 ? 'is' : 'are'} only ${current}`;
  if (proposal.replicas < policy.min) {
    const why =
      current < policy.min
        ? reason('BELOW_MIN', `${there}, below min ${policy.min}`)
        : reason('AT_MIN', `min is ${formatReplicas(policy.min)}`);
    return limitTo(proposal, policy.min, why);
  }
  if (proposal.replicas > policy.max) {
    const why =
      current > policy.max
        ? reason('ABOVE_MAX', `there are ${current}, above max ${policy.max}`)
        : reason('AT_MAX', `max is ${formatReplicas(policy.max)}`);
    return limitTo(proposal, policy.max, why);
  }
  return proposal;
}
