import { formatDuration, formatNumber } from '../format.ts';
import { reason } from '../reasons.ts';
import { burstMetric } from './burst-sample.ts';
import { whatIsMissing } from './recommend.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/** Stage: while a burst lasts, what its short window asks for counts if it is more. */
export function burstNeed(proposal: Proposal, context: StageContext): Proposal {
  const { burst, policy, observation, now } = context;
  const before = withMissing(proposal, context);
  if (burst === undefined || policy.burst === undefined) return before;
  const { metric, windowMs } = policy.burst;
  const { seenAt, ratio = 0, replicas = 0 } = burst;
  const message =
    seenAt === now
      ? `there is a burst: ${metric} is ${formatNumber(ratio)} times its target over ${formatDuration(windowMs)}`
      : `there was a burst ${formatDuration(now - seenAt)} ago`;
  const more = replicas > observation.replicas.current ? replicas : 0;
  return limitTo(before, Math.max(proposal.replicas, more), reason('BURST', message));
}

/** That the burst's own query has no value, so that it sees no more than the metric itself does. */
function withMissing(proposal: Proposal, { policy, observation, now }: StageContext): Proposal {
  const metric = burstMetric(policy);
  if (metric === undefined || policy.burst === undefined) return proposal;
  const sample = observation.samples.get(metric.name) ?? { kind: 'empty' };
  if (sample.kind === 'value') return proposal;
  const what = `${policy.burst.metric} over ${formatDuration(policy.burst.windowMs)} ${whatIsMissing(sample, now)}`;
  return limitTo(proposal, proposal.replicas, reason('METRIC_MISSING', what));
}

/** Stage: while a burst lasts nothing goes down. */
export function burstHold(proposal: Proposal, { burst, observation, now }: StageContext): Proposal {
  const { current } = observation.replicas;
  if (burst === undefined || proposal.replicas >= current) return proposal;
  const message = `nothing goes down for ${formatDuration(burst.endsAt - now)} more after a burst`;
  return limitTo(proposal, current, reason('BURST_HOLD', message));
}
