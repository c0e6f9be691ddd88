import { describe, expect, it } from 'vitest';
import { describe as sentence } from '../../../../src/core/decision.ts';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import type { History } from '../../../../src/core/history.ts';
import type { Observation } from '../../../../src/core/observation.ts';
import type { Policy } from '../../../../src/core/policy.ts';
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
} from '../../../support/builders.ts';

function say(rules: Policy, seen: Observation, past: Partial<History> = {}): string {
  return sentence(evaluate(rules, seen, history(past), T0).decision);
}

const CPU = policy({ min: 2, metrics: [metric()], cooldown: { upMs: 30 * SECOND, downMs: MINUTE } });
const scaledUp = (secondsAgo: number) => ({ actions: [{ at: T0 - secondsAgo * SECOND, from: 3, to: 4 }] });
const failed = { failures: { count: 1, lastAt: T0, message: 'E_UNHEALTHY: web-5 is unhealthy' } };

describe('a decision', () => {
  it('holds everything a reader needs', () => {
    const { decision, recommended } = evaluate(CPU, observation(4, { cpu: 82 }), history(scaledUp(18)), T0);
    const why = { code: 'METRIC_ABOVE', message: 'cpu is 82 % (> 70 %)' };
    expect(recommended).toBe(5);
    expect(decision).toEqual({
      action: 'hold',
      from: 4,
      to: 4,
      at: T0,
      reasons: [why, { code: 'UP_COOLDOWN', message: 'the up-cooldown ends in 12 s' }],
      recommendations: [
        {
          metric: 'cpu',
          sample: { kind: 'value', value: 82, at: T0 },
          missing: false,
          replicas: 5,
          reason: why,
        },
      ],
    });
  });

  it.each<[string, Observation, Partial<History>]>([
    [
      'held at 4: cpu is 82 % (> 70 %) but the up-cooldown ends in 12 s',
      observation(4, { cpu: 82 }),
      scaledUp(18),
    ],
    ['up from 4 to 5: cpu is 82 % (> 70 %)', observation(4, { cpu: 82 }), scaledUp(30)],
    ['held at 4: cpu is 50 % (between 30 % and 70 %)', observation(4, { cpu: 50 }), {}],
    ['down from 4 to 3: cpu is 12 % (< 30 %)', observation(4, { cpu: 12 }), scaledUp(60)],
    [
      'held at 4: cpu is 12 % (< 30 %) but the down-cooldown ends in 12 s',
      observation(4, { cpu: 12 }),
      scaledUp(48),
    ],
    ['held at 2: cpu is 12 % (< 30 %) but min is 2 replicas', observation(2, { cpu: 12 }), scaledUp(48)],
    ['held at 10: cpu is 99 % (> 70 %) but max is 10 replicas', observation(10, { cpu: 99 }), scaledUp(18)],
    [
      'up from 1 to 2: cpu is 50 % (between 30 % and 70 %) but there is only 1, below min 2',
      observation(1, { cpu: 50 }),
      {},
    ],
    [
      'up from 1 to 2: cpu is 82 % (> 70 %) but the up-cooldown ends in 20 s; there is only 1, below min 2',
      observation(1, { cpu: 82 }),
      scaledUp(10),
    ],
    [
      'down from 12 to 10: cpu has no data but there are 12, above max 10',
      observation(12, { cpu: MISSING.empty }),
      scaledUp(1),
    ],
    ['held at 4: cpu is stale (2 min old)', observation(4, { cpu: MISSING.stale }), {}],
    [
      'held at 4: cpu is 82 % (> 70 %) but the last attempt failed (E_UNHEALTHY: web-5 is unhealthy), the next is in 10 s',
      observation(4, { cpu: 82 }),
      failed,
    ],
    [
      'held at 4: cpu is 82 % (> 70 %) but scaling from 4 to 5 is under way',
      observation(
        4,
        { cpu: 82 },
        { suspension: { code: 'ACTION_IN_PROGRESS', message: 'scaling from 4 to 5 is under way' } },
      ),
      {},
    ],
  ])('%s', (expected, seen, past) => {
    expect(say(CPU, seen, past)).toBe(expected);
  });
});

describe('several stages', () => {
  it('a metric that is missing keeps another from going down', () => {
    const two = policy({ metrics: [metric(), requests()] });
    expect(say(two, observation(4, { cpu: 12, requests: MISSING.empty }))).toBe(
      'held at 4: cpu is 12 % (< 30 %) and requests has no data but missing data never scales down',
    );
    expect(say(two, observation(4, { cpu: 82, requests: MISSING.empty }))).toBe(
      'up from 4 to 5: cpu is 82 % (> 70 %) and requests has no data',
    );
  });

  it('a schedule’s cap waits for the data too', () => {
    const night = { name: 'night', start: '0 22 * * *', end: '0 6 * * *', timeZone: 'UTC', max: 2 };
    const rules = policy({ metrics: [metric()], schedules: [night] });
    expect(say(rules, observation(4, { cpu: MISSING.empty }, { activeSchedules: ['night'] }))).toBe(
      'held at 4: cpu has no data but schedule night allows at most 2 replicas; missing data never scales down',
    );
    expect(say(rules, observation(4, { cpu: 50 }, { activeSchedules: ['night'] }))).toBe(
      'down from 4 to 2: cpu is 50 % (between 30 % and 70 %) but schedule night allows at most 2 replicas',
    );
  });

  it('a schedule’s floor is delayed by the cooldown, but not by the tolerance', () => {
    const day = { name: 'day', start: '0 8 * * *', end: '0 18 * * *', timeZone: 'UTC', min: 6 };
    const rules = policy({
      metrics: [metric({ rule: target(60) })],
      schedules: [day],
      cooldown: CPU.cooldown,
    });
    const seen = observation(4, { cpu: 63 }, { activeSchedules: ['day'] });
    expect(say(rules, seen)).toBe(
      'up from 4 to 6: cpu is 63 % (target 60 %, within 10 % of it) but schedule day asks for at least 6 replicas',
    );
    expect(say(rules, seen, scaledUp(18))).toBe(
      'held at 4: cpu is 63 % (target 60 %, within 10 % of it) but schedule day asks for at least 6 replicas; the up-cooldown ends in 12 s',
    );
  });

  it('each that cut the number says so', () => {
    const rules = policy({
      metrics: [requests({ rule: target(10) })],
      rateLimit: { up: [{ step: { kind: 'replicas', replicas: 4 }, periodMs: MINUTE }], down: [] },
      hostReserve: { cpuPercent: 0, memoryPercent: 0 },
    });
    const host = {
      cpuCores: 4,
      usedCpuCores: 2,
      replicaCpuCores: 1,
      memoryBytes: 1,
      usedMemoryBytes: 0,
      replicaMemoryBytes: 0,
    };
    expect(say(rules, observation(2, { requests: 500 }, { host }))).toBe(
      'up from 2 to 4: requests is 250 req/s per replica (target 10 req/s) but no more than 4 replicas may be added in 1 min; the host’s free CPU carries only 2 more',
    );
  });

  it('without metrics only bounds and schedules decide', () => {
    expect(say(policy({ min: 3 }), observation(4))).toBe('held at 4: the policy has no metrics');
    expect(say(policy({ min: 3 }), observation(1))).toBe(
      'up from 1 to 3: the policy has no metrics but there is only 1, below min 3',
    );
  });
});

describe('someone else’s hand', () => {
  const rules = (rule: 'adopt' | 'restore' | 'hold') => ({
    ...CPU,
    drift: { increased: rule, decreased: rule },
  });

  it.each([
    [
      'adopt',
      6,
      'up from 6 to 7: the count went from 4 to 6 without this controller, which is taken over and cpu is 82 % (> 70 %)',
    ],
    ['restore', 6, 'down from 6 to 4: the count went from 4 to 6 without this controller, which is put back'],
    ['restore', 3, 'up from 3 to 4: the count went from 4 to 3 without this controller, which is put back'],
    ['restore', 1, 'up from 1 to 4: the count went from 4 to 1 without this controller, which is put back'],
    [
      'hold',
      6,
      'held at 6: the count went from 4 to 6 without this controller, which is left until somebody scales',
    ],
    [
      'hold',
      12,
      'down from 12 to 10: the count went from 4 to 12 without this controller; there are 12, above max 10',
    ],
    [
      'hold',
      1,
      'up from 1 to 2: the count went from 4 to 1 without this controller; there is only 1, below min 2',
    ],
  ] as const)('%s at %d', (rule, current, expected) => {
    expect(say(rules(rule), observation(current, { cpu: 82 }), { desired: 4 })).toBe(expected);
  });

  it('restoring keeps to what the host carries', () => {
    const host = {
      cpuCores: 4,
      usedCpuCores: 3,
      replicaCpuCores: 1,
      memoryBytes: 1,
      usedMemoryBytes: 0,
      replicaMemoryBytes: 0,
    };
    const reserved = { ...rules('restore'), hostReserve: { cpuPercent: 0, memoryPercent: 0 } };
    expect(say(reserved, observation(3, { cpu: 50 }, { host }), { desired: 6 })).toBe(
      'up from 3 to 4: the count went from 6 to 3 without this controller, which is put back but the host’s free CPU carries only 1 more',
    );
  });

  it('restoring waits after a failure, and for data on the way down', () => {
    const past = { desired: 4, ...failed };
    expect(say(rules('restore'), observation(3, { cpu: 50 }), past)).toBe(
      'held at 3: the count went from 4 to 3 without this controller, which is put back but the last attempt failed (E_UNHEALTHY: web-5 is unhealthy), the next is in 10 s',
    );
    expect(say(rules('restore'), observation(6, { cpu: MISSING.error }), { desired: 4 })).toBe(
      'held at 6: the count went from 4 to 6 without this controller, which is put back but missing data never scales down',
    );
  });

  it('a count that somebody forced is kept until the next scale', () => {
    const past = { desired: 12, override: 12 };
    expect(say(CPU, observation(12, { cpu: 12 }), past)).toBe(
      'held at 12: somebody asked for 12, outside 2 to 10, and it is kept until the next scale',
    );
    expect(say(CPU, observation(1, { cpu: 99 }), { desired: 1, override: 1 })).toBe(
      'held at 1: somebody asked for 1, outside 2 to 10, and it is kept until the next scale',
    );
  });

  it('a forced count inside the bounds, or that is no longer there, is scaled as any other', () => {
    expect(say(CPU, observation(6, { cpu: 82 }), { desired: 6, override: 6 })).toBe(
      'up from 6 to 7: cpu is 82 % (> 70 %)',
    );
    expect(say(CPU, observation(2, { cpu: 82 }), { desired: 2, override: 2 })).toContain('up from 2 to 3: ');
    expect(say(CPU, observation(10, { cpu: 12 }), { desired: 10, override: 10 })).toContain(
      'down from 10 to 9: ',
    );
    expect(say(CPU, observation(11, { cpu: 50 }), { desired: 12, override: 12 })).toContain(
      'down from 11 to 10: ',
    );
  });
});
