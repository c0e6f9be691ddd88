import { expect, it } from 'vitest';
import { sweep } from '../../../bench/decisions/sweep.ts';

/** Costs fall and misses rise with the knob; 1 % of misses at 0.72, 0.2 % at 0.58. */
const replay = (knob: number) => ({
  cost: 2 - knob,
  missPercent: Math.exp((knob - 0.72) * 11.5),
  actionsPerHour: 1,
  flapsPerHour: 0,
  spread: 0,
});

it('finds the cheapest knob for each budget', () => {
  const [atOne, atFifth] = sweep(replay, true);
  expect(atOne?.knob).toBeCloseTo(0.72, 1);
  expect(atOne?.missPercent).toBeLessThanOrEqual(1);
  expect(atFifth?.knob).toBeCloseTo(0.58, 1);
  expect(atFifth?.missPercent).toBeLessThanOrEqual(0.2);
});

it('coarsely, takes the best of fixed knobs', () => {
  expect(sweep(replay, false).map((best) => best?.knob)).toEqual([0.7, 0.55]);
});

it('says that no knob keeps a budget', () => {
  const missing = (knob: number) => ({ ...replay(knob), missPercent: 0.5 });
  expect(sweep(missing, true)[0]).toMatchObject({ missPercent: 0.5 });
  expect(sweep(missing, true)[1]).toBeUndefined();
});
