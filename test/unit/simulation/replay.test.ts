import { describe, expect, it } from 'vitest';
import type { Autoscaler, View } from '../../../src/simulation/autoscaler.ts';
import { Capacity } from '../../../src/simulation/capacity.ts';
import type { Load } from '../../../src/simulation/load.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';
import { replay } from '../../../src/simulation/replay.ts';
import { score, yardstick } from '../../../src/simulation/scores.ts';

const capacity = new Capacity(REFERENCE_PLANT);

function loadOf(rates: readonly number[], scoredFrom = 0): Load {
  return { startMs: 0, arrivals: Int32Array.from(rates, (rate) => rate * 5), scoredFrom };
}

/** Asks for `counts` one after the other, every 15 s. */
function scripted(counts: readonly number[], bounds = { min: 1, max: 10 }) {
  let asked = 0;
  const scaler: Autoscaler = {
    name: 'scripted',
    intervalSeconds: 15,
    ...bounds,
    decide: ({ current }) => counts[asked++] ?? current,
  };
  return { scaler };
}

function run(rates: readonly number[], scaler: Autoscaler) {
  return replay(loadOf(rates), REFERENCE_PLANT, capacity, scaler);
}

const even = (rate: number, steps: number) => Array.from({ length: steps }, () => rate);

describe('a replay', () => {
  it('begins with what the first step needs, within bounds', () => {
    expect([...run(even(100, 2), scripted([]).scaler).ready]).toEqual([3, 3]);
    expect([...run(even(100, 2), scripted([], { min: 5, max: 9 }).scaler).ready]).toEqual([5, 5]);
    expect([...run(even(1000, 2), scripted([], { min: 1, max: 9 }).scaler).ready]).toEqual([9, 9]);
  });

  it('bills a replica from its start, and lets it serve 30 s later', () => {
    const result = run(even(30, 12), scripted([2]).scaler);
    expect([...result.running]).toEqual([1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    expect([...result.ready]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
  });

  it('takes starting replicas away first, the newest of them', () => {
    const result = run(even(30, 16), scripted([3, 5, 2]).scaler);
    expect([...result.running.slice(0, 10)]).toEqual([1, 1, 1, 3, 3, 3, 5, 5, 5, 2]);
    expect(result.ready[9]).toBe(2);
  });

  it('keeps decisions within min and max', () => {
    expect(run(even(30, 8), scripted([99, -5]).scaler).desired.slice(3)).toEqual(
      Int32Array.from([10, 10, 10, 1, 1]),
    );
  });

  it('shows what was measured, not what comes', () => {
    const seen: unknown[] = [];
    const decide = ({ now, current, gauges }: View) => {
      seen.push([
        now,
        gauges.requestsPerSecond(15),
        gauges.requestsPerSecond(3600),
        Math.round(gauges.cpuPercent(5)),
      ]);
      seen.push(
        [gauges.responseTimeMs(5), gauges.inFlight(5), gauges.queue(5)].map((n) => n && Math.round(n)),
      );
      return current;
    };
    run([...even(10, 3), ...even(40, 3), 0], { ...scripted([]).scaler, decide });
    expect(seen).toEqual([
      [15_000, 10, 10, 20],
      [25, 0, 0],
      [30_000, 40, 25, 80],
      [100, 4, 0],
    ]);
  });
});

describe('scores', () => {
  const load = loadOf([30, 30, 100, 100, 30, 30], 2);
  const scores = score(
    replay(load, REFERENCE_PLANT, capacity, scripted([3]).scaler),
    yardstick(load, { ...REFERENCE_PLANT, startUpSeconds: 0 }, capacity),
  );

  it('count the scored part only', () => {
    expect(scores.requests).toBe(5 * 260);
    expect(scores.actions).toBe(1);
    expect(scores.replicaHours).toBeCloseTo((5 * (1 + 3 + 3 + 3)) / 3600, 4);
    expect(scores.oracleReplicaHours).toBeCloseTo((5 * (3 + 3 + 1 + 1)) / 3600, 4);
    expect(scores.costRatio).toBeCloseTo(10 / 8, 2);
  });

  it('count whole steps over the SLO, by time and by requests', () => {
    expect(scores.overSloTimePercent).toBe(100);
    expect(scores.overSloRequestsPercent).toBe(100);
  });

  it('hold what served against what was needed', () => {
    expect(scores.underProvisioning).toBeCloseTo((100 * (2 / 3 + 2 / 3)) / 4, 3);
    expect(scores.overProvisioning).toBe(0);
  });
});
