import { describe, expect, it } from 'vitest';
import type { Metric, Policy } from '../../../src/core/policy.ts';
import type { View } from '../../../src/simulation/autoscaler.ts';
import type { MetricRole } from '../../../src/simulation/metric-roles.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';
import { PolicyAutoscaler } from '../../../src/simulation/policy-autoscaler.ts';
import { MINUTE, metric, policy, requests, target } from '../../support/builders.ts';
import { gaugesOf, view as viewOf } from '../../support/simulation/gauges.ts';

const RPS = requests({ rule: target(30) });

function scaler(
  of: Policy,
  declared: ReadonlyMap<string, MetricRole> = new Map(),
  active: readonly string[] = [],
) {
  return new PolicyAutoscaler(of, declared, { active: () => active }, REFERENCE_PLANT);
}

function view(seconds: number, current: number, rps: number, ready = current): View {
  return { ...viewOf(seconds, current, { requestsPerSecond: rps, cpuPercent: 50 }), ready };
}

describe('the policy decides by what the plant measures', () => {
  it('up by its target, and down again', () => {
    const own = scaler(policy({ metrics: [RPS] }));
    expect(own.decide(view(15, 2, 150))).toBe(5);
    expect(own.decide(view(45, 5, 150))).toBe(5);
    expect(own.decide(view(60, 5, 60))).toBe(2);
  });

  it('begins nothing else while new replicas start, as the controller', () => {
    const own = scaler(policy({ metrics: [RPS] }));
    expect(own.decide(view(15, 2, 150))).toBe(5);
    expect(own.decide(view(30, 5, 240, 2))).toBe(5);
    expect(own.decide(view(45, 5, 240))).toBe(8);
  });

  it('counts cooldowns from when the replicas serve', () => {
    const own = scaler(policy({ metrics: [RPS], cooldown: { upMs: MINUTE, downMs: 0 } }));
    expect(own.decide(view(15, 2, 150))).toBe(5);
    expect(own.decide(view(90, 5, 240))).toBe(5);
    expect(own.decide(view(105, 5, 240))).toBe(8);
  });

  it('follows its schedules', () => {
    const schedule = { name: 'day', start: '0 8 * * *', end: '0 18 * * *', timeZone: 'UTC', min: 6 };
    expect(
      scaler(policy({ metrics: [RPS], schedules: [schedule] }), new Map(), ['day']).decide(view(15, 2, 10)),
    ).toBe(6);
  });

  it('at once in a burst, and not down while that lasts', () => {
    const slow = { stabilization: { upMs: 10 * MINUTE, downMs: 0 }, metrics: [RPS] };
    const burst = { metric: 'requests', threshold: 2, windowMs: 15_000, lastsMs: MINUTE };
    expect(scaler(policy(slow)).decide(view(15, 2, 150))).toBe(2);
    const own = scaler(policy({ ...slow, burst }));
    expect(own.decide(view(15, 2, 150))).toBe(5);
    expect(own.decide(view(60, 5, 30))).toBe(5);
    expect(own.decide(view(75, 5, 30))).toBe(1);
  });

  it('with fewer actions once their budget is spent', () => {
    const own = scaler(policy({ metrics: [RPS], actionsPerHour: 2 }));
    const counts = [150, 30, 150, 30, 30].map((rps, i) =>
      own.decide(view(60 * (i + 1), 2 + 3 * (i % 2), rps)),
    );
    expect(counts).toEqual([5, 1, 5, 5, 2]);
    expect(own.decision?.reasons.at(-1)?.code).toBe('ACTION_BUDGET_SPENT');
    expect(own.decide(view(60 * 63, 5, 30))).toBe(1);
  });

  it('holds where nothing was measured', () => {
    const slow = metric({
      name: 'time',
      source: { kind: 'balancer', metric: 'response-time' },
      rule: target(100),
    });
    const idle = { ...view(15, 3, 0), gauges: gaugesOf({ responseTimeMs: undefined }) };
    expect(scaler(policy({ metrics: [slow] })).decide(idle)).toBe(3);
  });
});

describe('a metric of Prometheus', () => {
  const query = (text: string, overrides: Partial<Metric> = {}) =>
    requests({
      name: 'load',
      unit: '',
      source: { kind: 'prometheus', query: text },
      rule: target(30),
      ...overrides,
    });
  const wants = (of: Metric, role?: MetricRole) =>
    scaler(policy({ metrics: [of] }), role && new Map([['load', role]])).decide({
      ...view(15, 2, 120),
      gauges: gaugesOf({ requestsPerSecond: (seconds) => 2 * seconds, cpuPercent: 45, inFlight: 90 }),
    });

  it('in req/s is requests per second, over the range of its query', () => {
    expect(wants(query('sum(rate(x[1m]))', { unit: ' req/s' }))).toBe(4);
    expect(wants(query('sum(rate(x[90s]))', { unit: 'req/s' }))).toBe(6);
    expect(wants(query('sum(job:x:rate)', { unit: 'req/s' }))).toBe(1);
  });

  it('is measured over the burst’s own range too', () => {
    const burst = { metric: 'load', threshold: 2, windowMs: 15_000, lastsMs: MINUTE };
    const slow = { stabilization: { upMs: 10 * MINUTE, downMs: 0 } };
    const rate = (range: number) => 15_000 / range;
    const of = policy({
      ...slow,
      metrics: [query('sum(rate(x[5m]))')],
      burst: { ...burst, query: 'sum(rate(x[15s]))' },
    });
    const own = scaler(of, new Map([['load', 'balancer.requests-per-second']]));
    const seen = { ...view(15, 2, 0), gauges: gaugesOf({ requestsPerSecond: rate }) };
    expect(own.decide(seen)).toBe(10);
    expect(own.decision?.reasons.map(({ code }) => code)).toContain('BURST');
  });

  it('is what it was declared to be, per replica where it is an average', () => {
    expect(wants(query('sum(y)'), 'balancer.in-flight')).toBe(3);
    expect(wants(query('avg(y)', { aggregate: 'average' }), 'balancer.in-flight')).toBe(3);
    expect(wants(query('avg(y)', { aggregate: 'average' }), 'docker.cpu')).toBe(3);
    expect(wants(query('sum(y)'), 'docker.cpu')).toBe(3);
  });

  it('that nobody declared is refused', () => {
    expect(() => wants(query('sum(y)'))).toThrow(/query of metric "load" measures is not known/);
  });
});

it('memory cannot be simulated', () => {
  const memory = metric({ name: 'memory', source: { kind: 'docker', metric: 'memory' } });
  expect(() => scaler(policy({ metrics: [memory] }))).toThrow(/"memory" cannot be simulated.*docker\.memory/);
});
