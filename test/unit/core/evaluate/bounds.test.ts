import { describe, expect, it } from 'vitest';
import { atBounds, bounds } from '../../../../src/core/evaluate/bounds.ts';
import { observation, policy } from '../../../support/builders.ts';
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
