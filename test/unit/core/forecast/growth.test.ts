import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addGrowth, growthExceededBy, NO_GROWTH } from '../../../../src/core/forecast/growth.ts';

const growths = fc.array(fc.double({ min: -0.35, max: 4, noNaN: true }), { minLength: 1, maxLength: 200 });

it('is exceeded by the asked share of what was seen, to a bin', () => {
  fc.assert(
    fc.property(growths, fc.double({ min: 0, max: 0.98, noNaN: true }), (seen, exceedance) => {
      const growth = seen.reduce((before, each) => addGrowth(before, each, 1, 1), NO_GROWTH);
      const bound = growthExceededBy([{ growth, factor: 1 }], exceedance);
      const above = (than: number) => seen.filter((each) => each > than).length / seen.length;
      expect(above(bound + 0.081)).toBeLessThanOrEqual(exceedance + 1e-9);
      expect(above(bound - 0.081)).toBeGreaterThanOrEqual(exceedance - 1e-9);
    }),
  );
});

it('forgets what is long ago', () => {
  let growth = addGrowth(NO_GROWTH, 2, 1, 1);
  for (let i = 0; i < 200; i++) growth = addGrowth(growth, 0, 1, 0.9);
  expect(growth.weights.length).toBe(1);
  expect(growthExceededBy([{ growth, factor: 1 }], 0.01)).toBeLessThan(0.05);
});

it('counts each of several by its factor', () => {
  const low = addGrowth(NO_GROWTH, 0, 1, 1);
  const high = addGrowth(NO_GROWTH, 1, 1, 1);
  const bound = (factor: number) =>
    growthExceededBy(
      [
        { growth: low, factor: 1 },
        { growth: high, factor },
      ],
      0.2,
    );
  expect(bound(0.1)).toBeLessThan(0.1);
  expect(bound(1)).toBeGreaterThan(0.9);
});
