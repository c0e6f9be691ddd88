import { expect, it } from 'vitest';
import { MINUTE, T0 } from '../../support/builders.ts';
import { SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

const policy = webPolicy({ forecast: { metric: 'load', shortage: 0.01 } });
const DAY = 24 * 60 * MINUTE;

/** A load of so many replicas for the last days, minute by minute. */
function recorded(days: number, load: (minute: number) => number) {
  const minutes = (days * DAY) / MINUTE;
  return Array.from({ length: minutes }, (_, i) => ({ at: T0 - (minutes - i) * MINUTE, value: load(i) }));
}

it('measures how long replicas take to serve', async () => {
  const world = new World({ policy, replicas: 2, load: 5 });
  world.boot();
  await world.pass(30);
  const { startUpMs } = world.journal.loadHistory(SHOP_WEB);
  expect(startUpMs).toBeGreaterThan(500);
  expect(startUpMs).toBeLessThan(30_000);
});

it('begins with what Prometheus recorded, and after a restart with what it has learned', async () => {
  const world = new World({ policy, replicas: 4, load: 3 });
  world.past = recorded(8, (minute) => (minute % 30 === 0 ? 9 : 3));
  world.boot();
  await world.pass(30);
  const forecast = () => world.journal.lastDecision(SHOP_WEB)?.decision.forecast;
  expect(forecast()).toMatchObject({ metric: 'load', demand: 3, trust: 'kept' });
  const { bound } = forecast() ?? { bound: 0 };
  expect(bound).toBeGreaterThan(3.5);
  await world.terminate();
  world.past = [];
  world.boot();
  await world.pass(10);
  expect(forecast()).toMatchObject({ trust: 'kept' });
  expect(forecast()?.bound).toBeCloseTo(bound, 0);
});

it('learns by itself where nothing was recorded', async () => {
  const world = new World({ policy, replicas: 4, load: 3 });
  world.boot();
  await world.pass(30);
  expect(world.journal.lastDecision(SHOP_WEB)?.decision.forecast?.trust).toBe('learning');
});
