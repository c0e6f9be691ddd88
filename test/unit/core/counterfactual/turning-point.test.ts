import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turningPoint } from '../../../../src/core/counterfactual/turning-point.ts';

describe('the point at which an outcome changes', () => {
  it.each([
    ['above a threshold', (x: number) => x > 70, 50, 'up', { last: 70, first: 70.0001 }],
    ['at a threshold', (x: number) => x >= 70, 50, 'up', { last: 69.9999, first: 70 }],
    ['below one', (x: number) => x < 30, 50, 'down', { last: 30, first: 29.9999 }],
    ['above nothing', (x: number) => x > 0, 0, 'up', { last: 0, first: 1e-9 }],
    ['at nothing', (x: number) => x > 0, 3, 'down', { last: 1e-9, first: 0 }],
    ['the nearest of several', (x: number) => Math.ceil(x / 31), 82, 'up', { last: 93, first: 93.0001 }],
    [
      'the nearest of several down',
      (x: number) => Math.ceil(x / 31),
      82,
      'down',
      { last: 62.0001, first: 62 },
    ],
    ['far away', (x: number) => x > 123_456, 0.5, 'up', { last: 123_456, first: 123_457 }],
    ['below zero, from there', (x: number) => x < -5, -1, 'down', { last: -5, first: -5.00001 }],
  ] as const)('is found %s', (_, outcome, at, direction, expected) => {
    expect(turningPoint<unknown>(outcome, at, direction, 70)).toEqual(expected);
  });

  it('is none where nothing changes, and none below 0 for what is never negative', () => {
    expect(turningPoint(() => 1, 50, 'up', 70)).toBeUndefined();
    expect(turningPoint((x) => x < 0, 50, 'down', 70)).toBeUndefined();
  });

  it('is exact for any steps', () => {
    const steps = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1e6, noNaN: true }), fc.boolean(), (edges, at, isUp) => {
        const outcome = (value: number) => edges.filter((edge) => value >= edge).length;
        const turn = turningPoint(outcome, at, isUp ? 'up' : 'down', 100);
        const isThere = edges.some((edge) => (isUp ? edge > at : edge <= at));
        if (turn === undefined) expect(isThere && isUp && Math.max(...edges) < at * 1000).toBe(false);
        else {
          expect(isThere).toBe(true);
          expect(outcome(turn.last)).toBe(outcome(at));
          expect(outcome(turn.first)).not.toBe(outcome(at));
          expect(Math.abs(turn.first - turn.last)).toBeLessThanOrEqual(Math.max(2e-9, 1.2e-5 * turn.last));
        }
      }),
    );
  });
});
