import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oracleSteps } from '../../../src/simulation/oracle.ts';

describe('the least that serves the need', () => {
  it.each([
    ['an even need', [2, 2, 2], 2, 6],
    ['a rise, started ahead', [1, 1, 1, 2], 2, 4 + 3],
    ['a rise too early for its start-up to be billed in full', [1, 2], 5, 2 + 2],
    ['a short pause, bridged', [2, 1, 2], 2, 3 + 3],
    ['a long pause, started anew', [2, 1, 1, 1, 1, 2], 2, 6 + 1 + 3],
    ['no start-up', [1, 3, 1], 0, 5],
  ])('%s', (_, need, startUp, steps) => {
    expect(oracleSteps(Int32Array.from(need), startUp)).toBe(steps);
  });
});

/** The same by dynamic programming over every count: a start costs its billed steps before it serves. */
function bestByCounts(need: readonly number[], startUp: number): number {
  const most = Math.max(...need);
  let costs = Array.from({ length: most + 1 }, (_, count) => (count >= (need[0] ?? 0) ? count : Infinity));
  for (const [step, wanted] of need.entries()) {
    if (step === 0) continue;
    const billed = Math.min(step, startUp);
    costs = costs.map((_, count) => {
      const ways = costs.map((cost, before) => cost + billed * Math.max(0, count - before));
      return count >= wanted ? count + Math.min(...ways) : Infinity;
    });
  }
  return Math.min(...costs);
}

it('agrees with a search over every count', () => {
  const needs = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(needs, fc.integer({ min: 0, max: 6 }), (need, startUp) => {
      expect(oracleSteps(Int32Array.from(need), startUp)).toBe(bestByCounts(need, startUp));
    }),
  );
});
