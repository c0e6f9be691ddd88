import type { Recommendation } from '../decision.ts';
import type { Forecast } from '../forecast/forecast.ts';
import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Policy, Step } from '../policy.ts';
import type { Reason } from '../reasons.ts';
import type { Burst } from './burst.ts';

/** What every stage may look at. `now` is epoch milliseconds. */
export interface StageContext {
  readonly policy: Policy;
  readonly observation: Observation;
  readonly history: History;
  readonly now: number;
  readonly recommendations: readonly Recommendation[];
  /** Of a policy with a forecast whose metric has a value. */
  readonly forecast?: Forecast;
  /** While one lasts. */
  readonly burst?: Burst;
}

/** The number as it stands between two stages, with the reasons so far. */
export interface Proposal {
  readonly replicas: number;
  readonly reasons: readonly Reason[];
}

/** One stage of the pipeline: it passes the proposal on, or changes it and says why. */
export type Stage = (proposal: Proposal, context: StageContext) => Proposal;

/** The proposal with another number and one more reason. */
export function limitTo(proposal: Proposal, replicas: number, why: Reason): Proposal {
  return { replicas, reasons: [...proposal.reasons, why] };
}

/** How many replicas a step means at `count`: a percentage is rounded up and never less than one. */
export function stepSize(step: Step, count: number): number {
  return step.kind === 'replicas' ? step.replicas : Math.max(1, Math.ceil((count * step.percent) / 100));
}
