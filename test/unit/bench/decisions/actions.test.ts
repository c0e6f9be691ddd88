import { expect, it } from 'vitest';
import { flapsOf, oracleActions } from '../../../bench/decisions/actions.ts';

it('counts what is taken back within five minutes', () => {
  const desired = Int32Array.from([2, 3, 2, 2, 3, 4, 4]);
  // At a minute a step: up, down (back), up (back), up.
  expect(flapsOf({ desired }, 0, 60)).toBe(2);
  expect(flapsOf({ desired }, 0, 240)).toBe(1);
  expect(flapsOf({ desired }, 3, 60)).toBe(0);
});

it('counts the steps in which the cheapest plan changes', () => {
  // Level 2 starts a step early, stays through the one step's pause, and stops after it.
  expect(oracleActions(Int32Array.from([1, 1, 1, 2, 1, 2, 1, 1]), 1)).toBe(2);
  // A longer pause is not bridged.
  expect(oracleActions(Int32Array.from([1, 1, 1, 2, 1, 1, 1, 2, 1]), 1)).toBe(4);
  expect(oracleActions(Int32Array.from([3, 3, 3]), 1)).toBe(0);
});
