import type { Decision } from '../decision.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { Inputs } from '../situation.ts';
import { type CalmMetric, calmMetrics, type MetricTurn, metricTurns } from './metric-turns.ts';
import { type Prospect, prospectOf } from './prospect.ts';
import { type Without, withoutLimits } from './without.ts';

/** What would have to change for another outcome; each is found by deciding again. */
export interface Counterfactual {
  /** What comes when nothing changes. */
  readonly unchanged: Prospect;
  readonly metrics: readonly MetricTurn[];
  readonly calm: readonly CalmMetric[];
  readonly without: readonly Without[];
}

/**
 * The counterfactual of a decision. `intervalMs` is between two ticks. Undefined when the inputs do not give the
 * decision again, as after the forecast has learned something else.
 */
export function counterfactualOf(
  decision: Decision,
  inputs: Inputs,
  intervalMs: number,
): Counterfactual | undefined {
  const again = evaluate(inputs.policy, inputs.observation, inputs.history, inputs.now).decision;
  const codes = (d: Decision) => d.reasons.map(({ code }) => code).join();
  if (again.to !== decision.to || codes(again) !== codes(decision)) return undefined;
  const limits = [...new Set(decision.reasons.map(({ code }) => code))];
  const unchanged = prospectOf(inputs, intervalMs);
  return {
    unchanged,
    metrics: metricTurns(inputs, unchanged, intervalMs),
    calm: calmMetrics(inputs, unchanged, intervalMs),
    without: withoutLimits(inputs, limits, unchanged, intervalMs),
  };
}
