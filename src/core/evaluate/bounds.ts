import { formatReplicas, formatTime } from '../format.ts';
import { type Reason, reason } from '../reasons.ts';
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
export function bounds(proposal: Proposal, context: StageContext): Proposal {
  const { min, max } = context.policy;
  if (proposal.replicas < min) return limitTo(proposal, min, whyMin(context));
  if (proposal.replicas > max) return limitTo(proposal, max, whyMax(context));
  return proposal;
}

/** Why there are no fewer. */
export function whyMin({ policy: { min, control }, observation, now }: StageContext): Reason {
  const { current } = observation.replicas;
  if (control?.bounds?.min !== undefined) {
    const { by, until } = control.bounds;
    const asked = `${by} asked for at least ${formatReplicas(min)} until ${formatTime(until, now)}`;
    return reason('TEMPORARY_MIN', asked);
  }
  if (current >= min) return reason('AT_MIN', `min is ${formatReplicas(min)}`);
  return reason('BELOW_MIN', `there ${current === 1 ? 'is' : 'are'} only ${current}, below min ${min}`);
}

function whyMax({ policy: { max, control }, observation, now }: StageContext): Reason {
  const { current } = observation.replicas;
  if (control?.bounds?.max !== undefined) {
    const { by, until } = control.bounds;
    const asked = `${by} allows at most ${formatReplicas(max)} until ${formatTime(until, now)}`;
    return reason('TEMPORARY_MAX', asked);
  }
  if (current <= max) return reason('AT_MAX', `max is ${formatReplicas(max)}`);
  return reason('ABOVE_MAX', `there are ${current}, above max ${max}`);
}
