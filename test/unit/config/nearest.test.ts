import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../../src/config/nearest.ts';

describe('nearest', () => {
  it.each([
    ['scaleup', ['scaleUp', 'scaleDown'], 'scaleUp'],
    ['maxReplicas', ['min', 'max', 'metrics'], 'max'],
    ['colldown', ['cooldown', 'schedules'], 'cooldown'],
    ['mni', ['min', 'max'], 'min'],
    ['haproxyy', ['haproxy', 'none'], 'haproxy'],
    ['zzz', ['min', 'max'], undefined],
    ['x'.repeat(1000), ['xx'], undefined],
  ])('of %s is right', (word, known, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });
});

describe('editDistance', () => {
  it('is a distance', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('counts swapped neighbours once', () => {
    expect(editDistance('mni', 'min')).toBe(1);
  });
});
