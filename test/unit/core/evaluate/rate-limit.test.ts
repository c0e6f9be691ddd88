import { describe, expect, it } from 'vitest';
import { rateLimit } from '../../../../src/core/evaluate/rate-limit.ts';
import type { RateLimit } from '../../../../src/core/policy.ts';
import { history, MINUTE, observation, policy, SECOND, T0 } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const by = (replicas: number, periodMs = MINUTE): RateLimit => ({
  step: { kind: 'replicas', replicas },
  periodMs,
});
const byShare = (percent: number, periodMs = MINUTE): RateLimit => ({
  step: { kind: 'percent', percent },
  periodMs,
});

/** Actions as [seconds ago, from, to]. */
function limited(
  limits: { up?: readonly RateLimit[]; down?: readonly RateLimit[] },
  current: number,
  wanted: number,
  ...actions: (readonly [number, number, number])[]
) {
  return through(rateLimit, wanted, {
    policy: policy({ rateLimit: { up: [], down: [], ...limits } }),
    observation: observation(current),
    history: history({ actions: actions.map(([ago, from, to]) => ({ at: T0 - ago * SECOND, from, to })) }),
  });
}

describe('in replicas', () => {
  const added = 'UP_RATE_LIMIT: no more than 4 replicas may be added in 1 min';
  const removed = 'DOWN_RATE_LIMIT: no more than 1 replica may be removed in 1 min';

  it('lets through what fits', () => {
    expect(limited({ up: [by(4)] }, 4, 8)).toEqual([8]);
    expect(limited({ down: [by(1)] }, 4, 3)).toEqual([3]);
    expect(limited({ up: [by(4)] }, 4, 4)).toEqual([4]);
    expect(limited({}, 4, 400)).toEqual([400]);
  });

  it('cuts what does not', () => {
    expect(limited({ up: [by(4)] }, 4, 20)).toEqual([8, added]);
    expect(limited({ down: [by(1)] }, 8, 2)).toEqual([7, removed]);
  });

  it('counts what was done within the period, until it is over', () => {
    expect(limited({ up: [by(4)] }, 5, 20, [59, 2, 5])).toEqual([6, added]);
    expect(limited({ up: [by(4)] }, 5, 20, [60, 2, 5])).toEqual([9, added]);
    expect(limited({ up: [by(4)] }, 6, 20, [30, 2, 6])).toEqual([6, added]);
  });

  it('counts each direction for itself', () => {
    expect(limited({ up: [by(4)] }, 4, 8, [30, 9, 4])).toEqual([8]);
    expect(limited({ down: [by(1)] }, 8, 7, [30, 4, 8])).toEqual([7]);
  });

  it('obeys the tightest of several', () => {
    const limits = [by(10), by(2, 10 * SECOND), by(5)];
    expect(limited({ up: limits }, 4, 20)).toEqual([
      6,
      'UP_RATE_LIMIT: no more than 2 replicas may be added in 10 s',
    ]);
    expect(limited({ up: limits }, 8, 20, [30, 4, 8])).toEqual([
      9,
      'UP_RATE_LIMIT: no more than 5 replicas may be added in 1 min',
    ]);
  });

  it('never asks for the other direction when more was done than is allowed', () => {
    expect(limited({ up: [by(2)] }, 9, 12, [30, 2, 9])[0]).toBe(9);
  });
});

describe('in percent', () => {
  it('counts from what there was when the period began', () => {
    expect(limited({ up: [byShare(100)] }, 4, 20)).toEqual([
      8,
      'UP_RATE_LIMIT: no more than 100 % may be added in 1 min',
    ]);
    expect(limited({ up: [byShare(100)] }, 8, 20, [30, 4, 8])[0]).toBe(8);
    expect(limited({ up: [byShare(100)] }, 8, 20, [61, 4, 8])[0]).toBe(16);
    expect(limited({ down: [byShare(50)] }, 8, 1)).toEqual([
      4,
      'DOWN_RATE_LIMIT: no more than 50 % may be removed in 1 min',
    ]);
    expect(limited({ down: [byShare(50)] }, 4, 1, [30, 8, 4])[0]).toBe(4);
  });

  it('is rounded up and never less than one', () => {
    expect(limited({ up: [byShare(10)] }, 3, 20)[0]).toBe(4);
    expect(limited({ up: [byShare(10)] }, 11, 20)[0]).toBe(13);
    expect(limited({ up: [byShare(100)] }, 0, 20)[0]).toBe(1);
  });
});
