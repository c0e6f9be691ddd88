import { describe, expect, it } from 'vitest';
import { hpa, hpaByTotal, hpaByUse } from '../../../../src/simulation/baselines/hpa.ts';
import { HpaLimits } from '../../../../src/simulation/baselines/hpa-limits.ts';
import { keda } from '../../../../src/simulation/baselines/keda.ts';
import { view } from '../../../support/simulation/gauges.ts';

describe('the HPA by use', () => {
  it.each([
    ['ceil(r · ready)', 90, 60, 4, 4, 6],
    ['kept within the tolerance above', 66, 60, 4, 4, 4],
    ['kept within the tolerance below', 54, 60, 4, 4, 4],
    ['just outside the tolerance', 66.1, 60, 4, 4, 5],
    ['down', 20, 60, 6, 6, 2],
    ['no more than its saturated CPU shows', 100, 70, 10, 10, 15],
    ['replicas that are not ready count as idle on the way up', 100, 60, 6, 4, 7],
    ['kept when they turn the direction', 70, 60, 6, 4, 6],
    ['kept when they bring it within the tolerance', 80, 60, 6, 4, 6],
    ['down by the ready ones', 30, 60, 6, 4, 2],
  ])('%s', (_, use, target, current, ready, wanted) => {
    expect(hpaByUse(use, target, current, ready)).toBe(wanted);
  });
});

describe('the HPA by total', () => {
  it.each([
    ['ceil(total ÷ target)', 350, 35, 4, 10],
    ['kept within the tolerance', 147, 35, 4, 4],
    ['down', 70, 35, 4, 2],
    ['nothing at all', 0, 35, 4, 0],
  ])('%s', (_, total, target, current, wanted) => expect(hpaByTotal(total, target, current)).toBe(wanted));
});

describe('the HPA without a behavior', () => {
  it('goes up to no more than twice the count, or 4', () => {
    const limits = new HpaLimits();
    expect([limits.apply(30, 1, 0), limits.apply(30, 4, 15_000), limits.apply(30, 8, 30_000)]).toEqual([
      4, 8, 16,
    ]);
  });

  it('up too, the highest of the last 300 s counts', () => {
    const limits = new HpaLimits();
    expect([limits.apply(10, 4, 0), limits.apply(9, 8, 15_000)]).toEqual([8, 10]);
  });

  it('goes down to the highest recommendation of the last 300 s', () => {
    const limits = new HpaLimits();
    expect(limits.apply(10, 10, 0)).toBe(10);
    expect(limits.apply(6, 10, 15_000)).toBe(10);
    expect(limits.apply(3, 10, 300_000)).toBe(10);
    expect(limits.apply(3, 10, 315_000)).toBe(6);
    expect(limits.apply(3, 6, 330_000)).toBe(3);
  });
});

it('hpa reads CPU over 15 s and keda requests over 30 s', () => {
  const busy = {
    cpuPercent: (seconds: number) => 6 * seconds,
    requestsPerSecond: (seconds: number) => 10 * seconds,
  };
  expect(hpa({ target: 60 })(view(15, 4, busy))).toBe(6);
  expect(keda({ target: 50 })(view(15, 4, busy))).toBe(6);
});
