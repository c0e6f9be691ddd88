import type { Policy } from '../../../src/core/policy.ts';
import type { Autoscaler } from '../../../src/simulation/autoscaler.ts';
import { Capacity } from '../../../src/simulation/capacity.ts';
import { type Load, loadOf } from '../../../src/simulation/load.ts';
import { type PlantOptions, REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';
import { replay } from '../../../src/simulation/replay.ts';
import { score, yardstick } from '../../../src/simulation/scores.ts';
import { readTrace, type Trace } from '../../../src/simulation/trace.ts';
import { flapsOf, oracleActionsPerHour } from './actions.ts';
import { ours, type Rival, rival } from './contestants.ts';
import { type Shape, shapeOf } from './shape.ts';
import { type Outcome, type Swept, sweep } from './sweep.ts';
import type { NamedTrace } from './traces.ts';

/** One trace at one start-up time. */
export interface Job {
  readonly trace: NamedTrace;
  readonly startUpSeconds: number;
  readonly seeds: readonly number[];
  readonly policy: Policy;
  readonly rivals: readonly Rival[];
  /** Whether knobs are searched finely. */
  readonly isFine: boolean;
}

/** What every contestant did under one trace at one start-up time. */
export interface JobResult {
  readonly trace: string;
  readonly shape: Shape;
  readonly startUpSeconds: number;
  /** Changes of the count an hour in the cheapest plan without a miss. */
  readonly oracleActionsPerHour: number;
  /** At its default: no knob. */
  readonly ours: Outcome;
  readonly rivals: readonly { readonly name: Rival; readonly swept: Swept }[];
}

/** Runs one job. The same job gives the same result. */
export function runJob({ trace, startUpSeconds, seeds, policy, rivals, isFine }: Job): JobResult {
  const plant = { ...REFERENCE_PLANT, startUpSeconds };
  const capacity = new Capacity(plant);
  const loads = loadsOf(trace, seeds, capacity);
  const cases = loads.map((load) => ({ load, measure: yardstick(load, plant, capacity) }));
  const replayAll = (create: (plant: PlantOptions) => Autoscaler): Outcome => {
    const runs = cases.map(({ load, measure }) => {
      const run = replay(load, plant, capacity, create(plant));
      const scores = score(run, measure);
      const hours = ((load.arrivals.length - load.scoredFrom) * plant.stepSeconds) / 3600;
      return { ...scores, hours, flaps: flapsOf(run, load.scoredFrom, plant.stepSeconds) };
    });
    const costs = runs.map(({ costRatio }) => costRatio);
    const sum = (value: (run: (typeof runs)[number]) => number) =>
      runs.reduce((total, run) => total + value(run), 0);
    return {
      missPercent: sum((run) => run.overSloRequestsPercent) / runs.length,
      cost: sum((run) => run.replicaHours) / sum((run) => run.oracleReplicaHours),
      actionsPerHour: sum((run) => run.actions) / sum((run) => run.hours),
      flapsPerHour: sum((run) => run.flaps) / sum((run) => run.hours),
      spread: Math.max(...costs) - Math.min(...costs),
    };
  };
  const [first] = loads;
  return {
    trace: trace.name,
    shape: first === undefined ? 'smooth' : shapeOf(first, plant.stepSeconds),
    startUpSeconds,
    oracleActionsPerHour: oracleActionsPerHour(cases.map(({ measure }) => measure)),
    ours: replayAll((set) => ours(policy, set)),
    rivals: rivals.map((name) => ({
      name,
      swept: sweep((knob) => replayAll((set) => rival(name, knob, set)), isFine),
    })),
  };
}

let kept: { readonly key: string; readonly loads: readonly Load[] } | undefined;

/** The loads of a trace, one for each seed; kept for the next job, which mostly has the same. */
function loadsOf(trace: NamedTrace, seeds: readonly number[], capacity: Capacity): readonly Load[] {
  const key = `${trace.name}|${seeds.join()}`;
  if (kept?.key === key) return kept.loads;
  const read: Trace = readTrace(trace.text, trace.name);
  const loads = seeds.map((seed) => loadOf(read, { ...REFERENCE_PLANT, seed }, capacity));
  kept = { key, loads };
  return loads;
}
