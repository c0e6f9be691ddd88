import { formatNumber } from '../format.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/** Stage: a number that rests on a target metric within its tolerance is not worth a change (|1 − value ÷ target|). */
export function tolerance(proposal: Proposal, { policy, observation }: StageContext): Proposal {
  const current = observation.replicas.current;
  const { binding } = proposal;
  if (binding?.ratio === undefined || proposal.replicas === current) return proposal;
  const rule = policy.metrics.find((m) => m.name === binding.metric)?.rule;
  if (rule?.kind !== 'target' || Math.abs(1 - binding.ratio) > rule.tolerance) return proposal;
  const percent = formatNumber(rule.tolerance * 100);
  return limitTo(
    proposal,
    current,
    reason('WITHIN_TOLERANCE', `that is within the tolerance of ${percent} %`),
  );
}
