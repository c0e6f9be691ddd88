import fc from 'fast-check';
import type { BurstMemory, History } from '../../src/core/history.ts';
import type { HostUse, Observation, Suspension } from '../../src/core/observation.ts';
import type {
  Metric,
  MetricRule,
  MissingAction,
  Policy,
  RateLimit,
  Schedule,
  Step,
} from '../../src/core/policy.ts';
import type { Sample } from '../../src/core/sample.ts';
import { history, MINUTE, MISSING, metric, policy, T0 } from './builders.ts';

/** Everything `evaluate` takes. */
export interface Situation {
  readonly policy: Policy;
  readonly observation: Observation;
  readonly history: History;
  readonly now: number;
}

const ms = (most = 10 * MINUTE) => fc.nat(most);
const mostly = <T, U>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ arbitrary: usual, weight: 7 }, { arbitrary: other, weight: 1 });
const maybe = <T>(arb: fc.Arbitrary<T>, none: T) => fc.oneof(arb, fc.constant(none));

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('replicas' as const), replicas: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 200 }) }),
);
const threshold = (min: number, max: number) =>
  fc.record(
    {
      value: fc.integer({ min, max }),
      forMs: maybe(ms(), 0),
      step,
      steps: fc.array(fc.record({ value: fc.integer({ min: 0, max: 300 }), step }), { maxLength: 2 }),
    },
    { requiredKeys: ['value', 'forMs', 'step'] },
  );

const rule: fc.Arbitrary<MetricRule> = fc.oneof(
  fc.record(
    { kind: fc.constant('thresholds' as const), up: threshold(60, 200), down: threshold(1, 50) },
    { requiredKeys: ['kind'] },
  ),
  fc.record({
    kind: fc.constant('target' as const),
    target: fc.integer({ min: 1, max: 200 }),
    tolerance: fc.constantFrom(0, 0.05, 0.1, 0.5),
  }),
);

const metrics: fc.Arbitrary<readonly Metric[]> = fc
  .array(fc.record({ rule, aggregate: fc.constantFrom('total' as const, 'average' as const) }), {
    maxLength: 3,
  })
  .map((list) => list.map((given, i) => metric({ name: `m${i}`, ...given })));

const action = fc.constantFrom<MissingAction>('hold', 'floor', 'up');
const missingRule = fc.record({ whenUp: action, otherwise: action });
const rateLimits: fc.Arbitrary<readonly RateLimit[]> = fc.array(fc.record({ step, periodMs: ms() }), {
  maxLength: 2,
});
const driftRule = fc.constantFrom('adopt' as const, 'restore' as const, 'hold' as const);

/** Schedules with all that they need to be valid; when they are active is for the observation to say. */
const schedules: fc.Arbitrary<readonly Schedule[]> = fc
  .array(fc.record({ min: fc.nat(25), max: fc.nat(25) }, { requiredKeys: [] }), { maxLength: 2 })
  .map((list) =>
    list.map((limits, i) => ({
      name: `s${i}`,
      start: '0 8 * * *',
      end: '0 18 * * *',
      timeZone: 'UTC',
      ...limits,
    })),
  );

/** Any valid policy. */
export const policies: fc.Arbitrary<Policy> = fc
  .record({
    min: fc.nat(5),
    span: mostly(fc.integer({ min: 3, max: 15 }), fc.nat(2)),
    metrics,
    schedules,
    floor: fc.nat(20),
    rules: fc.record({
      empty: missingRule,
      stale: missingRule,
      'not-a-number': missingRule,
      error: missingRule,
    }),
    cooldown: fc.record({ upMs: maybe(ms(), 0), downMs: maybe(ms(), 0) }),
    stabilization: fc.record({ upMs: maybe(ms(), 0), downMs: maybe(ms(), 0) }),
    rateLimit: fc.record({ up: rateLimits, down: rateLimits }),
    burst: fc.option(
      fc.record({
        threshold: fc.constantFrom(1.1, 2, 5),
        windowMs: fc.constantFrom(15_000, MINUTE),
        lastsMs: ms(2 * MINUTE),
      }),
    ),
    actionsPerHour: fc.option(fc.integer({ min: 1, max: 4 })),
    reserve: fc.option(fc.record({ cpuPercent: fc.nat(50), memoryPercent: fc.nat(50) })),
    drift: fc.record({ increased: driftRule, decreased: driftRule }),
  })
  .map(({ min, span, floor, rules, reserve, burst, actionsPerHour, ...rest }) => {
    const max = Math.max(1, min + span);
    const targeted = rest.metrics.find((each) => each.rule.kind === 'target');
    return policy({
      ...rest,
      min,
      max,
      missingData: { rules, floor: Math.min(max, Math.max(min, floor)) },
      ...(reserve ? { hostReserve: reserve } : {}),
      ...(actionsPerHour ? { actionsPerHour } : {}),
      ...(burst && targeted ? { burst: { ...burst, metric: targeted.name } } : {}),
    });
  });

const usable: fc.Arbitrary<Sample> = fc
  .oneof(
    { arbitrary: fc.integer({ min: 0, max: 300 }), weight: 6 },
    { arbitrary: fc.nat(30), weight: 4 },
    { arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0), weight: 1 },
  )
  .map((value) => ({ kind: 'value', value, at: T0 }));
const sample = fc.oneof(
  { arbitrary: usable, weight: 7 },
  { arbitrary: fc.constantFrom<Sample>(...Object.values(MISSING)), weight: 1 },
);

const hosts: fc.Arbitrary<HostUse> = fc.record({
  cpuCores: fc.integer({ min: 1, max: 16 }),
  memoryBytes: fc.integer({ min: 1, max: 64 }),
  usedCpuCores: fc.nat(16),
  usedMemoryBytes: fc.nat(64),
  replicaCpuCores: fc.constantFrom(0, 0.1, 0.5, 2),
  replicaMemoryBytes: fc.nat(8),
});

const suspensions: fc.Arbitrary<Suspension | undefined> = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 9 },
  fc.constant({ code: 'SETTLING', message: 'the count is changing' } as const),
);

function observations(given: Policy): fc.Arbitrary<Observation> {
  return fc
    .record({
      current: mostly(fc.integer({ min: given.min, max: given.max }), fc.nat(22)),
      notReady: fc.nat(3),
      samples: fc.tuple(...given.metrics.map((m) => fc.tuple(fc.constant(m.name), sample))),
      activeSchedules: fc.subarray(given.schedules.map((s) => s.name)),
      host: fc.option(hosts),
      suspension: suspensions,
    })
    .map(({ current, notReady, samples, activeSchedules, host, suspension }) => ({
      replicas: { current, ready: Math.max(0, current - notReady) },
      samples: new Map(samples),
      activeSchedules,
      ...(host ? { host } : {}),
      ...(suspension ? { suspension } : {}),
    }));
}

const moments = (most: number) =>
  fc.array(ms(), { maxLength: most }).map((list) => list.sort((a, b) => b - a).map((ago) => T0 - ago));

function histories(given: Policy, current: number): fc.Arbitrary<History> {
  const streak = fc
    .tuple(ms(), ms(2 * MINUTE))
    .map(([a, b]) => ({ since: T0 - Math.max(a, b), last: T0 - b }));
  const streaks = fc.tuple(
    ...given.metrics.map((m) =>
      fc.tuple(fc.constant(m.name), fc.record({ up: streak, down: streak }, { requiredKeys: [] })),
    ),
  );
  const runs = fc
    .tuple(moments(8), fc.array(fc.nat(22), { minLength: 8, maxLength: 8 }))
    .map(([at, replicas]) =>
      at.map((from, i) => ({ at: from, until: at[i + 1] ?? from, replicas: replicas[i] ?? 0 })),
    );
  const actions = fc
    .tuple(moments(5), fc.array(fc.tuple(fc.nat(22), fc.nat(22)), { minLength: 5, maxLength: 5 }))
    .map(([at, moves]) =>
      at.map((when, i) => ({ at: when, from: moves[i]?.[0] ?? 0, to: moves[i]?.[1] ?? 0 })),
    );
  const burst: fc.Arbitrary<BurstMemory> = fc
    .tuple(moments(3), fc.array(fc.nat(300), { minLength: 3, maxLength: 3 }), fc.option(ms(2 * MINUTE)))
    .map(([at, numbers, ago]) => ({
      values: at.map((when, i) => ({ at: when, value: numbers[i] ?? 0 })),
      ...(ago === null ? {} : { seenAt: T0 - ago }),
    }));
  const failures = fc.record({
    count: fc.integer({ min: 1, max: 9 }),
    lastAt: moments(1),
    message: fc.constant('E_X: x'),
  });
  return fc
    .record({
      streaks,
      recommendations: runs,
      actions,
      burst,
      failures: mostly(fc.constant(null), failures),
      desired: mostly(fc.constantFrom(current, undefined), fc.nat(22)),
      override: mostly(fc.constant(undefined), fc.constant(current)),
    })
    .map(({ streaks: pairs, failures: failed, desired, override, ...rest }) => {
      const lastAt = failed?.lastAt[0];
      return history({
        ...rest,
        streaks: Object.fromEntries(pairs),
        ...(failed && lastAt !== undefined ? { failures: { ...failed, lastAt } } : {}),
        ...(desired === undefined ? {} : { desired }),
        ...(override === undefined ? {} : { override }),
      });
    });
}

/** Any policy with anything that may be seen of its service and remembered of it. */
export const situations: fc.Arbitrary<Situation> = policies.chain((given) =>
  observations(given).chain((observation) =>
    histories(given, observation.replicas.current).map((past) => ({
      policy: given,
      observation,
      history: past,
      now: T0,
    })),
  ),
);
