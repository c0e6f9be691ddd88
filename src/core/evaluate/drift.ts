import type { DriftRule, Policy } from '../policy.ts';
import { type Reason, reason } from '../reasons.ts';
import type { StageContext } from './stage.ts';

/** That the count is not what this controller left behind, what the policy does about it, and why. */
export interface Drift {
  readonly rule: DriftRule;
  /** The count this controller left behind. */
  readonly desired: number;
  readonly reason: Reason;
}

/**
 * The difference between the replicas there are and the ones this controller left behind, if there is one. A count
 * left behind that the bounds have since cut to the current one is no difference.
 */
export function driftOf({
  policy,
  observation,
  history,
}: Pick<StageContext, 'policy' | 'observation' | 'history'>): Drift | undefined {
  const current = observation.replicas.current;
  const { desired } = history;
  if (desired === undefined || desired === current || clamp(desired, policy) === current) return undefined;
  const rule = current > desired ? policy.drift.increased : policy.drift.decreased;
  const change = `the count went from ${desired} to ${current} without this controller`;
  switch (rule) {
    case 'adopt':
      return { rule, desired, reason: reason('DRIFT_ADOPTED', `${change}, which is taken over`) };
    case 'restore':
      return { rule, desired, reason: reason('DRIFT_RESTORED', `${change}, which is put back`) };
    case 'hold': {
      const isKept = clamp(current, policy) === current;
      const suffix = isKept ? ', which is left until somebody scales' : '';
      return { rule, desired, reason: reason('DRIFT_HELD', `${change}${suffix}`) };
    }
  }
}

function clamp(count: number, { min, max }: Pick<Policy, 'min' | 'max'>): number {
  return Math.min(max, Math.max(min, count));
}
