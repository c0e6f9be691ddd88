import { describe, expect, it } from 'vitest';
import { forecastDemand } from '../../../../src/core/forecast/forecast.ts';
import { normal, seededRandom } from '../../../../src/simulation/random.ts';
import { MINUTE, T0 } from '../../../support/builders.ts';
import { type DemandAt, WatchedLoad } from '../../../support/watched-load.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** With so much noise around it, another number at every moment, the same at every run. */
function noisy(load: (at: number) => number, noise: number): DemandAt {
  return (at) => load(at) * Math.exp(noise * normal(seededRandom(Math.floor(at / 1000) % 2 ** 31)));
}

const dayNumber = (at: number) => Math.floor(at / DAY);
const hourOf = (at: number) => (at % DAY) / HOUR;
const isWeekday = (at: number) => (dayNumber(at) + 3) % 7 < 5;
/** Everybody comes between 8:00 and 8:05. */
const office = (at: number) =>
  4 + 20 * Math.min(1, Math.max(0, (hourOf(at) - 8) * 12)) * (hourOf(at) < 17 ? 1 : 0);
/** From the start of the tests, a Monday at 12:00, to a time of a day so many days later. */
const until = (days: number, hour: number) => days * DAY + (hour - 12) * HOUR;

describe('a forecast', () => {
  it('is a plain margin while it learns', () => {
    const load = new WatchedLoad(() => 8);
    expect(load.forecast).toMatchObject({ demand: 8, trust: 'learning' });
    expect(load.forecast.bound).toBeCloseTo(8.8);
    expect(load.watch(15 * MINUTE).forecast.trust).toBe('learning');
    expect(load.watch(6 * MINUTE).forecast.trust).toBe('kept');
  });

  it('stays close to a load that does not move', () => {
    const { bound } = new WatchedLoad(noisy(() => 10, 0.01)).watch(6 * HOUR).forecast;
    expect(bound).toBeGreaterThan(9.7);
    expect(bound).toBeLessThan(10.6);
  });

  it('keeps further away from a load that jumps about', () => {
    const calm = new WatchedLoad(noisy(() => 10, 0.01)).watch(6 * HOUR).forecastAt(T0);
    const wild = new WatchedLoad(noisy(() => 10, 0.2)).watch(6 * HOUR).forecastAt(T0);
    expect(wild.bound / wild.demand).toBeGreaterThan(1.1 * (calm.bound / calm.demand));
  });

  it('tells a short dip from a load that is always so small', () => {
    // Every other hour is calm; in between the load is twice as large and dips for half a minute every ten minutes.
    const isBusy = (at: number) => Math.floor(at / HOUR) % 2 === 1;
    const isDip = (at: number) => at % (10 * MINUTE) < MINUTE / 2;
    const load = new WatchedLoad(noisy((at) => (isBusy(at) && !isDip(at) ? 20 : 10), 0.01));
    const calm = load.watch(2 * DAY + 30 * MINUTE).forecast;
    const dip = load.watch(50 * MINUTE + 15_000).forecast;
    expect(calm.bound).toBeLessThan(11);
    expect(dip.demand).toBeLessThan(10.5);
    expect(dip.bound).toBeGreaterThan(18);
  });

  it('knows the hour at which the load comes', () => {
    const load = new WatchedLoad(noisy(office, 0.02), { shortage: 0.0003 }).watch(until(4, 7));
    const usual = load.forecast;
    load.watch(59.5 * MINUTE);
    expect(load.forecast.bound / load.forecast.demand).toBeGreaterThan(1.05 * (usual.bound / usual.demand));
  });

  it('knows the days on which it comes', () => {
    const load = new WatchedLoad(
      noisy((at) => (isWeekday(at) ? office(at) : 4), 0.02),
      { shortage: 0.001 },
    );
    // Monday of the second week: yesterday was quiet, last Monday was not.
    load.watch(until(14, 7.98));
    expect(load.forecast.bound / load.forecast.demand).toBeGreaterThan(1.15);
  });

  it('outlives a holiday, and growth from week to week', () => {
    const holiday = dayNumber(T0) + 8;
    const growing = (at: number) => office(at) * 1.05 ** (dayNumber(at) - dayNumber(T0));
    const load = new WatchedLoad(noisy((at) => (dayNumber(at) === holiday ? 4 : growing(at)), 0.03));
    load.watch(until(8, 9));
    expect(load.forecast.bound).toBeLessThan(8);
    load.watch(until(9, 9) - until(8, 9));
    load.resetTally();
    load.watch(3 * DAY);
    expect(load.forecast.trust).toBe('kept');
    expect(load.shortShare).toBeLessThan(0.02);
  });

  it('is a plain margin again for five minutes after a gap', () => {
    const gap = T0 + 3 * HOUR;
    const load = new WatchedLoad((at) => (at > gap && at < gap + 10 * MINUTE ? undefined : 8));
    load.watch(3 * HOUR + 5 * MINUTE);
    expect(load.forecast.trust).toBe('after-gap');
    load.watch(8 * MINUTE);
    expect(load.forecast.trust).toBe('after-gap');
    load.watch(4 * MINUTE);
    expect(load.forecast.trust).toBe('kept');
  });

  it('is a plain margin while it does much worse than one', () => {
    const { memory, now } = new WatchedLoad(noisy(() => 8, 0.02)).watch(3 * HOUR);
    const seen = { metric: 'cpu', demand: 8, horizonMs: 45_000 };
    expect(forecastDemand(memory, seen, now).trust).toBe('kept');
    const wrong = memory && { ...memory, loss: { bound: 4 * memory.loss.plain, plain: memory.loss.plain } };
    expect(forecastDemand(wrong, seen, now)).toMatchObject({ trust: 'erring', bound: 8.8 });
  });

  it.each([
    ['calm', (at: number) => 10 + 5 * Math.sin(at / DAY), 0.02],
    ['noisy', (at: number) => 10 + 8 * Math.sin((2 * Math.PI * at) / DAY), 0.15],
    ['stepwise', (at: number) => 3 + (Math.floor(at / (7 * MINUTE)) % 5), 0.05],
    ['tiny', () => 0.4, 0.3],
  ] as const)('keeps its promise under a %s load: about 2 %% of it is short', (_, at, noise) => {
    const load = new WatchedLoad(noisy(at, noise), { shortage: 0.02 });
    load.watch(2 * DAY);
    load.resetTally();
    load.watch(4 * DAY);
    expect(load.shortShare).toBeGreaterThan(0.005);
    expect(load.shortShare).toBeLessThan(0.03);
    expect(load.forecast.servedShare).toBeCloseTo(0.98, 1);
  });

  it('has learned the same when it went through JSON, and stays small', () => {
    const load = new WatchedLoad(noisy((at) => 1 + 30 * Math.sin(at / HOUR) ** 8, 0.5));
    load.watch(9 * DAY);
    const text = JSON.stringify(load.memory);
    expect(JSON.parse(text)).toEqual(load.memory);
    expect(text.length).toBeLessThan(150_000);
  });
});
