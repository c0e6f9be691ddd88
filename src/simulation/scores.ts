import { budgetOracleSteps } from './budget-oracle.ts';
import type { Capacity } from './capacity.ts';
import type { Load } from './load.ts';
import { oracleSteps } from './oracle.ts';
import type { PlantOptions } from './plant-options.ts';
import type { Run } from './replay.ts';

/** What a replay cost and missed, over the scored part. */
export interface Scores {
  readonly requests: number;
  /** Share of the requests that came in steps whose p95 was over the SLO, in %. */
  readonly overSloRequestsPercent: number;
  readonly overSloTimePercent: number;
  readonly replicaHours: number;
  /** The least possible without a miss, with perfect foresight. */
  readonly oracleReplicaHours: number;
  /** `replicaHours` ÷ `oracleReplicaHours`. */
  readonly costRatio: number;
  /** Changes of the replica count. */
  readonly actions: number;
  /** Mean share of the needed replicas that were missing, in % (SPEC θ_U). */
  readonly underProvisioning: number;
  /** Mean surplus in % of the needed replicas (SPEC θ_O). */
  readonly overProvisioning: number;
}

/** What every replay of one load is held against, over the scored part. */
export interface Yardstick {
  readonly load: Load;
  /** By step from the beginning of scoring. */
  readonly need: Int32Array;
  readonly oracleReplicaHours: number;
  readonly stepSeconds: number;
  readonly startUpSteps: number;
}

const SECONDS_PER_HOUR = 3600;
const DECIMALS = 10_000;

/** What the load needs, and the least that costs. */
export function yardstick(load: Load, options: PlantOptions, capacity: Capacity): Yardstick {
  const { stepSeconds, startUpSeconds } = options;
  const scored = load.arrivals.subarray(load.scoredFrom);
  const need = scored.map((arrivals) => capacity.need(arrivals / stepSeconds));
  const startUpSteps = Math.ceil(startUpSeconds / stepSeconds);
  const hours = (oracleSteps(need, startUpSteps) * stepSeconds) / SECONDS_PER_HOUR;
  return { load, need, oracleReplicaHours: hours, stepSeconds, startUpSteps };
}

/** The least replica-hours with perfect foresight that miss at most this share of the requests, in %. */
export function budgetHours({ load, need, stepSeconds, startUpSteps }: Yardstick, percent: number): number {
  const requests = load.arrivals.subarray(load.scoredFrom);
  const all = requests.reduce((sum, count) => sum + count, 0);
  const steps = budgetOracleSteps({ need, requests }, startUpSteps, (percent / 100) * all);
  return rounded((steps * stepSeconds) / SECONDS_PER_HOUR);
}

/** The scores of one run. θ as in SPEC RG's elasticity metrics (arXiv 1604.03470): shares of the need, mean over time. */
export function score(run: Run, { load, need, oracleReplicaHours, stepSeconds }: Yardstick): Scores {
  let [requests, missed, missedSteps, billed, actions, under, over] = [0, 0, 0, 0, 0, 0, 0];
  for (const [index, needed] of need.entries()) {
    const step = load.scoredFrom + index;
    const arrivals = load.arrivals[step] ?? 0;
    const isOver = run.overSlo[step] === 1;
    const ready = run.ready[step] ?? 0;
    requests += arrivals;
    if (isOver) missed += arrivals;
    if (isOver) missedSteps++;
    billed += run.running[step] ?? 0;
    if (step > 0 && run.desired[step] !== run.desired[step - 1]) actions++;
    under += Math.max(0, needed - ready) / needed;
    over += Math.max(0, ready - needed) / needed;
  }
  const replicaHours = (billed * stepSeconds) / SECONDS_PER_HOUR;
  return {
    requests,
    overSloRequestsPercent: rounded((100 * missed) / Math.max(1, requests)),
    overSloTimePercent: rounded((100 * missedSteps) / need.length),
    replicaHours: rounded(replicaHours),
    oracleReplicaHours: rounded(oracleReplicaHours),
    costRatio: rounded(replicaHours / oracleReplicaHours),
    actions,
    underProvisioning: rounded((100 * under) / need.length),
    overProvisioning: rounded((100 * over) / need.length),
  };
}

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}
