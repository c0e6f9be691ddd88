import { describe, expect, it } from 'vitest';
import { recommend } from '../../../../src/core/evaluate/recommend.ts';
import type { Metric } from '../../../../src/core/policy.ts';
import {
  history,
  MISSING,
  metric,
  observation,
  policy,
  requests,
  SECOND,
  T0,
  target,
  thresholds,
} from '../../../support/builders.ts';
import { written } from '../../../support/stage-context.ts';

function ask(
  one: Metric,
  value: number,
  counts: { current: number; ready?: number } = { current: 4 },
  past = history(),
): readonly [number | undefined, string] {
  const { current, ...ready } = counts;
  const seen = observation(current, { [one.name]: value }, ready);
  const [first] = recommend(policy({ metrics: [one] }), seen, past, T0);
  if (first === undefined) throw new Error('one metric gives one recommendation');
  expect(first.missing).toBe(false);
  return [first.replicas, written(first.reason)];
}

describe('target of an average', () => {
  const cpu = metric({ rule: target(60) });

  it.each([
    // current, value, wanted: the Kubernetes HPA's ceil(replicas × value ÷ target) outside the tolerance
    [4, 90, 6, 'METRIC_ABOVE: cpu is 90 % (target 60 %)'],
    [3, 100, 5, 'METRIC_ABOVE: cpu is 100 % (target 60 %)'],
    [4, 30, 2, 'METRIC_BELOW: cpu is 30 % (target 60 %)'],
    [10, 45, 8, 'METRIC_BELOW: cpu is 45 % (target 60 %)'],
    [4, 0, 0, 'METRIC_BELOW: cpu is 0 % (target 60 %)'],
    [1, 240, 4, 'METRIC_ABOVE: cpu is 240 % (target 60 %)'],
    [4, 60, 4, 'METRIC_WITHIN: cpu is 60 % (target 60 %)'],
    [4, 66, 4, 'WITHIN_TOLERANCE: cpu is 66 % (target 60 %, within 10 % of it)'],
    [20, 54, 20, 'WITHIN_TOLERANCE: cpu is 54 % (target 60 %, within 10 % of it)'],
    [4, 66.1, 5, 'METRIC_ABOVE: cpu is 66.1 % (target 60 %)'],
    [20, 53.9, 18, 'METRIC_BELOW: cpu is 53.9 % (target 60 %)'],
  ])('%d replicas at %d %% want %d', (current, value, wanted, sentence) => {
    expect(ask(cpu, value, { current })).toEqual([wanted, sentence]);
  });

  it('does not take a rounding error for one more replica', () => {
    expect(ask(metric({ rule: target(0.1, 0) }), 0.3, { current: 1 })[0]).toBe(3);
    expect(ask(metric({ rule: target(0.7, 0) }), 0.49, { current: 10 })[0]).toBe(7);
  });

  it('counts only ready replicas on the way up, and waits while the others start', () => {
    const sentence = 'METRIC_PENDING: cpu is 90 % (target 60 %, with 2 of 4 replicas ready)';
    expect(ask(cpu, 90, { current: 4, ready: 2 })).toEqual([4, sentence]);
    expect(ask(cpu, 180, { current: 4, ready: 2 })[0]).toBe(6);
    expect(ask(cpu, 63, { current: 4, ready: 2 })).toEqual([4, 'METRIC_WITHIN: cpu is 63 % (target 60 %)']);
  });

  it('counts all replicas on the way down, so that starting ones are not taken away for being idle', () => {
    expect(ask(cpu, 45, { current: 4, ready: 2 })[0]).toBe(3);
    expect(ask(cpu, 10, { current: 4, ready: 2 })[0]).toBe(1);
  });

  it('keeps to a whole number whatever the value', () => {
    expect(ask(cpu, Number.MAX_VALUE)[0]).toBe(Number.MAX_SAFE_INTEGER);
    expect(ask(cpu, -5)[0]).toBe(0);
  });

  it('asks for the first replica without a tolerance', () => {
    const total = requests({ rule: target(100) });
    expect(ask(total, 95, { current: 0 })[0]).toBe(1);
    expect(ask(total, 0, { current: 0 })[0]).toBe(0);
  });
});

describe('target of a total', () => {
  const rps = requests({ rule: target(100) });

  it.each([
    [4, 550, 6, 'METRIC_ABOVE: requests is 138 req/s per replica (target 100 req/s)'],
    [4, 420, 4, 'WITHIN_TOLERANCE: requests is 105 req/s per replica (target 100 req/s, within 10 % of it)'],
    [4, 200, 2, 'METRIC_BELOW: requests is 50 req/s per replica (target 100 req/s)'],
    [1, 180, 2, 'METRIC_ABOVE: requests is 180 req/s (target 100 req/s)'],
    [4, 0, 0, 'METRIC_BELOW: requests is 0 req/s per replica (target 100 req/s)'],
  ])('%d replicas at %d req/s want %d', (current, value, wanted, sentence) => {
    expect(ask(rps, value, { current })).toEqual([wanted, sentence]);
  });

  it('does not depend on how many are ready', () => {
    expect(ask(rps, 550, { current: 4, ready: 1 })[0]).toBe(6);
  });
});

describe('thresholds', () => {
  it.each([
    [82, 5, 'METRIC_ABOVE: cpu is 82 % (> 70 %)'],
    [70.04, 5, 'METRIC_ABOVE: cpu is 70.04 % (> 70 %)'],
    [70, 4, 'METRIC_WITHIN: cpu is 70 % (between 30 % and 70 %)'],
    [30, 4, 'METRIC_WITHIN: cpu is 30 % (between 30 % and 70 %)'],
    [12, 3, 'METRIC_BELOW: cpu is 12 % (< 30 %)'],
  ])('at %d %% four replicas become %d', (value, wanted, sentence) => {
    expect(ask(metric(), value)).toEqual([wanted, sentence]);
  });

  it('steps by a number or by a share, rounded up and never less than one', () => {
    const step = (kind: 'replicas' | 'percent', size: number) =>
      kind === 'replicas' ? { kind, replicas: size } : { kind, percent: size };
    const by = (size: ReturnType<typeof step>, value: number, current: number) => {
      const rule = thresholds({ up: { value: 70, step: size }, down: { value: 30, step: size } });
      return ask(metric({ rule }), value, { current })[0];
    };
    expect(by(step('replicas', 3), 90, 4)).toBe(7);
    expect(by(step('replicas', 3), 10, 2)).toBe(0);
    expect(by(step('percent', 50), 90, 5)).toBe(8);
    expect(by(step('percent', 50), 10, 5)).toBe(2);
    expect(by(step('percent', 1), 90, 0)).toBe(1);
  });

  it('has no say on the way down without a lower threshold', () => {
    const upOnly = metric({ rule: thresholds({ up: 70 }) });
    expect(ask(upOnly, 50)).toEqual([undefined, 'METRIC_WITHIN: cpu is 50 % (≤ 70 %)']);
    expect(ask(upOnly, 71)[0]).toBe(5);
    const downOnly = metric({ rule: thresholds({ down: 30 }) });
    expect(ask(downOnly, 50)).toEqual([4, 'METRIC_WITHIN: cpu is 50 % (≥ 30 %)']);
  });

  describe('that must hold', () => {
    const rule = thresholds({
      up: { value: 70, forMs: 30 * SECOND },
      down: { value: 30, forMs: 60 * SECOND },
    });
    const cpu = metric({ rule, maxAgeMs: 20 * SECOND });
    const since = (side: 'up' | 'down', seconds: number, last = 10) =>
      history({
        streaks: { cpu: { [side]: { since: T0 - seconds * SECOND, last: T0 - last * SECOND } } },
      });

    it.each([
      ['first sight', history(), 82, 4, 'METRIC_PENDING: cpu is 82 % (> 70 %, must hold 30 s more)'],
      ['for 18 s', since('up', 18), 82, 4, 'METRIC_PENDING: cpu is 82 % (> 70 %, must hold 12 s more)'],
      ['for 30 s', since('up', 30), 82, 5, 'METRIC_ABOVE: cpu is 82 % (> 70 %)'],
      ['other side', since('down', 90), 82, 4, 'METRIC_PENDING: cpu is 82 % (> 70 %, must hold 30 s more)'],
      ['for 59 s', since('down', 59), 9, 4, 'METRIC_PENDING: cpu is 9 % (< 30 %, must hold 1 s more)'],
      ['for 60 s', since('down', 60), 9, 3, 'METRIC_BELOW: cpu is 9 % (< 30 %)'],
      [
        'gap of 21 s',
        since('up', 90, 21),
        82,
        4,
        'METRIC_PENDING: cpu is 82 % (> 70 %, must hold 30 s more)',
      ],
      ['gap of 20 s', since('up', 90, 20), 82, 5, 'METRIC_ABOVE: cpu is 82 % (> 70 %)'],
    ])('%s', (_, past, value, wanted, sentence) => {
      expect(ask(cpu, value, { current: 4 }, past)).toEqual([wanted, sentence]);
    });
  });
});

describe('a metric without a value', () => {
  const seen = (sample?: (typeof MISSING)[keyof typeof MISSING]) =>
    recommend(
      policy({ metrics: [metric()] }),
      observation(4, sample === undefined ? {} : { cpu: sample }),
      history(),
      T0,
    );

  it.each([
    ['empty', 'cpu has no data'],
    ['stale', 'cpu is stale (2 min old)'],
    ['not-a-number', 'cpu is not a number (NaN)'],
    ['error', 'cpu cannot be read (E_PROMETHEUS_TIMEOUT: no answer within 5 s)'],
  ] as const)('%s asks for nothing', (kind, sentence) => {
    const expected = {
      metric: 'cpu',
      sample: MISSING[kind],
      missing: true,
      reason: { code: 'METRIC_MISSING', message: sentence },
    };
    expect(seen(MISSING[kind])).toEqual([expected]);
  });

  it('counts as empty when nothing was measured at all', () => {
    expect(seen()).toEqual(seen(MISSING.empty));
  });
});
