import type { Autoscaler } from './autoscaler.ts';
import { Capacity } from './capacity.ts';
import { type Load, loadOf } from './load.ts';
import type { PlantOptions } from './plant-options.ts';
import { type Run, replay } from './replay.ts';
import { budgetHours, type Scores, score, yardstick } from './scores.ts';
import type { Trace } from './trace.ts';

/** One autoscaler's replay of a load, and its scores. */
export interface Result {
  readonly name: string;
  readonly run: Run;
  readonly scores: Scores;
}

/** What came of a simulation: every autoscaler under the same arrivals. */
export interface Simulation {
  readonly load: Load;
  readonly capacity: Capacity;
  /** The most replicas that any scored step needs to keep the SLO. */
  readonly mostNeeded: number;
  /** The least replica-hours at the budget of missed requests, with perfect foresight; absent where it would take long. */
  readonly budget?: { readonly missPercent: number; readonly replicaHours: number };
  /** In the order of the autoscalers. */
  readonly results: readonly Result[];
}

/** The replicas up to which the least at a budget is found within seconds. */
const MOST_BUDGETED = 300;

/** How a simulation is watched and what its budget is. */
interface SimulateOptions {
  /** Of the requests that may be over the SLO, in %. */
  readonly missPercent: number;
  /** Told how many replays are done. */
  readonly onReplay?: (done: number) => void;
}

/**
 * Replays the trace once for each autoscaler. The same input gives the same output, to the byte.
 */
export function simulate(
  trace: Trace,
  options: PlantOptions,
  autoscalers: readonly Autoscaler[],
  { missPercent, onReplay }: SimulateOptions = { missPercent: 1 },
): Simulation {
  const capacity = new Capacity(options);
  const load = loadOf(trace, options, capacity);
  const measure = yardstick(load, options, capacity);
  const results = autoscalers.map((autoscaler, index) => {
    const run = replay(load, options, capacity, autoscaler);
    onReplay?.(index + 1);
    return { name: autoscaler.name, run, scores: score(run, measure) };
  });
  const mostNeeded = measure.need.reduce((most, need) => Math.max(most, need), 0);
  const common = { load, capacity, mostNeeded, results };
  if (mostNeeded > MOST_BUDGETED) return common;
  return { ...common, budget: { missPercent, replicaHours: budgetHours(measure, missPercent) } };
}
