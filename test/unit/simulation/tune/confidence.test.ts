import { describe, expect, it } from 'vitest';
import { confidenceOf } from '../../../../src/simulation/tune/confidence.ts';

const even = (billed: number, missed: number) =>
  Array.from({ length: 28 }, () => ({ requests: 1000, missed, billed }));

describe('how sure a comparison is', () => {
  it('is certain where every stretch is alike', () => {
    expect(confidenceOf(even(100, 20), even(80, 5), 1, 1)).toEqual({
      missInterval: [0.5, 0.5],
      savingInterval: [20, 20],
      keepsSlo: 1,
      isCheaper: 1,
    });
  });

  it('is wide where one stretch decides', () => {
    const once = even(80, 0).with(3, { requests: 1000, missed: 500, billed: 500 });
    const { missInterval, keepsSlo, isCheaper } = confidenceOf(even(100, 0), once, 1, 1);
    expect(missInterval[0]).toBe(0);
    expect(missInterval[1]).toBeGreaterThan(3);
    expect(keepsSlo).toBeGreaterThan(0.3);
    expect(keepsSlo).toBeLessThan(0.45);
    expect(isCheaper).toBeGreaterThan(0.5);
    expect(isCheaper).toBeLessThan(1);
  });

  it('is the same for the same seed', () => {
    const blocks = even(80, 0).with(3, { requests: 1000, missed: 500, billed: 500 });
    expect(confidenceOf(blocks, blocks, 1, 7)).toEqual(confidenceOf(blocks, blocks, 1, 7));
  });
});
