import { expect, test } from 'vitest';
import { sparkPath } from '../../../../src/dashboard/charts/sparkline.tsx';

function points(at: readonly number[], mean: readonly number[]) {
  return { at, mean, low: mean, high: mean };
}

test('steps from the lowest value at the bottom to the highest at the top', () => {
  expect(sparkPath(points([0, 50, 100], [0, 4, 2]), 0)).toBe('M0 26H60V2H120V14');
});

test('there is no line through fewer than two times', () => {
  expect(sparkPath(points([], []), 0)).toBeUndefined();
  expect(sparkPath(points([5], [1]), 0)).toBeUndefined();
});
