import { formatNumber, formatReplicas } from '../format.ts';
import { reason } from '../reasons.ts';
import { effectiveBounds } from './schedules.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/** A smaller saving is not worth an action that the next noise takes back, as a share of the replicas there are. */
const LEAST_SAVING = 0.08;
/** What a scale-up adds to what is needed, so that the next noise needs no further one. */
const SPARE = 0.05;

/** Stage, with a forecast: fewer actions. No scale-down that saves next to nothing, and something to spare going up. */
export function thrift(proposal: Proposal, context: StageContext): Proposal {
  const { policy, observation } = context;
  const { current } = observation.replicas;
  const { replicas } = proposal;
  if (policy.forecast === undefined || current === 0) return proposal;
  const saving = (current - replicas) / current;
  if (saving > 0 && saving < LEAST_SAVING) {
    const message = `going down to ${replicas} would save only ${formatNumber(100 * saving)} %`;
    return limitTo(proposal, current, reason('SAVING_TOO_SMALL', message));
  }
  const { max } = effectiveBounds(policy, observation.activeSchedules);
  const spare = Math.min(Math.round(replicas * SPARE), max - replicas);
  if (replicas <= current || spare <= 0) return proposal;
  const message = `${formatReplicas(spare)} to spare makes the next scale-up less likely`;
  return limitTo(proposal, replicas + spare, reason('SPARE_ADDED', message));
}
