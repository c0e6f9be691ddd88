import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from '../../../support/load/histogram.ts';

test('an empty histogram is all zeros', () => {
  expect(new Histogram().summary()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0, max: 0 });
});

test('percentiles lie within 1 % of the true ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.02, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0.5, 0.9, 0.95, 0.99, 1),
      (durations, share) => {
        const histogram = new Histogram();
        for (const ms of durations) histogram.add(ms);
        const sorted = [...durations].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        expect(histogram.percentile(share)).toBeGreaterThan(exact * 0.99);
        expect(histogram.percentile(share)).toBeLessThan(exact * 1.0101);
        expect(histogram.summary().max).toBe(sorted.at(-1));
      },
    ),
  );
});
