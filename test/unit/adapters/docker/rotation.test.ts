import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rotation } from '../../../../src/adapters/docker/rotation.ts';

describe('turns among many', () => {
  it('go round', () => {
    const rotation = new Rotation(3);
    const turns = Array.from({ length: 4 }, () => rotation.next(['a', 'b', 'c', 'd', 'e']).join(''));
    expect(turns).toEqual(['abc', 'dea', 'bcd', 'eab']);
  });

  it('are everybody’s every time where there are few', () => {
    const rotation = new Rotation(3);
    expect([rotation.next(['a', 'b']), rotation.next(['a', 'b', 'c']), rotation.next([])]).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c'],
      [],
    ]);
  });

  it('reach each of any number, none twice in one turn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 100 }), (atOnce, count) => {
        const rotation = new Rotation(atOnce);
        const all = Array.from({ length: count }, (_, index) => index);
        const turns = Array.from({ length: Math.ceil(count / atOnce) }, () => rotation.next(all));
        for (const turn of turns) {
          expect(turn.length).toBe(Math.min(atOnce, count));
          expect(new Set(turn).size).toBe(turn.length);
        }
        expect(new Set(turns.flat()).size).toBe(count);
      }),
    );
  });
});
