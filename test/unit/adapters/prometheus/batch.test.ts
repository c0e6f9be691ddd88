import { describe, expect, it } from 'vitest';
import { joinQueries, planBatches, splitAnswer } from '../../../../src/adapters/prometheus/batch.ts';

const many = (count: number, lookbackMs = 90_000) =>
  Array.from({ length: count }, (_, i) => ({ query: `q${i}`, lookbackMs }));
const sizes = (batches: readonly (readonly unknown[])[]) => batches.map((batch) => batch.length);

describe('planBatches', () => {
  it('asks few queries one by one', () => {
    expect(sizes(planBatches(many(16), 8, () => false))).toEqual(Array(16).fill(1));
  });

  it('joins many, in few requests of limited size', () => {
    expect(sizes(planBatches(many(40), 8, () => false))).toEqual(Array(8).fill(5));
    expect(sizes(planBatches(many(1000), 8, () => false))).toEqual(Array(20).fill(50));
  });

  it('joins no queries of different look-back, and none that must stay alone', () => {
    const batches = planBatches([...many(20), ...many(20, 30_000)], 4, (query) => query === 'q3');
    for (const batch of batches) {
      expect(new Set(batch.map((each) => each.lookbackMs)).size).toBe(1);
      if (batch.length > 1) expect(batch.map((each) => each.query)).not.toContain('q3');
    }
    expect(batches.flat()).toHaveLength(40);
  });
});

describe('a joint query', () => {
  it('marks each part, and ends a trailing comment', () => {
    expect(joinQueries(['a # b', 'c'])).toBe(
      'label_replace((a # b\n), "compose_autoscaler_part", "0", "", "") or label_replace((c\n), "compose_autoscaler_part", "1", "", "")',
    );
  });

  it('is taken apart again, parts without series included', () => {
    const series = (part: string, value: string) => ({
      metric: { compose_autoscaler_part: part },
      value: [1, value],
    });
    const body = {
      status: 'success',
      data: { resultType: 'vector', result: [series('2', '7'), series('0', '5'), series('2', '8')] },
    };
    const parts = splitAnswer(body, 3);
    expect(parts?.map((part) => part)).toMatchObject([
      { data: { result: [{ value: [1, '5'] }] } },
      { data: { result: [] } },
      { data: { result: [{ value: [1, '7'] }, { value: [1, '8'] }] } },
    ]);
    expect(
      splitAnswer({ status: 'success', data: { resultType: 'scalar', result: [1, '1'] } }, 1),
    ).toBeUndefined();
    expect(splitAnswer('<html>', 1)).toBeUndefined();
  });
});
