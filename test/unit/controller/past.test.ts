import { describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../../src/adapters/journal/open.ts';
import { journalPast } from '../../../src/controller/past.ts';
import type { Journal } from '../../../src/core/journal.ts';
import { MINUTE, metric, requests, SECOND, T0, target } from '../../support/builders.ts';
import { LOAD, SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

const HOUR = 60 * MINUTE;
const STEP = 15 * SECOND;

/** Writes a series of so many hours up to T0 into the journal, as the controller does: a mean of every 15 s. */
function measured(journal: Journal, series: string, hours: number, valueAt: (step: number) => number) {
  const count = (hours * HOUR) / STEP;
  journal.recordPoints(
    Array.from({ length: count }, (_, i) => {
      const value = valueAt(i);
      const point = { at: T0 - (count - i) * STEP, mean: value, low: value, high: value, count: 3 };
      return { ref: SHOP_WEB, series, point };
    }),
  );
}

/** Every third tick is a jump. */
const jumping = (step: number) => (step % 40 < 4 ? 9 : 3);

describe('the journal as a past', () => {
  const read = (journal: Journal, days: number) =>
    journalPast(journal).read(
      LOAD,
      SHOP_WEB,
      { fromMs: T0 - days * 24 * HOUR, toMs: T0, stepMs: MINUTE },
      AbortSignal.timeout(1000),
    );

  it('has a value a minute of the last days, and one of five minutes before', async () => {
    const journal = openMemoryJournal({ now: () => T0 });
    measured(journal, 'load', 72, (step) => step);
    const values = await read(journal, 8);
    const steps = values.slice(1).map(({ at }, i) => at - (values[i]?.at ?? 0));
    expect([...new Set(steps)]).toEqual([5 * MINUTE, MINUTE]);
    expect(steps.filter((ms) => ms === MINUTE).length).toBeGreaterThan(39 * 60);
    expect(values[0]?.at).toBe(T0 - 72 * HOUR);
    expect(values.at(-1)).toEqual({ at: T0 - MINUTE, value: (72 * HOUR) / STEP - 2.5 });
  });

  it('has nothing where nothing was measured', async () => {
    expect(await read(openMemoryJournal({ now: () => T0 }), 8)).toEqual([]);
  });
});

describe('without Prometheus', () => {
  it('a forecast that knows nothing yet begins with what the journal kept', async () => {
    const policy = webPolicy({ forecast: { metric: 'load', shortage: 0.01 } });
    const world = new World({ policy, replicas: 4, load: 3 });
    measured(world.journal, 'load', 30, jumping);
    world.boot();
    await world.pass(10);
    const forecast = world.journal.lastDecision(SHOP_WEB)?.decision.forecast;
    expect(forecast).toMatchObject({ metric: 'load', demand: 3, trust: 'kept' });
    expect(forecast?.bound).toBeGreaterThan(3.5);
    expect(world.recorder.said('info', 'the forecast learned from the journal')).toHaveLength(1);
  });

  it('learns an average with the replicas that were ready', async () => {
    const cpu = metric({ source: { kind: 'prometheus', query: 'cpu' }, rule: target(50) });
    const policy = webPolicy({ metrics: [cpu], forecast: { metric: 'cpu', shortage: 0.01 } });
    const world = new World({ policy, replicas: 4, load: 40 });
    measured(world.journal, 'cpu', 5, () => 40);
    measured(world.journal, 'replicas.ready', 5, () => 10);
    world.boot();
    await world.pass(2);
    expect(world.controller.services[0]?.history.forecast?.meanDemand).toBeCloseTo(8, 0);
  });

  it('a target is learned from what the journal kept, and the forecast with it', async () => {
    const cpu = metric({ source: { kind: 'prometheus', query: 'cpu' }, rule: target(75) });
    const rps = requests({ rule: { kind: 'learned', by: 'cpu', tolerance: 0.1 } });
    const policy = webPolicy({ metrics: [cpu, rps], forecast: { metric: 'requests', shortage: 0.01 } });
    const world = new World({ policy, replicas: 4, load: 5 });
    measured(world.journal, 'cpu', 5, () => 30);
    measured(world.journal, 'requests', 5, () => 80);
    measured(world.journal, 'replicas.ready', 5, () => 4);
    world.boot();
    await world.pass(2);
    expect(world.controller.services[0]?.history.targets).toEqual({ requests: 50 });
    await world.pass(10);
    expect(world.controller.services[0]?.history.forecast?.meanDemand).toBeCloseTo(1.6, 1);
  });
});
