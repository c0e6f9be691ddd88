/**
 * The fewest billed replica-steps that serve `need` in every step, when each replica is billed from its start and
 * serves `startUpSteps` later: exact, for it is separable by level. Level k must serve wherever the need is at least k;
 * a pause no longer than a start-up is bridged, for starting anew would be billed as long. What a start would need
 * before the first step is not billed.
 */
export function oracleSteps(need: Int32Array, startUpSteps: number): number {
  const lastServed: number[] = [];
  let billed = 0;
  for (const [step, count] of need.entries())
    for (let level = 0; level < count; level++) {
      const last = lastServed[level];
      const idle = last === undefined ? step : step - last - 1;
      billed += 1 + Math.min(idle, startUpSteps);
      lastServed[level] = step;
    }
  return billed;
}
