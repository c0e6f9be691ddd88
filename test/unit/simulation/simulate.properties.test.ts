import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AutoscalerError } from '../../../src/core/errors.ts';
import type { Autoscaler } from '../../../src/simulation/autoscaler.ts';
import { Capacity } from '../../../src/simulation/capacity.ts';
import type { Load } from '../../../src/simulation/load.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';
import { replay } from '../../../src/simulation/replay.ts';
import { score, yardstick } from '../../../src/simulation/scores.ts';
import { readTrace } from '../../../src/simulation/trace.ts';

const capacity = new Capacity(REFERENCE_PLANT);

const loads = fc
  .array(fc.integer({ min: 0, max: 1500 }), { minLength: 2, maxLength: 120 })
  .chain((arrivals) =>
    fc
      .integer({ min: 0, max: arrivals.length - 1 })
      .map((scoredFrom): Load => ({ startMs: 0, arrivals: Int32Array.from(arrivals), scoredFrom })),
  );

function obeying(counts: readonly number[]): Autoscaler {
  let asked = 0;
  const decide = () => counts[asked++ % counts.length] ?? 1;
  return { name: 'any', intervalSeconds: 15, min: 1, max: 20, decide };
}

it('whatever decides, what serves is billed, and scores are in range', () => {
  const counts = fc.array(fc.integer({ min: -5, max: 30 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(loads, counts, (load, wanted) => {
      const run = replay(load, REFERENCE_PLANT, capacity, obeying(wanted));
      expect(run.ready.every((ready, step) => ready >= 1 && ready <= (run.running[step] ?? 0))).toBe(true);
      expect(run.running.every((running) => running >= 1 && running <= 20)).toBe(true);
      const scores = score(run, yardstick(load, REFERENCE_PLANT, capacity));
      for (const percent of [
        scores.overSloRequestsPercent,
        scores.overSloTimePercent,
        scores.underProvisioning,
      ])
        expect(percent >= 0 && percent <= 100).toBe(true);
    }),
  );
});

it('nothing that misses nothing costs less than the best possible', () => {
  const counts = fc.array(fc.integer({ min: 3, max: 20 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(loads, counts, (load, wanted) => {
      const run = replay(load, REFERENCE_PLANT, capacity, obeying(wanted));
      const scores = score(run, yardstick(load, REFERENCE_PLANT, capacity));
      fc.pre(scores.overSloTimePercent === 0);
      expect(scores.replicaHours).toBeGreaterThanOrEqual(scores.oracleReplicaHours);
    }),
  );
});

it('any text is a trace or a fault with its place', () => {
  const cell = fc.oneof(fc.integer().map(String), fc.double().map(String), fc.string());
  const text = fc
    .array(fc.tuple(cell, cell), { maxLength: 40 })
    .map((rows) => ['timestamp_seconds,value', ...rows.map((row) => row.join(','))].join('\n'));
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), (source) => {
      try {
        expect(readTrace(source, 'load.csv').values.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(AutoscalerError);
        if (error instanceof AutoscalerError) expect(error.at).toMatch(/^load\.csv:\d+$/);
      }
    }),
  );
});
