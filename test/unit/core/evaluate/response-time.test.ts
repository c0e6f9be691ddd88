import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describe as sentence } from '../../../../src/core/decision.ts';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import { remember } from '../../../../src/core/evaluate/remember.ts';
import { isAnsweredInTime } from '../../../../src/core/evaluate/response-time.ts';
import { metricsOf } from '../../../../src/core/evaluate/tick.ts';
import type { History } from '../../../../src/core/history.ts';
import { history, metric, observation, policy, SECOND, T0, target } from '../../../support/builders.ts';

const MEAN = 'policy.response-time';
const cpu = metric({ rule: target(75, 0.1) });
const rules = policy({
  max: 100,
  metrics: [cpu],
  responseTime: { p95Ms: 250, metric: { ...metric({}), name: MEAN }, lifts: 'cpu' },
});

/** What is known after so many ticks of four replicas at this use, in %, and this mean response in ms. */
function after(ticks: number, use: number, meanMs: number | undefined, before: History = history()) {
  let known = before;
  let said = '';
  for (let tick = 0; tick < ticks; tick++) {
    const now = T0 + 5 * SECOND * tick;
    const seen = observation(4, meanMs === undefined ? { cpu: use } : { cpu: use, [MEAN]: meanMs });
    const evaluation = evaluate(rules, seen, known, now);
    said = sentence(evaluation.decision);
    known = remember(rules, seen, known, evaluation, now);
  }
  return { target: known.targets?.cpu, said, known };
}

it('is measured beside the policy’s metrics', () => {
  expect(metricsOf(rules).map(({ name }) => name)).toEqual(['cpu', MEAN]);
});

it('lifts the target to the use at which requests are still answered in time', () => {
  // 10 ms alone are 20 ms at a half: 1 − 3 · 10 ÷ 250 = 88 %.
  expect(after(500, 50, 20).target).toBeCloseTo(88);
  expect(after(500, 60, 50).target).toBeCloseTo(76);
});

it('never lifts it over 90 %, nor takes it below what the policy names', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 400, noNaN: true }),
      fc.double({ min: 0, max: 5000, noNaN: true }),
      (use, mean) => {
        const lifted = after(20, use, mean).target ?? 75;
        expect(lifted).toBeGreaterThanOrEqual(75);
        expect(lifted).toBeLessThanOrEqual(90);
      },
    ),
  );
});

it('learns nothing from idle or queueing replicas, fresh ones, and without a response time', () => {
  expect(after(500, 10, 1).target).toBe(75);
  expect(after(500, 95, 1).target).toBe(75);
  expect(after(1, 50, 20).target).toBe(75);
  expect(after(500, 50, undefined).target).toBe(75);
});

it('decides with it, and says so', () => {
  const { known } = after(500, 50, 20);
  expect(after(1, 100, 400, known).said).toBe(
    'up from 4 to 5: cpu is 100 % (target 88 % as learned from the response time)',
  );
});

it('tells whether 95 % are answered in time, by three times the mean and more for long ticks', () => {
  expect(isAnsweredInTime(rules, observation(4, { [MEAN]: 82 }), 5000)).toBe(true);
  expect(isAnsweredInTime(rules, observation(4, { [MEAN]: 82 }), 15_000)).toBe(false);
  expect(isAnsweredInTime(rules, observation(4, {}), 5000)).toBeUndefined();
  expect(isAnsweredInTime(policy({}), observation(4, { [MEAN]: 80 }), 5000)).toBeUndefined();
});

it('excuses CPU over its target: the forecast grows no more careful for it', () => {
  const forecasting = { ...rules, forecast: { metric: 'cpu', shortage: 0.01 } };
  const exceedanceAfter = (meanMs: number) => {
    let known = history();
    for (let tick = 0; tick < 20; tick++) {
      const now = T0 + 5 * SECOND * tick;
      const seen = observation(4, { cpu: 80, [MEAN]: meanMs });
      known = remember(forecasting, seen, known, evaluate(forecasting, seen, known, now), now);
    }
    return known.forecast?.exceedance ?? Number.NaN;
  };
  expect(exceedanceAfter(40)).toBeGreaterThan(0.05);
  expect(exceedanceAfter(100)).toBeLessThan(0.05);
});
