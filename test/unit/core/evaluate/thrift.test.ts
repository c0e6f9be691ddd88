import { describe, expect, it } from 'vitest';
import { thrift } from '../../../../src/core/evaluate/thrift.ts';
import type { RecommendationRun } from '../../../../src/core/history.ts';
import { history, MINUTE, observation, policy, T0 } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const rules = policy({ max: 200, forecast: { metric: 'cpu', shortage: 0.01 } });

/** What was recommended, as runs that ended so many minutes ago, oldest first; the last one goes on until now. */
function recommended(...runs: readonly (readonly [replicas: number, minutesAgo: number])[]) {
  const recommendations = runs.map(([replicas, ago], i): RecommendationRun => {
    const until = i === runs.length - 1 ? T0 : T0 - (runs[i + 1]?.[1] ?? 0) * MINUTE;
    return { at: T0 - ago * MINUTE, until, replicas };
  });
  return history({ recommendations });
}

function down(to: number, from: number, past: ReturnType<typeof history>) {
  return through(thrift, to, { policy: rules, observation: observation(from), history: past });
}

describe('the way down', () => {
  it('is free when the saving has been possible for long enough', () => {
    expect(down(10, 20, recommended([20, 30], [10, 1.3]))).toEqual([10]);
    expect(down(19, 20, recommended([20, 30], [19, 12.1]))).toEqual([19]);
  });

  it('waits otherwise, the longer the smaller the saving', () => {
    expect(down(10, 20, recommended([20, 30], [10, 1]))).toEqual([
      20,
      'SAVING_TOO_SMALL: 50 % less is not worth it before it has lasted 1 min 12 s',
    ]);
    expect(down(19, 20, recommended([20, 30], [19, 11]))[0]).toBe(20);
  });

  it('goes as far as lasted long enough', () => {
    expect(down(5, 20, recommended([20, 30], [12, 4], [5, 0.2]))[0]).toBe(12);
  });

  it('does not count what nobody watched', () => {
    const past = recommended([19, 40], [19, 5]);
    const [first, last] = past.recommendations;
    if (first === undefined || last === undefined) throw new Error('there are two runs');
    const gap = history({ recommendations: [{ ...first, until: T0 - 10 * MINUTE }, last] });
    expect(down(19, 20, past)[0]).toBe(19);
    expect(down(19, 20, gap)[0]).toBe(20);
  });

  it('is as ever without a forecast', () => {
    const seen = observation(20);
    expect(through(thrift, 19, { policy: policy({ max: 200 }), observation: seen })).toEqual([19]);
  });
});

describe('the way up', () => {
  const up = (to: number, from: number) =>
    through(thrift, to, { policy: rules, observation: observation(from) });

  it('goes a little further', () => {
    expect(up(40, 30)).toEqual([41, 'SPARE_ADDED: 1 replica to spare makes the next scale-up less likely']);
    expect(up(100, 30)[0]).toBe(103);
  });

  it('keeps to max, and to what is needed where a share is less than a replica', () => {
    expect(up(200, 30)).toEqual([200]);
    expect(up(4, 3)).toEqual([4]);
  });
});
