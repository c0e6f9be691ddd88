import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import { demandOf, forecastFloor, forecastOf } from '../../../../src/core/evaluate/forecast-floor.ts';
import type { ForecastMemory } from '../../../../src/core/forecast/memory.ts';
import { situations } from '../../../support/arbitraries.ts';
import {
  history,
  MINUTE,
  metric,
  observation,
  policy,
  requests,
  T0,
  target,
} from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';
import { WatchedLoad } from '../../../support/watched-load.ts';

const byCpu = policy({
  metrics: [metric({ rule: target(50) })],
  forecast: { metric: 'cpu', shortage: 0.01 },
});

function learned(load: (at: number) => number): ForecastMemory {
  const { memory, now } = new WatchedLoad(load, { shortage: 0.001 }).watch(5 * 60 * MINUTE);
  if (memory === undefined) throw new Error('nothing was learned');
  return { ...memory, lastAt: memory.lastAt - now + T0 };
}

describe('demand', () => {
  it('of a total is what it fills', () => {
    const rules = policy({
      metrics: [requests({ rule: target(50) })],
      forecast: { metric: 'requests', shortage: 0.01 },
    });
    expect(demandOf(rules, observation(3, { requests: 120 }), history())).toBe(2.4);
  });

  it('of an average counts the replicas that served all the time', () => {
    expect(demandOf(byCpu, observation(4, { cpu: 75 }), history())).toBe(6);
    const before = history({ forecast: { ...learned(() => 4), ready: 3 } });
    expect(demandOf(byCpu, observation(4, { cpu: 75 }), before)).toBe(4.5);
  });

  it('is unknown without a value, and without a forecast', () => {
    expect(demandOf(byCpu, observation(4, { cpu: { kind: 'empty' } }), history())).toBeUndefined();
    expect(forecastOf(policy(), observation(4, { cpu: 75 }), history(), T0)).toBeUndefined();
  });
});

describe('the floor', () => {
  const seen = observation(4, { cpu: 49 });

  it('says what it rests on while it is learning', () => {
    const forecast = forecastOf(byCpu, seen, history(), T0);
    expect(through(forecastFloor, 4, { policy: byCpu, ...(forecast && { forecast }) })).toEqual([
      5,
      'FORECAST_FLOOR: cpu may reach 110 % of now within 45 s, which needs 5 replicas (a plain margin; the forecast is still learning)',
    ]);
  });

  it('says how well it served when it has learned', () => {
    const jumps = (at: number) => (Math.floor(at / (10 * MINUTE)) % 2 === 0 ? 4 : 8);
    const full = observation(4, { cpu: 74 });
    const forecast = forecastOf(byCpu, full, history({ forecast: learned(jumps) }), T0);
    const [replicas, why] = through(forecastFloor, 4, { policy: byCpu, ...(forecast && { forecast }) });
    expect(replicas).toBeGreaterThan(4);
    expect(why).toMatch(
      /^FORECAST_FLOOR: cpu may reach 1\d\d % of now .* of the load was served within the target lately\)$/,
    );
  });

  it('stands in the decision, and never lowers the number', () => {
    const memory = learned((at) => 4 + 3 * Math.sin(at / (20 * MINUTE)));
    fc.assert(
      fc.property(situations, fc.integer({ min: 1, max: 150 }), fc.boolean(), (situation, cpu, isKnown) => {
        const metrics = [metric({ rule: target(60) }), ...situation.policy.metrics];
        const samples = new Map(situation.observation.samples).set('cpu', {
          kind: 'value',
          value: cpu,
          at: T0,
        });
        const rules = { ...situation.policy, metrics };
        const past = isKnown ? { ...situation.history, forecast: memory } : situation.history;
        const recommended = (extra: object) =>
          evaluate({ ...rules, ...extra }, { ...situation.observation, samples }, past, T0);
        const withIt = recommended({ forecast: { metric: 'cpu', shortage: 0.01 } });
        expect(withIt.recommended).toBeGreaterThanOrEqual(recommended({}).recommended);
        expect(withIt.decision.forecast?.demand).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
