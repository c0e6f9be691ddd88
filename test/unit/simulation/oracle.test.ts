import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetOracleSteps } from '../../../src/simulation/budget-oracle.ts';
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

describe('the least under a budget of misses', () => {
  /** Every path of counts, tried. */
  function byTrying(need: readonly number[], requests: readonly number[], startUp: number, allowed: number) {
    const most = Math.max(...need);
    let best = Number.POSITIVE_INFINITY;
    const walk = (step: number, before: number, cost: number, missed: number) => {
      if (missed > allowed || cost >= best) return;
      if (step === need.length) {
        best = cost;
        return;
      }
      for (let count = 1; count <= most; count++) {
        const rise = step === 0 ? 0 : Math.min(step, startUp) * Math.max(0, count - before);
        const lost = count < (need[step] ?? 0) ? (requests[step] ?? 0) : 0;
        walk(step + 1, count, cost + count + rise, missed + lost);
      }
    };
    walk(0, 0, 0, 0);
    return best;
  }

  const cases = fc.array(fc.record({ need: fc.integer({ min: 1, max: 3 }), requests: fc.nat({ max: 9 }) }), {
    minLength: 1,
    maxLength: 7,
  });

  it('is a bound that no path beats, and without a budget the exact least', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 3 }), fc.nat({ max: 20 }), (steps, startUp, allowed) => {
        const need = steps.map((step) => step.need);
        const requests = steps.map((step) => step.requests + 1);
        const demand = { need: Int32Array.from(need), requests: Int32Array.from(requests) };
        const bound = budgetOracleSteps(demand, startUp, allowed);
        expect(bound).toBeLessThanOrEqual(byTrying(need, requests, startUp, allowed) + 1e-6);
        expect(budgetOracleSteps(demand, startUp, 0)).toBeCloseTo(oracleSteps(demand.need, startUp), 1);
      }),
    );
  });

  it('leaves out the dearest steps first', () => {
    const need = Int32Array.from([1, 1, 1, 1, 9, 1, 1, 1, 1, 1]);
    const requests = Int32Array.from([10, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
    expect(budgetOracleSteps({ need, requests }, 2, 10)).toBeCloseTo(10, 1);
    expect(budgetOracleSteps({ need, requests }, 2, 9)).toBeLessThan(34);
    expect(oracleSteps(need, 2)).toBe(34);
  });
});
