import { describe, expect, it } from 'vitest';
import { type Knob, search, type Trial } from '../../../../src/simulation/tune/search.ts';

const target: Knob = { kind: 'number', value: 50 };
const pause: Knob = { kind: 'duration', value: 300_000 };

/** Higher targets cost less and miss more; long pauses cost a little. */
const bowl = ([rate = 0, wait = 0]: readonly number[]): Trial => ({
  cost: 100 / rate + wait / 1_000_000,
  missPercent: rate > 80 ? rate - 80 : 0,
});

describe('the search', () => {
  it('finds the cheapest numbers within the budget', () => {
    const found = search([target, pause], bowl, 1);
    expect(found?.values[0]).toBeGreaterThan(75);
    expect(found?.values[0]).toBeLessThanOrEqual(81);
    expect(found?.values[1]).toBe(0);
    expect(found?.trial).toEqual(bowl(found?.values ?? []));
  });

  it('finds the fewest misses where nothing keeps the budget', () => {
    const found = search([target], ([rate = 0]) => ({ cost: 1, missPercent: 5 + Math.abs(rate - 30) }), 1);
    expect(found?.values[0]).toBeCloseTo(30, -1);
  });

  it('passes over numbers that make no policy', () => {
    const found = search([target], ([rate = 0]) => (rate > 60 ? undefined : bowl([rate])), 1);
    expect(found?.values[0]).toBeLessThanOrEqual(60);
    expect(search([target], () => undefined, 1)).toBeUndefined();
  });

  it('tries the same numbers once, and always the same ones', () => {
    const tried: string[] = [];
    const look = (values: readonly number[]) => {
      tried.push(values.join());
      return bowl(values);
    };
    const found = search([target, pause], look, 1);
    expect(new Set(tried).size).toBe(tried.length);
    expect(found?.tried).toBe(tried.length);
    expect(search([target, pause], bowl, 1)?.values).toEqual(found?.values);
  });
});
