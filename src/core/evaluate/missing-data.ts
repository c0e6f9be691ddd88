import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/** Stage: while any metric has no value nothing goes down, whatever asks for it. */
export function missingData(proposal: Proposal, { observation, recommendations }: StageContext): Proposal {
  const { current } = observation.replicas;
  if (proposal.replicas >= current || !recommendations.some((r) => r.missing)) return proposal;
  return limitTo(proposal, current, reason('MISSING_DATA_HOLD', 'missing data never scales down'));
}
