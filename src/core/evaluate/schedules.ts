import { formatReplicas } from '../format.ts';
import type { Policy } from '../policy.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/** Min and max as the active schedules leave them, with the name of the schedule that decided each. */
export interface EffectiveBounds {
  readonly min: number;
  readonly max: number;
  readonly minBy?: string;
  readonly maxBy?: string;
}

/** The highest floor and the lowest cap of the active schedules, within the policy's own bounds; a floor wins. */
export function effectiveBounds(policy: Policy, active: readonly string[]): EffectiveBounds {
  let bounds: EffectiveBounds = { min: policy.min, max: policy.max };
  for (const schedule of policy.schedules.filter((s) => active.includes(s.name))) {
    if (schedule.min !== undefined && schedule.min > bounds.min)
      bounds = { ...bounds, min: Math.min(schedule.min, policy.max), minBy: schedule.name };
    if (schedule.max !== undefined && schedule.max < bounds.max)
      bounds = { ...bounds, max: schedule.max, maxBy: schedule.name };
  }
  return bounds.max < bounds.min ? { ...bounds, max: bounds.min } : bounds;
}

/** Stage: active schedules raise the floor and lower the cap. */
export function schedules(proposal: Proposal, { policy, observation }: StageContext): Proposal {
  const { min, max, minBy, maxBy } = effectiveBounds(policy, observation.activeSchedules);
  if (minBy !== undefined && proposal.replicas < min)
    return limitTo(
      proposal,
      min,
      reason('SCHEDULE_FLOOR', `schedule ${minBy} asks for at least ${formatReplicas(min)}`),
    );
  if (maxBy !== undefined && proposal.replicas > max)
    return limitTo(
      proposal,
      max,
      reason('SCHEDULE_CAP', `schedule ${maxBy} allows at most ${formatReplicas(max)}`),
    );
  return proposal;
}
