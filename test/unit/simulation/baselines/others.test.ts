import { describe, expect, it } from 'vitest';
import { aws } from '../../../../src/simulation/baselines/aws.ts';
import { kpa } from '../../../../src/simulation/baselines/kpa.ts';
import { nomad } from '../../../../src/simulation/baselines/nomad.ts';
import { script } from '../../../../src/simulation/baselines/script.ts';
import { baseline } from '../../../../src/simulation/baselines/table.ts';
import { REFERENCE_PLANT } from '../../../../src/simulation/plant-options.ts';
import { view } from '../../../support/simulation/gauges.ts';

/** Requests per second by window: over a minute, and over seconds. */
const load = (stable: number, panic: number) => ({
  requestsPerSecond: (seconds: number) => (seconds === 60 ? stable : panic),
});

describe('Knative’s KPA', () => {
  it('follows its stable window', () => {
    expect(kpa({ target: 35 })(view(60, 4, load(200, 200)))).toBe(6);
  });

  it('halves at most', () => {
    expect(kpa({ target: 35 })(view(60, 9, load(10, 10)))).toBe(4);
  });

  it('panics at twice its replicas, follows the highest, and never goes down for a minute', () => {
    const decide = kpa({ target: 35 });
    expect(decide(view(60, 4, load(140, 279)))).toBe(8);
    expect(decide(view(65, 8, load(150, 400)))).toBe(12);
    expect(decide(view(70, 12, load(160, 100)))).toBe(12);
    expect(decide(view(120, 12, load(160, 100)))).toBe(12);
    expect(decide(view(125, 12, load(160, 100)))).toBe(6);
  });

  it('stays in panic while there is cause', () => {
    const decide = kpa({ target: 35 });
    decide(view(60, 4, load(140, 280)));
    decide(view(100, 4, load(140, 280)));
    expect(decide(view(150, 8, load(140, 140)))).toBe(8);
    expect(decide(view(165, 8, load(140, 140)))).toBe(4);
  });
});

describe('Nomad’s target-value', () => {
  it.each([
    ['ceil(n · f)', 85, 5],
    ['kept within 1 %', 70.7, 4],
    ['beyond 1 %', 70.8, 5],
    ['down', 30, 2],
  ])('%s', (_, cpuPercent, wanted) => {
    expect(nomad({ target: 70 })(view(60, 4, { cpuPercent }))).toBe(wanted);
  });

  it('rests for five minutes after an action', () => {
    const decide = nomad({ target: 70 });
    expect(decide(view(0, 4, { cpuPercent: 85 }))).toBe(5);
    expect(decide(view(290, 5, { cpuPercent: 99 }))).toBe(5);
    expect(decide(view(300, 5, { cpuPercent: 99 }))).toBe(8);
  });
});

describe('AWS target tracking', () => {
  const minutes = (readings: readonly number[], count: number) => {
    const decide = aws({ target: 70 });
    return readings.map((cpuPercent, minute) => decide(view(60 * minute, count, { cpuPercent })));
  };

  it('goes out after three minutes over its target', () => {
    expect(minutes([84, 84, 84], 10)).toEqual([10, 10, 12]);
    expect(minutes([84, 70, 84, 84], 10)).toEqual([10, 10, 10, 10]);
  });

  it('goes in after fifteen minutes under 0.9 of it', () => {
    expect(minutes(Array(15).fill(35), 10)).toEqual([...Array(14).fill(10), 5]);
    expect(minutes([...Array(14).fill(35), 63, 35], 10).at(-1)).toBe(10);
  });

  it('reckons with the serving replicas', () => {
    const decide = aws({ target: 70 });
    const seen = [0, 60, 120].map((second) =>
      decide({ ...view(second, 14, { cpuPercent: 100 }), ready: 10 }),
    );
    expect(seen).toEqual([14, 14, 15]);
  });
});

describe('the threshold script', () => {
  it.each([
    ['up by CPU', 71, 60, 5],
    ['up by requests', 20, 101, 5],
    ['down when both are low', 29, 49, 3],
    ['kept while one is not', 29, 50, 4],
    ['kept in between', 70, 100, 4],
  ])('%s', (_, cpuPercent, requestsPerSecond, wanted) => {
    expect(script()(view(30, 4, { cpuPercent, requestsPerSecond }))).toBe(wanted);
  });
});

describe('a baseline', () => {
  const bounds = { min: 1, max: 60 };
  it('aims at 70 % use, in the policy’s bounds', () => {
    const rates = baseline({ name: 'keda' }, bounds, REFERENCE_PLANT);
    expect(rates).toMatchObject({ name: 'keda', intervalSeconds: 15, ...bounds });
    expect(rates.decide(view(30, 4, { requestsPerSecond: 280 }))).toBe(8);
    expect(baseline({ name: 'hpa' }, bounds, REFERENCE_PLANT).decide(view(30, 7, { cpuPercent: 100 }))).toBe(
      10,
    );
  });

  it('takes another target, and the script has its own bounds', () => {
    const half = baseline({ name: 'hpa', target: 50 }, bounds, REFERENCE_PLANT);
    expect([half.name, half.decide(view(30, 7, { cpuPercent: 100 }))]).toEqual(['hpa=50', 14]);
    expect(baseline({ name: 'script' }, bounds, REFERENCE_PLANT)).toMatchObject({ min: 2, max: 10 });
  });
});
