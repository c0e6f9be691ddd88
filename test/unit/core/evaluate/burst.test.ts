import { describe, expect, it } from 'vitest';
import { burstOf } from '../../../../src/core/evaluate/burst.ts';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import { metricsOf, tick } from '../../../../src/core/evaluate/tick.ts';
import type { BurstRule, Policy } from '../../../../src/core/policy.ts';
import {
  history,
  MINUTE,
  MISSING,
  metric,
  observation,
  policy,
  requests,
  SECOND,
  T0,
  target,
  value,
} from '../../../support/builders.ts';
import { written } from '../../../support/stage-context.ts';

const BURST: BurstRule = { metric: 'requests', threshold: 2, windowMs: 15 * SECOND, lastsMs: MINUTE };
const SLOW: Partial<Policy> = {
  cooldown: { upMs: 5 * MINUTE, downMs: 5 * MINUTE },
  stabilization: { upMs: 3 * MINUTE, downMs: 0 },
};

function bursty(overrides: Partial<Policy> = {}): Policy {
  return policy({ max: 40, metrics: [requests({ rule: target(50) })], burst: BURST, ...overrides });
}

/** What is decided when these requests per second are seen one tick of 5 s after the other, from so many replicas. */
function through(of: Policy, replicas: number, ...loads: readonly number[]) {
  let past = history({ actions: [{ at: T0 - SECOND, from: 1, to: replicas }] });
  let current = replicas;
  return loads.map((load, i) => {
    const now = T0 + i * 5 * SECOND;
    const { decision, history: next } = tick(
      of,
      observation(current, { requests: value(load, now) }),
      past,
      now,
    );
    past = { ...next, desired: decision.to };
    current = decision.to;
    return [decision.to, ...decision.reasons.map(written)];
  });
}

describe('a burst', () => {
  it('begins at twice the target of what there is, and waits for nothing', () => {
    expect(through(bursty(SLOW), 4, 399)).toEqual([
      [
        4,
        'METRIC_ABOVE: requests is 99.8 req/s per replica (target 50 req/s)',
        'STABILIZING_UP: the need must last 3 min before it counts',
      ],
    ]);
    expect(through(bursty(SLOW), 4, 400)).toEqual([
      [
        8,
        'METRIC_ABOVE: requests is 100 req/s per replica (target 50 req/s)',
        'BURST: there is a burst: requests is 2 times its target over 15 s',
      ],
    ]);
  });

  it('is seen in the mean over its window, so that one high value of three is not enough', () => {
    const counts = (...loads: number[]) => through(bursty(SLOW), 4, ...loads).map(([to]) => to);
    expect(counts(200, 200, 600)).toEqual([4, 4, 4]);
    expect(counts(200, 200, 600, 600)).toEqual([4, 4, 4, 12]);
    expect(counts(200, 200, 2000)).toEqual([4, 4, 40]);
  });

  it('asks for more again and again while it lasts', () => {
    expect(through(bursty(SLOW), 4, 400, 500, 900).map(([to]) => to)).toEqual([8, 10, 18]);
  });

  it('holds every scale-down until its time is over since it was last seen', () => {
    const quick = bursty({ burst: { ...BURST, lastsMs: 10 * SECOND } });
    const [seen, held, free] = through(quick, 4, 600, 10, 10);
    expect(seen?.[0]).toBe(12);
    expect(held).toEqual([
      12,
      'METRIC_BELOW: requests is 0.833 req/s per replica (target 50 req/s)',
      'BURST: there was a burst 5 s ago',
      'BURST_HOLD: nothing goes down for 5 s more after a burst',
    ]);
    expect(free).toEqual([1, 'METRIC_BELOW: requests is 0.833 req/s per replica (target 50 req/s)']);
  });

  it('keeps to max, to the rate limit and to the host', () => {
    const at = (overrides: Partial<Policy>) => through(bursty(overrides), 4, 2000)[0];
    expect(at({ max: 6 })?.[0]).toBe(6);
    const limit = { step: { kind: 'replicas', replicas: 3 }, periodMs: SECOND } as const;
    expect(at({ rateLimit: { up: [limit], down: [] } })?.[0]).toBe(7);
    const host = {
      cpuCores: 8,
      memoryBytes: 8,
      usedCpuCores: 4,
      usedMemoryBytes: 0,
      replicaCpuCores: 1,
      replicaMemoryBytes: 0,
    };
    const full = bursty({ hostReserve: { cpuPercent: 0, memoryPercent: 0 } });
    const seen = observation(4, { requests: 2000 }, { host });
    expect(evaluate(full, seen, history(), T0).decision.to).toBe(8);
  });

  it('repairs more than max at once', () => {
    const past = history({ burst: { seenAt: T0 - SECOND, values: [] } });
    expect(evaluate(bursty({ max: 6 }), observation(9, { requests: 10 }), past, T0).decision.to).toBe(6);
  });

  it('counts replicas that start: they are on their way', () => {
    const seen = observation(8, { requests: 700 }, { ready: 4 });
    expect(burstOf(bursty(), seen, history(), T0)).toBeUndefined();
    const cpu = metric({ rule: target(40) });
    const byCpu = bursty({ metrics: [cpu], burst: { ...BURST, metric: 'cpu' } });
    expect(burstOf(byCpu, observation(4, { cpu: 80 }), history(), T0)).toMatchObject({
      ratio: 2,
      replicas: 8,
    });
    expect(burstOf(byCpu, observation(8, { cpu: 80 }, { ready: 4 }), history(), T0)).toBeUndefined();
  });

  it('goes by a learned target once there is one', () => {
    const learned = requests({ rule: { kind: 'learned', by: 'cpu', tolerance: 0.1 } });
    const of = bursty({ metrics: [metric({ rule: target(75) }), learned] });
    const seen = observation(4, { requests: 400, cpu: 75 });
    expect(burstOf(of, seen, history(), T0)).toBeUndefined();
    expect(burstOf(of, seen, history({ targets: { requests: 50 } }), T0)?.replicas).toBe(8);
  });

  it('lasts while its metric has no value', () => {
    const past = history({ burst: { seenAt: T0 - SECOND, values: [] } });
    const seen = observation(4, { requests: MISSING.empty });
    expect(burstOf(bursty(), seen, past, T0)).toEqual({ seenAt: T0 - SECOND, endsAt: T0 + 59 * SECOND });
  });
});

describe('a query with a window of its own', () => {
  const rps = requests({ source: { kind: 'prometheus', query: 'rate(x[60s])' }, rule: target(50) });
  const of = bursty({ ...SLOW, metrics: [rps], burst: { ...BURST, query: 'rate(x[15s])' } });

  it('is one more metric, of the shadow too', () => {
    const measured = metricsOf({ ...of, shadow: of });
    expect(measured.map(({ name, source }) => [name, source.kind === 'prometheus' && source.query])).toEqual([
      ['requests', 'rate(x[60s])'],
      ['burst.requests', 'rate(x[15s])'],
      ['shadow.requests', 'rate(x[60s])'],
      ['shadow.burst.requests', 'rate(x[15s])'],
    ]);
  });

  it('sees a burst before the metric itself does', () => {
    const seen = observation(4, { requests: 240, 'burst.requests': 500 });
    expect(evaluate(of, seen, history(), T0).decision.to).toBe(10);
  });

  it('says when it has no value, and then goes by the metric', () => {
    const { decision } = evaluate(of, observation(4, { requests: 400 }), history(), T0);
    expect(decision.reasons.map(written)).toEqual([
      'METRIC_ABOVE: requests is 100 req/s per replica (target 50 req/s)',
      'METRIC_MISSING: requests over 15 s has no data',
      'BURST: there is a burst: requests is 2 times its target over 15 s',
    ]);
  });
});
