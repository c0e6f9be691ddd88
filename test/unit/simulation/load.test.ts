import { describe, expect, it } from 'vitest';
import { Capacity } from '../../../src/simulation/capacity.ts';
import { loadOf, replayLength } from '../../../src/simulation/load.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';
import { seededRandom } from '../../../src/simulation/random.ts';
import { refine } from '../../../src/simulation/refine.ts';
import { smoothCounts } from '../../../src/simulation/smooth.ts';
import { readTrace, type Trace } from '../../../src/simulation/trace.ts';
import { daily } from '../../support/simulation/shapes.ts';

function trace(values: readonly number[], stepSeconds = 60): Trace {
  return { file: 'load.csv', startSeconds: 0, stepSeconds, values, notices: [] };
}

function load(of: Trace, options = REFERENCE_PLANT) {
  return loadOf(of, options, new Capacity(options));
}

const mean = (values: Iterable<number>) => {
  const all = [...values];
  return all.reduce((sum, value) => sum + value, 0) / all.length;
};

describe('the load of a trace', () => {
  it('has its 99.95 % quantile at what 40 replicas carry within the SLO', () => {
    const even = load(trace(Array.from({ length: 600 }, () => 1000)));
    expect(mean(even.arrivals) / 5).toBeCloseTo(40 * 38, -1);
  });

  it('scores the last seven of ten days, and nothing behind them', () => {
    const twelveDays = readTrace(daily(12), 'daily.csv');
    const { arrivals, scoredFrom, startMs } = load(twelveDays);
    expect(arrivals).toHaveLength((10 * 86_400) / 5);
    expect(scoredFrom).toBe((3 * 86_400) / 5);
    expect(startMs).toBe(twelveDays.startSeconds * 1000);
    expect(replayLength(twelveDays)).toEqual({
      isFull: true,
      historySeconds: 259_200,
      scoredSeconds: 604_800,
    });
  });

  it('scores seven tenths of a shorter trace', () => {
    const { arrivals, scoredFrom } = load(trace(Array.from({ length: 60 }, () => 1000)));
    expect([arrivals.length, scoredFrom]).toEqual([720, 216]);
  });

  it('depends on nothing but trace and seed', () => {
    const of = readTrace(daily(1), 'daily.csv');
    expect(load(of)).toEqual(load(of));
    expect(load(of)).not.toEqual(load(of, { ...REFERENCE_PLANT, seed: 2 }));
  });

  it('adds up steps that are shorter than the plant’s', () => {
    const { arrivals } = load(
      trace(
        Array.from({ length: 3600 }, (_, i) => (i < 1800 ? 5000.5 : 500.5)),
        1,
      ),
    );
    expect(mean(arrivals.subarray(0, 360)) / mean(arrivals.subarray(360))).toBeCloseTo(10, 0);
  });
});

describe('counts', () => {
  it('that are few lose their noise', () => {
    const noisy = Array.from({ length: 400 }, (_, i) => 40 + (i % 2 === 0 ? 6 : -6));
    expect(Math.max(...smoothCounts(noisy, 60).map((value) => Math.abs(value - 40)))).toBeLessThan(2);
  });

  it('keep the edges of a burst, and a burst of one step', () => {
    const burst = [40, 40, 40, 40, 5000, 5000, 40, 40, 900, 40];
    expect(smoothCounts(burst, 300)).toEqual(burst);
  });

  it('that are many, and values that are no counts, stay as they are', () => {
    expect(smoothCounts([500, 520, 480], 60)).toEqual([500, 520, 480]);
    expect(smoothCounts([0.5, 2, 1], 60)).toEqual([0.5, 2, 1]);
  });
});

describe('a coarse series', () => {
  const hourly = Array.from({ length: 240 }, (_, hour) => 1000 + 400 * Math.sin((2 * Math.PI * hour) / 24));
  const fine = refine({ stepSeconds: 3600, values: hourly }, seededRandom(5));

  it('gets steps of a minute and keeps its level', () => {
    expect(fine.stepSeconds).toBe(60);
    expect(fine.values).toHaveLength(240 * 60);
    expect(mean(fine.values) / mean(hourly)).toBeCloseTo(1, 1);
  });

  it('passes its values in the middle of its steps', () => {
    for (const [hour, value] of hourly.entries()) expect(fine.values[hour * 60 + 30]).toBeCloseTo(value, 6);
  });

  it('does not tell by its slope where it goes next', () => {
    const changes = fine.values.slice(1).map((value, i) => Math.log(value / (fine.values[i] ?? 1)));
    const drift = hourly.slice(1).map((value, i) => Math.log(value / (hourly[i] ?? 1)) / 60);
    const typical = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value ** 2)));
    expect(typical(changes)).toBeGreaterThan(4 * typical(drift));
  });

  it('of steps of a minute stays as it is', () => {
    const series = { stepSeconds: 60, values: [1, 2, 3] };
    expect(refine(series, seededRandom(5))).toBe(series);
  });
});
