import { EMPTY_HISTORY, type History } from '../../src/core/history.ts';
import type { Observation, ReplicaCounts } from '../../src/core/observation.ts';
import type { Metric, MetricRule, Policy, Threshold } from '../../src/core/policy.ts';
import type { Replica } from '../../src/core/replica.ts';
import type { MissingKind, Sample } from '../../src/core/sample.ts';

/** The moment tests start at, epoch milliseconds: Monday 2026-01-05 12:00 UTC. */
export const T0 = Date.UTC(2026, 0, 5, 12);
export const SECOND = 1000;
export const MINUTE = 60_000;

/** A policy without metrics that delays nothing: 1 to 10 replicas, drift adopted, missing data holds. */
export function policy(overrides: Partial<Policy> = {}): Policy {
  const hold = { whenUp: 'hold', otherwise: 'hold' } as const;
  return {
    ref: { project: 'shop', service: 'web' },
    origin: 'web.yaml',
    min: 1,
    max: 10,
    metrics: [],
    missingData: {
      rules: { empty: hold, stale: hold, 'not-a-number': hold, error: hold },
      floor: overrides.min ?? 1,
    },
    cooldown: { upMs: 0, downMs: 0 },
    stabilization: { upMs: 0, downMs: 0 },
    rateLimit: { up: [], down: [] },
    schedules: [],
    drift: { increased: 'adopt', decreased: 'adopt' },
    balancer: { kind: 'none' },
    lifecycle: { drainTimeoutMs: 30_000, readyTimeoutMs: 60_000, settleMs: 2000, victim: 'newest' },
    ...overrides,
  };
}

/** CPU in %, averaged over the replicas: one up above 70 %, one down below 30 %, at once. */
export function metric(overrides: Partial<Metric> = {}): Metric {
  return {
    name: 'cpu',
    unit: '%',
    source: { kind: 'docker', metric: 'cpu' },
    aggregate: 'average',
    maxAgeMs: 90_000,
    rule: thresholds({ up: 70, down: 30 }),
    ...overrides,
  };
}

/** Requests per second over the whole service: one up above 100, one down below 50, at once. */
export function requests(overrides: Partial<Metric> = {}): Metric {
  return metric({
    name: 'requests',
    unit: 'req/s',
    source: { kind: 'balancer', metric: 'requests-per-second' },
    aggregate: 'total',
    rule: thresholds({ up: 100, down: 50 }),
    ...overrides,
  });
}

/** A pair of thresholds of one step each that hold at once, unless told otherwise. */
export function thresholds(sides: {
  readonly up?: number | Partial<Threshold>;
  readonly down?: number | Partial<Threshold>;
}): MetricRule {
  const threshold = (side: number | Partial<Threshold>): Threshold => ({
    value: 0,
    forMs: 0,
    step: { kind: 'replicas', replicas: 1 },
    ...(typeof side === 'number' ? { value: side } : side),
  });
  return {
    kind: 'thresholds',
    ...(sides.up === undefined ? {} : { up: threshold(sides.up) }),
    ...(sides.down === undefined ? {} : { down: threshold(sides.down) }),
  };
}

/** A target with a tolerance of 10 %, unless told otherwise. */
export function target(value: number, tolerance = 0.1): MetricRule {
  return { kind: 'target', target: value, tolerance };
}

/** What a source says when it has no usable number. */
export const MISSING = {
  empty: { kind: 'empty' },
  stale: { kind: 'stale', value: 82, at: T0 - 2 * MINUTE },
  'not-a-number': { kind: 'not-a-number', text: 'NaN' },
  error: { kind: 'error', code: 'E_PROMETHEUS_TIMEOUT', message: 'no answer within 5 s' },
} as const satisfies Record<MissingKind, Sample>;

/** A usable number. */
export function value(number: number, at = T0): Sample {
  return { kind: 'value', value: number, at };
}

/** What is seen of a service with `current` replicas, all ready unless told; a bare number is a value. */
export function observation(
  current: number,
  samples: Readonly<Record<string, number | Sample>> = {},
  overrides: Partial<Omit<Observation, 'replicas' | 'samples'>> &
    Partial<Omit<ReplicaCounts, 'current'>> = {},
): Observation {
  const { ready = current, activeSchedules = [], ...rest } = overrides;
  return {
    replicas: { current, ready },
    samples: new Map(
      Object.entries(samples).map(([name, s]) => [name, typeof s === 'number' ? value(s) : s]),
    ),
    activeSchedules,
    ...rest,
  };
}

/** The history of a service never seen before, with what is told. */
export function history(overrides: Partial<History> = {}): History {
  return { ...EMPTY_HISTORY, ...overrides };
}

/** The container `web-<number>`, ready and healthy unless told. */
export function replica(number: number, overrides: Partial<Replica> = {}): Replica {
  return {
    id: `id-${number}`,
    name: `shop-web-${number}`,
    number,
    state: 'ready',
    hasHealthCheck: true,
    createdAt: T0,
    addresses: [{ networkId: 'net-1', network: 'shop_default', ipv4: `172.18.0.${number + 1}` }],
    ports: [8080],
    ...overrides,
  };
}
