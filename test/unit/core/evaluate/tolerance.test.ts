import { expect, it } from 'vitest';
import { isWithinTolerance } from '../../../../src/core/evaluate/tolerance.ts';

it.each([
  [1, 0, true],
  [1.1, 0.1, true],
  [0.9, 0.1, true],
  [1.1001, 0.1, false],
  [0.8999, 0.1, false],
  [1.001, 0, false],
])('ratio %d with tolerance %d: %s', (ratio, tolerance, isWithin) => {
  expect(isWithinTolerance(ratio, tolerance)).toBe(isWithin);
});
