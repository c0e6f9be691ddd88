import { describe, expect, it } from 'vitest';
import { Capacity } from '../../../src/simulation/capacity.ts';
import { Plant } from '../../../src/simulation/plant.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';
import { seededRandom } from '../../../src/simulation/random.ts';
import { type PsQueue, psResponseTimes } from '../../support/simulation/ps-queue.ts';

const capacity = new Capacity(REFERENCE_PLANT);
const plant = () => new Plant(REFERENCE_PLANT, capacity);

describe('capacity', () => {
  it('one replica of 50 req/s carries 38 req/s at a p95 of 250 ms, 40 carry 1520', () => {
    expect(capacity.withinSlo(1)).toBeCloseTo(38);
    expect(capacity.withinSlo(40)).toBeCloseTo(1520);
  });

  it.each([
    [0, 1],
    [38, 1],
    [38.1, 2],
    [380, 10],
    [1520, 40],
    [1521, 41],
  ])('%d req/s need %d', (rate, replicas) => expect(capacity.need(rate)).toBe(replicas));

  it('bends under contention: X(n) = μn ÷ (1 + α(n−1) + βn(n−1))', () => {
    const bent = new Capacity({
      ...REFERENCE_PLANT,
      peakReplicas: 10,
      contention: { alpha: 0.02, beta: 0.001 },
    });
    expect(bent.throughput(1)).toBe(50);
    expect(bent.throughput(10)).toBeCloseTo(500 / (1 + 0.18 + 0.09));
    const most = bent.need(1e9);
    expect(bent.withinSlo(most)).toBeGreaterThan(bent.withinSlo(most + 1));
    expect(bent.withinSlo(most)).toBeGreaterThan(bent.withinSlo(most - 1));
  });

  it('refuses a peak that no count carries', () => {
    expect(() => new Capacity({ ...REFERENCE_PLANT, contention: { alpha: 0.02, beta: 0.01 } })).toThrow(
      /more than \d+ replicas carry no more load, so the peak cannot need 40/,
    );
  });

  it('is no more than the host’s cores carry', () => {
    const host = new Capacity({ ...REFERENCE_PLANT, peakReplicas: 10, hostReplicas: 12.5 });
    expect(host.throughput(12)).toBe(600);
    expect(host.throughput(20)).toBe(625);
    expect(host.need(1e9)).toBe(13);
  });

  it('refuses an SLO that an idle replica misses', () => {
    expect(() => new Capacity({ ...REFERENCE_PLANT, sloSeconds: 0.05 })).toThrow(
      /p95 of 60 ms, over the SLO of 50 ms/,
    );
  });
});

describe('one step', () => {
  it('within capacity: T = s ÷ (1−ρ), p95 three times that', () => {
    const result = plant().step(5 * 70, 2);
    expect(result.utilisation).toBeCloseTo(0.7);
    expect(result.meanResponse).toBeCloseTo(0.02 / 0.3);
    expect(result.p95Response).toBeCloseTo(0.2);
    expect(result.inFlight).toBeCloseTo(70 * (0.02 / 0.3));
    expect([result.backlog, result.shed]).toEqual([0, 0]);
  });

  it('over capacity: the rest waits, and CPU shows no more than 100 %', () => {
    const overloaded = plant();
    const first = overloaded.step(5 * 60, 1);
    expect(first).toMatchObject({ utilisation: 1, backlog: 50, shed: 0 });
    expect(first.meanResponse).toBeGreaterThan(1);
    expect(overloaded.step(5 * 60, 1).backlog).toBe(100);
    const relieved = overloaded.step(5 * 60, 10);
    expect(relieved.backlog).toBe(0);
    expect(relieved.utilisation).toBeCloseTo(400 / 2500);
    expect(relieved.p95Response).toBeGreaterThan(100 / 500);
  });

  it('clients give up after 30 s', () => {
    const swamped = plant();
    const result = swamped.step(10_000, 1);
    expect(result.backlog).toBe(50 * 30);
    expect(result.shed).toBe(10_000 - 250 - 1500);
    expect(result.p95Response).toBe(30);
  });

  it('without a replica nothing is served', () => {
    expect(plant().step(10, 0)).toMatchObject({ utilisation: 0, p95Response: 30, shed: 10 });
  });
});

describe('beside a discrete-event model of processor sharing', () => {
  const { serviceRate } = REFERENCE_PLANT;
  /** Mean and p95 in the model as shares of the plant's. */
  const compare = (servers: number, load: number, balancing: PsQueue['balancing']) => {
    const arrivalRate = servers * load * serviceRate;
    const queue = { arrivalRate, serviceRate, servers, requests: 200_000, balancing };
    const times = psResponseTimes(queue, seededRandom(42));
    const p95 = times.toSorted()[Math.floor(0.95 * times.length)] ?? 0;
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const steps = new Plant({ ...REFERENCE_PLANT, stepSeconds: 1000 }, capacity);
    const expected = steps.step(arrivalRate * 1000, servers);
    return { mean: mean / expected.meanResponse, p95: p95 / expected.p95Response };
  };

  it.each([
    [1, 0.5],
    [4, 0.3],
    [4, 0.7],
    [8, 0.76],
  ])(
    '%d replicas at a load of %d, balanced at random: the mean within 5 %%, the p95 0 to 25 %% more',
    (n, load) => {
      const { mean, p95 } = compare(n, load, 'random');
      expect(Math.abs(mean - 1)).toBeLessThan(0.05);
      expect(p95).toBeGreaterThan(1);
      expect(p95).toBeLessThan(1.25);
    },
  );

  it.each([
    [4, 0.7],
    [8, 0.76],
  ])('%d replicas at a load of %d, balanced by connections: the plant is on the safe side', (n, load) => {
    const { mean, p95 } = compare(n, load, 'least-connections');
    expect(mean).toBeLessThan(1);
    expect(p95).toBeLessThan(1);
  });
});
