import type { Autoscaler } from '../autoscaler.ts';
import { Capacity } from '../capacity.ts';
import { loadOf } from '../load.ts';
import type { PlantOptions } from '../plant-options.ts';
import { replay } from '../replay.ts';
import { type Scores, score, yardstick } from '../scores.ts';
import type { Trace } from '../trace.ts';
import { type Confidence, confidenceOf } from './confidence.ts';
import { blocksOf, partsOf } from './parts.ts';
import { type Knob, search } from './search.ts';

/** What is tuned, and to what. */
export interface TuneInput {
  readonly trace: Trace;
  readonly plant: PlantOptions;
  readonly knobs: readonly Knob[];
  /** The policy with these numbers, in the order of the knobs; undefined where they make none. */
  readonly create: (values: readonly number[]) => Autoscaler | undefined;
  /** Of the requests that may be over the SLO, in %. */
  readonly sloPercent: number;
  /** Told how many sets of numbers were tried. */
  readonly onTry?: (tried: number) => void;
}

/** Scores on the part that was searched and on the part that was not. */
export interface TunedScores {
  readonly search: Scores;
  readonly report: Scores;
}

/** What tuning found. */
export interface Tuning {
  readonly values: readonly number[];
  readonly tried: number;
  readonly before: TunedScores;
  readonly after: TunedScores;
  /** On the part that was not searched. */
  readonly confidence: Confidence;
}

/** The budget of the search is this share of the SLO: what just keeps it on one part misses it on another half the time. */
const MARGIN = 0.7;

/**
 * Searches the first half of the scored load for the cheapest numbers that keep the SLO, and says what they do on the
 * other half. Undefined when the policy as it is cannot be replayed. The same input gives the same output.
 */
export function tune(input: TuneInput): Tuning | undefined {
  const { trace, plant, knobs, create, sloPercent, onTry } = input;
  const capacity = new Capacity(plant);
  const parts = partsOf(loadOf(trace, plant, capacity));
  const measures = {
    search: yardstick(parts.search, plant, capacity),
    report: yardstick(parts.report, plant, capacity),
  };
  let tried = 0;
  const attempt = (values: readonly number[]) => {
    const autoscaler = create(values);
    if (autoscaler === undefined) return undefined;
    const scores = score(replay(parts.search, plant, capacity, autoscaler), measures.search);
    onTry?.(++tried);
    return { cost: scores.replicaHours, missPercent: scores.overSloRequestsPercent };
  };
  const found = search(knobs, attempt, MARGIN * sloPercent);
  if (found === undefined) return undefined;
  const whole = (values: readonly number[]) => {
    const autoscaler = create(values);
    if (autoscaler === undefined) return undefined;
    const run = replay(parts.report, plant, capacity, autoscaler);
    const scores = { search: score(run, measures.search), report: score(run, measures.report) };
    return { scores, blocks: blocksOf(parts.report, run) };
  };
  const [before, after] = [whole(knobs.map(({ value }) => value)), whole(found.values)];
  if (before === undefined || after === undefined) return undefined;
  return {
    values: found.values,
    tried: found.tried,
    before: before.scores,
    after: after.scores,
    confidence: confidenceOf(before.blocks, after.blocks, sloPercent, plant.seed),
  };
}
