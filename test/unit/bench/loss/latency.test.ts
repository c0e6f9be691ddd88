import { expect, test } from 'vitest';
import { latenciesIn, percentilesOf, without } from '../../../bench/loss/latency.ts';

test('latencies are those of requests that were due within a window, each once', () => {
  const samples = Float64Array.of(10, 5, 20, 1, 30, 9, 40, 3);
  expect([...latenciesIn(samples, [{ from: 10, to: 30 }])]).toEqual([1, 5]);
  const overlapping = [
    { from: 0, to: 25 },
    { from: 15, to: 41 },
  ];
  expect([...latenciesIn(samples, overlapping)]).toEqual([1, 3, 5, 9]);
});

test('percentiles are latencies that occurred', () => {
  const thousand = Float64Array.from({ length: 1000 }, (_, index) => index + 1);
  expect(percentilesOf(thousand)).toEqual({ p50: 500, p99: 990, 'p99.9': 999 });
  expect(percentilesOf(Float64Array.of(7))).toEqual({ p50: 7, p99: 7, 'p99.9': 7 });
  expect(percentilesOf(Float64Array.of())).toBeUndefined();
});

test('what is left of a window outside of others', () => {
  const windows = [
    { from: 0, to: 10 },
    { from: 20, to: 30 },
  ];
  const others = [
    { from: 2, to: 3 },
    { from: 8, to: 22 },
    { from: 40, to: 50 },
  ];
  expect(without(windows, others)).toEqual([
    { from: 0, to: 2 },
    { from: 3, to: 8 },
    { from: 22, to: 30 },
  ]);
  expect(without(windows, [{ from: -1, to: 31 }])).toEqual([]);
});
