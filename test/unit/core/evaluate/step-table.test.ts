import { describe, expect, it } from 'vitest';
import { recommend } from '../../../../src/core/evaluate/recommend.ts';
import { history, metric, observation, policy, T0, thresholds } from '../../../support/builders.ts';

const by = (replicas: number) => ({ kind: 'replicas', replicas }) as const;
const rule = thresholds({
  up: {
    value: 70,
    step: by(1),
    steps: [
      { value: 85, step: by(2) },
      { value: 95, step: { kind: 'percent', percent: 50 } },
    ],
  },
  down: { value: 30, steps: [{ value: 10, step: by(3) }] },
});

/** What a CPU value asks for from ten replicas. */
function asked(cpu: number) {
  const of = policy({ metrics: [metric({ rule })] });
  const [first] = recommend(of, observation(10, { cpu }), history(), T0);
  return [first?.replicas, first?.reason.message];
}

describe('a step table', () => {
  it.each([
    [70, 10, 'cpu is 70 % (between 30 % and 70 %)'],
    [71, 11, 'cpu is 71 % (> 70 %)'],
    [85, 11, 'cpu is 85 % (> 70 %)'],
    [85.1, 12, 'cpu is 85.1 % (> 85 %)'],
    [95.01, 15, 'cpu is 95.01 % (> 95 %)'],
    [30, 10, 'cpu is 30 % (between 30 % and 70 %)'],
    [29, 9, 'cpu is 29 % (< 30 %)'],
    [10, 9, 'cpu is 10 % (< 30 %)'],
    [9, 7, 'cpu is 9 % (< 10 %)'],
  ])('at %d %% asks for %i of ten', (cpu, replicas, message) => {
    expect(asked(cpu)).toEqual([replicas, message]);
  });
});
