import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pacer } from '../../../support/load/pacer.ts';

test('requests are due one gap apart, the first one gap after the start', () => {
  const pacer = new Pacer(10, 1000);
  expect(pacer.take(1350)).toEqual([1100, 1200, 1300]);
  expect(pacer.take(1399)).toEqual([]);
  expect(pacer.wait(1390)).toBeCloseTo(10);
  expect(pacer.take(1401)[0]).toBeCloseTo(1400);
});

test('a share of a request carries over to another rate', () => {
  const pacer = new Pacer(1, 0);
  expect(pacer.take(500)).toEqual([]);
  pacer.setRate(10, 500);
  expect(pacer.take(560)).toEqual([550]);
});

test('rate 0 pauses, and what comes after starts where it paused', () => {
  const pacer = new Pacer(0, 0);
  expect(pacer.take(60_000)).toEqual([]);
  expect(pacer.wait(60_000)).toBe(Number.POSITIVE_INFINITY);
  pacer.setRate(100, 60_000);
  expect(pacer.take(60_010)).toEqual([60_010]);
});

test('however often it is asked, as many are due as the rates add up to, in order and never ahead of time', () => {
  const stretch = fc.record({
    rate: fc.double({ min: 0, max: 2000, noNaN: true }),
    naps: fc.array(fc.double({ min: 0.1, max: 200, noNaN: true }), { maxLength: 20 }),
  });
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 6 }), (stretches) => {
      const pacer = new Pacer(0, 0);
      let now = 0;
      let area = 0;
      const due: number[] = [];
      for (const { rate, naps } of stretches) {
        pacer.setRate(rate, now);
        for (const nap of naps) {
          now += nap;
          area += (rate * nap) / 1000;
          const taken = pacer.take(now);
          expect(taken.every((at) => at <= now && at >= now - nap - 1e-6)).toBe(true);
          due.push(...taken);
        }
      }
      expect(due).toEqual([...due].sort((a, b) => a - b));
      expect(Math.abs(due.length - area)).toBeLessThanOrEqual(1 + 1e-6);
    }),
  );
});
