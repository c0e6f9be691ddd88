import type { Run } from '../../../src/simulation/replay.ts';
import type { Yardstick } from '../../../src/simulation/scores.ts';

const FLAP_SECONDS = 300;

/** How many changes of the count, from a step on, turned the direction of one at most five minutes before. */
export function flapsOf({ desired }: Pick<Run, 'desired'>, from: number, stepSeconds: number): number {
  let [flaps, lastStep, lastChange] = [0, Number.NEGATIVE_INFINITY, 0];
  for (let step = Math.max(1, from); step < desired.length; step++) {
    const change = (desired[step] ?? 0) - (desired[step - 1] ?? 0);
    if (change === 0) continue;
    if (change * lastChange < 0 && (step - lastStep) * stepSeconds <= FLAP_SECONDS) flaps++;
    [lastStep, lastChange] = [step, change];
  }
  return flaps;
}

/**
 * In how many steps the cheapest plan that serves every need changes its count: each level starts a start-up before it is
 * needed and stops after, unless starting anew would cost as much as staying.
 */
export function oracleActions(need: Int32Array, startUpSteps: number): number {
  const lastServed: number[] = [];
  const changes = new Set<number>();
  for (const [step, count] of need.entries())
    for (let level = 0; level < count; level++) {
      const last = lastServed[level];
      lastServed[level] = step;
      if (last !== undefined && step - last - 1 <= startUpSteps) continue;
      if (last !== undefined) changes.add(last + 1);
      if (step > startUpSteps) changes.add(step - startUpSteps);
    }
  for (const last of lastServed) if (last + 1 < need.length) changes.add(last + 1);
  return changes.size;
}

/** That, as a rate over all of these. */
export function oracleActionsPerHour(measures: readonly Yardstick[]): number {
  const hours = measures.reduce((sum, { need, stepSeconds }) => sum + (need.length * stepSeconds) / 3600, 0);
  return measures.reduce((sum, { need, startUpSteps }) => sum + oracleActions(need, startUpSteps), 0) / hours;
}
