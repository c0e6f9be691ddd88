import type { Autoscaler } from './autoscaler.ts';
import { Capacity } from './capacity.ts';
import { type Load, loadOf } from './load.ts';
import type { PlantOptions } from './plant-options.ts';
import { type Run, replay } from './replay.ts';
import { type Scores, score, yardstick } from './scores.ts';
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
  /** In the order of the autoscalers. */
  readonly results: readonly Result[];
}

/** Replays the trace once for each autoscaler. The same input gives the same output, to the byte. */
export function simulate(
  trace: Trace,
  options: PlantOptions,
  autoscalers: readonly Autoscaler[],
): Simulation {
  const capacity = new Capacity(options);
  const load = loadOf(trace, options, capacity);
  const measure = yardstick(load, options, capacity);
  const results = autoscalers.map((autoscaler) => {
    const run = replay(load, options, capacity, autoscaler);
    return { name: autoscaler.name, run, scores: score(run, measure) };
  });
  const mostNeeded = measure.need.reduce((most, need) => Math.max(most, need), 0);
  return { load, capacity, mostNeeded, results };
}
