import { expect, it } from 'vitest';
import { learnPast, metricQuery, READY_QUERY, totalsOf } from '../../../../src/core/forecast/past.ts';
import { MINUTE, metric, requests, T0 } from '../../../support/builders.ts';

const DAYS_MS = 8 * 24 * 60 * MINUTE;

it('asks for the query of a Prometheus metric, or for what the controller exported', () => {
  expect(metricQuery(requests({ source: { kind: 'prometheus', query: 'rate(x[1m])' } }))).toBe(
    'sum(rate(x[1m]))',
  );
  expect(metricQuery(metric())).toBe(
    'sum(autoscaler_sample_value{project="{{project}}",service="{{service}}",metric="cpu"})',
  );
  expect(READY_QUERY).toBe('sum(autoscaler_replicas_ready{project="{{project}}",service="{{service}}"})');
});

it('counts an average once for each replica that was ready', () => {
  const values = [1, 2, 3].map((value) => ({ at: T0 + value, value }));
  const ready = [2, 3].map((at) => ({ at: T0 + at, value: 10 }));
  expect(totalsOf(requests(), values, ready)).toEqual(values);
  expect(totalsOf(metric(), values, ready)).toEqual([
    { at: T0 + 2, value: 20 },
    { at: T0 + 3, value: 30 },
  ]);
});

it('learns the habits of a recorded load', () => {
  const settings = { target: 50, horizonMs: 45_000, shortage: 0.01 };
  const recorded = Array.from({ length: DAYS_MS / MINUTE }, (_, minute) => {
    return { at: T0 + minute * MINUTE, value: minute % 1440 === 0 ? 400 : 100 };
  });
  const memory = learnPast(recorded, settings);
  expect(memory?.watchedMs).toBe(DAYS_MS - MINUTE);
  expect(memory?.meanDemand).toBeCloseTo(2, 1);
  expect(memory?.peaks.past.length).toBeGreaterThan(1100);
  expect(learnPast([], settings)).toBeUndefined();
});
