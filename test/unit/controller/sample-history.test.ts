import { beforeEach, expect, it } from 'vitest';
import { SampleHistory } from '../../../src/controller/sample-history.ts';
import { decide } from '../../../src/core/decision.ts';
import { reason } from '../../../src/core/reasons.ts';
import { SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

let world: World;
let history: SampleHistory;
let now: number;

beforeEach(() => {
  world = new World();
  now = Math.ceil(world.clock.now() / 15_000) * 15_000;
  const { journal, recorder } = world;
  history = new SampleHistory({ journal, log: recorder.log, clock: { now: () => now } });
});

const points = (series: string) =>
  world.journal.points({ ref: SHOP_WEB, series, since: now - 120_000, until: now, points: 100 }).points;

function sampled(...values: readonly number[]): void {
  for (const value of values) {
    history.sample(SHOP_WEB, 'load', { kind: 'value', value, at: now });
    now += 5_000;
  }
}

it('keeps the mean, least and greatest of fifteen seconds', () => {
  sampled(1, 2, 6, 10);
  expect(points('load')).toMatchObject([{ mean: 3, low: 1, high: 6 }]);
  history.flush();
  expect(points('load')).toMatchObject([{ mean: 3 }, { mean: 10, low: 10, high: 10 }]);
});

it('keeps nothing of what is no value', () => {
  history.sample(SHOP_WEB, 'load', { kind: 'empty' });
  history.sample(SHOP_WEB, 'load', { kind: 'stale', value: 5, at: now });
  history.flush();
  expect(world.journal.seriesOf(SHOP_WEB)).toEqual([]);
});

it('keeps replica counts, the shadow’s too, and the forecast’s bound in the metric’s unit', () => {
  const recommendations = [
    {
      metric: 'load',
      sample: { kind: 'value', value: 120, at: now },
      missing: false,
      reason: reason('METRIC_WITHIN', ''),
    },
  ] as const;
  const forecast = {
    metric: 'load',
    demand: 3,
    bound: 4,
    trust: 'kept',
    horizonMs: 9_000,
    servedShare: 1,
  } as const;
  const shadow = { action: 'scale-up', from: 3, to: 7, reasons: [] } as const;
  const decision = { ...decide(3, 4, now, [], recommendations), forecast, shadow };
  history.decision(webPolicy({ min: 2, max: 8 }), decision, 3);
  history.flush();
  const last = (series: string) => points(series).at(-1)?.mean;
  const replicas = ['current', 'ready', 'desired', 'min', 'max'].map((name) => last(`replicas.${name}`));
  expect(replicas).toEqual([3, 3, 4, 2, 8]);
  expect(last('forecast.load')).toBe(160);
  expect(last('shadow.desired')).toBe(7);
});
