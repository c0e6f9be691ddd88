import { type Decision, decide } from '../decision.ts';
import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Policy } from '../policy.ts';
import { reason } from '../reasons.ts';
import { actionBudget } from './action-budget.ts';
import { backoff } from './backoff.ts';
import { atBounds, bounds } from './bounds.ts';
import { burstOf } from './burst.ts';
import { burstHold, burstNeed } from './burst-stages.ts';
import { combine } from './combine.ts';
import { cooldown } from './cooldown.ts';
import { type Drift, driftOf } from './drift.ts';
import { forecastFloor, forecastOf } from './forecast-floor.ts';
import { hostCapacity } from './host-capacity.ts';
import { missingData } from './missing-data.ts';
import { rateLimit } from './rate-limit.ts';
import { recommend } from './recommend.ts';
import { schedules } from './schedules.ts';
import { stabilization } from './stabilization.ts';
import type { Proposal, Stage, StageContext } from './stage.ts';
import { thrift } from './thrift.ts';

/** The stages that make what is needed from what the metrics ask for, in their order. */
const NEED: readonly Stage[] = [forecastFloor, burstNeed, schedules, missingData];

/** The stages that delay what is needed, in their order; a burst takes their place. */
const DELAYS: readonly Stage[] = [stabilization, thrift, cooldown];

/** The stages that bound what is needed, in their order. */
const LIMITS: readonly Stage[] = [rateLimit, actionBudget, bounds, hostCapacity, backoff];

/** The outcome of one evaluation. */
export interface Evaluation {
  readonly decision: Decision;
  /**
   * What metrics, forecast, schedules and missing data ask for before anything delays it, in replicas: what
   * stabilization remembers.
   */
  readonly recommended: number;
}

/**
 * Decides how many replicas a service should have. Synchronous and pure: the same input gives the same answer.
 * `now` is epoch milliseconds.
 */
export function evaluate(
  policy: Policy,
  observation: Observation,
  history: History,
  now: number,
): Evaluation {
  const recommendations = recommend(policy, observation, history, now);
  const forecast = forecastOf(policy, observation, history, now);
  const burst = burstOf(policy, observation, history, now);
  const context: StageContext = {
    policy,
    observation,
    history,
    now,
    recommendations,
    ...(forecast && { forecast }),
    ...(burst && { burst }),
  };
  const combined = combine(context);
  const needed = pass(combined, NEED, context);
  const recommended = needed.replicas;
  const current = observation.replicas.current;
  const conclude = ({ replicas, reasons }: Proposal): Evaluation => ({
    recommended,
    decision: { ...decide(current, replicas, now, reasons, recommendations), ...(forecast && { forecast }) },
  });

  const { suspension } = observation;
  if (suspension) {
    const why = reason(suspension.code, suspension.message);
    return conclude({ replicas: current, reasons: [...combined.reasons, why] });
  }
  const forced = forcedCount(context);
  if (forced) return conclude(forced);
  const drift = driftOf(context);
  if (drift && drift.rule !== 'adopt') return conclude(heal(drift, context));
  const start = drift ? { ...needed, reasons: [drift.reason, ...needed.reasons] } : needed;
  const delays = burst === undefined ? DELAYS : [burstHold];
  return conclude(pass(start, [atBounds, ...delays, ...LIMITS], context));
}

function pass(proposal: Proposal, stages: readonly Stage[], context: StageContext): Proposal {
  return stages.reduce((before, stage) => stage(before, context), proposal);
}

/** The count somebody forced from outside the bounds, while it is still the current one. */
function forcedCount({ policy, observation, history }: StageContext): Proposal | undefined {
  const { current } = observation.replicas;
  const { min, max } = policy;
  if (history.override !== current || (current >= min && current <= max)) return undefined;
  const why = `somebody asked for ${current}, outside ${min} to ${max}, and it is kept until the next scale`;
  return { replicas: current, reasons: [reason('MANUAL', why)] };
}

/** A restored or held count still keeps to the bounds, the host and the backoff; blind or in a burst it does not go down. */
function heal(drift: Drift, context: StageContext): Proposal {
  const current = context.observation.replicas.current;
  const replicas = drift.rule === 'restore' ? drift.desired : current;
  const proposal: Proposal = { replicas, reasons: [drift.reason] };
  return pass(proposal, [missingData, burstHold, bounds, hostCapacity, backoff], context);
}
