import { expect, it } from 'vitest';
import { metricsOf, tick } from '../../../../src/core/evaluate/tick.ts';
import type { History } from '../../../../src/core/history.ts';
import {
  history,
  metric,
  observation,
  policy,
  requests,
  SECOND,
  T0,
  target,
} from '../../../support/builders.ts';

const shadow = policy({
  max: 50,
  metrics: [requests({ unit: ' req/s', rule: target(10, 0) })],
  cooldown: { upMs: 30 * SECOND, downMs: 0 },
});
const live = policy({ metrics: [metric({ rule: target(50, 0) })], shadow });
const seen = observation(4, { cpu: 60, 'shadow.requests': 120 });

it('asks for the metrics of both, the shadow’s under names of their own', () => {
  expect(metricsOf(live).map(({ name }) => name)).toEqual(['cpu', 'shadow.requests']);
  expect(metricsOf(policy({ metrics: [metric()] })).map(({ name }) => name)).toEqual(['cpu']);
});

it('decides by the policy alone, and says what the shadow would have done', () => {
  const { decision } = tick(live, seen, history(), T0);
  expect(decision).toMatchObject({ action: 'scale-up', from: 4, to: 5 });
  expect(decision.shadow).toMatchObject({ action: 'scale-up', from: 4, to: 12 });
  const { shadow: _, ...rest } = decision;
  expect(tick({ ...policy({ metrics: live.metrics }) }, seen, history(), T0).decision).toEqual(rest);
});

it('remembers for each by itself, but scalings are those that happened', () => {
  const first = tick(live, seen, history(), T0).history;
  expect(first.shadow).toBeDefined();
  expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  const scaled: History = { ...first, actions: [{ at: T0, from: 4, to: 5 }] };
  const next = tick(live, seen, scaled, T0 + 10 * SECOND).decision;
  expect(next.action).toBe('scale-up');
  expect(next.shadow?.reasons.map(({ code }) => code)).toContain('UP_COOLDOWN');
  expect(tick(live, seen, scaled, T0 + 10 * SECOND).history.actions).toEqual(scaled.actions);
  expect(tick(policy({ metrics: live.metrics }), seen, first, T0).history.shadow).toBeUndefined();
});

it('is held only itself when its own metric is missing', () => {
  const { decision } = tick(live, observation(4, { cpu: 20 }), history(), T0);
  expect(decision).toMatchObject({ action: 'scale-down', to: 2 });
  expect(decision.shadow?.reasons.map(({ code }) => code)).toEqual(['METRIC_MISSING']);
});
