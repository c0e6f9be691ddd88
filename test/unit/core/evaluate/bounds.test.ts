import { describe, expect, it } from 'vitest';
import { underControl } from '../../../../src/core/controls-in-force.ts';
import { atBounds, bounds } from '../../../../src/core/evaluate/bounds.ts';
import { observation, policy, T0 } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const inside = (current: number) => ({
  policy: policy({ min: 2, max: 10 }),
  observation: observation(current),
});

describe('bounds', () => {
  it.each([
    [4, 6, [6]],
    [4, 2, [2]],
    [4, 10, [10]],
    [4, 1, [2, 'AT_MIN: min is 2 replicas']],
    [4, 40, [10, 'AT_MAX: max is 10 replicas']],
    [1, 1, [2, 'BELOW_MIN: there is only 1, below min 2']],
    [0, 0, [2, 'BELOW_MIN: there are only 0, below min 2']],
    [1, 5, [5]],
    [12, 12, [10, 'ABOVE_MAX: there are 12, above max 10']],
    [12, 8, [8]],
  ] as const)('%d replicas that should be %d', (current, wanted, expected) => {
    expect(through(bounds, wanted, inside(current))).toEqual(expected);
  });
});

describe('at bounds', () => {
  it.each([
    [2, 1, [2, 'AT_MIN: min is 2 replicas']],
    [10, 40, [10, 'AT_MAX: max is 10 replicas']],
    [4, 1, [1]],
    [4, 40, [40]],
    [1, 0, [0]],
    [12, 14, [14]],
    [2, 3, [3]],
  ] as const)('%d replicas that should be %d', (current, wanted, expected) => {
    expect(through(atBounds, wanted, inside(current))).toEqual(expected);
  });
});

describe('bounds that somebody set for a while', () => {
  const until = T0 + 2 * 3_600_000;
  const bounded = (current: number, wanted: { min?: number; max?: number }) => ({
    policy: underControl(policy({ min: 2, max: 10 }), { bounds: { ...wanted, since: T0, until, by: 'ann' } }),
    observation: observation(current),
    now: T0,
  });
  const TIME = new Date(until).toISOString().slice(11, 16);

  it.each([
    [2, 3, { min: 6 }, [6, `TEMPORARY_MIN: ann asked for at least 6 replicas until ${TIME} UTC`]],
    [6, 3, { min: 6 }, [6, `TEMPORARY_MIN: ann asked for at least 6 replicas until ${TIME} UTC`]],
    [2, 13, { min: 12 }, [12, 'AT_MAX: max is 12 replicas']],
    [4, 6, { max: 3 }, [3, `TEMPORARY_MAX: ann allows at most 3 replicas until ${TIME} UTC`]],
    [4, 1, { max: 3 }, [2, 'AT_MIN: min is 2 replicas']],
    [4, 0, { max: 1 }, [1, 'AT_MIN: min is 1 replica']],
    [4, 9, { min: 1, max: 20 }, [9]],
  ] as const)('%d replicas that should be %d, asked for %j', (current, wanted, asked, expected) => {
    expect(through(bounds, wanted, bounded(current, asked))).toEqual(expected);
  });
});
