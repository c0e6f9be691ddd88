import type { BalancerRef } from './balancing.ts';
import type { ControlInForce } from './manual-control.ts';
import type { ReplicaPrice } from './price.ts';
import type { MissingKind } from './sample.ts';

/** One Compose service on one engine. */
export interface ServiceRef {
  readonly project: string;
  readonly service: string;
}

/** `project/service`, the key of a service everywhere. */
export function serviceKey(ref: ServiceRef): string {
  return `${ref.project}/${ref.service}`;
}

/** A change in replicas: a number of them, or a share of the current count (rounded up, at least one). */
export type Step =
  | { readonly kind: 'replicas'; readonly replicas: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** What an embedded source can measure of a service from the Docker API. */
export const DOCKER_METRICS = ['cpu', 'memory'] as const;
/** What an embedded source can measure of a service from its balancer's own counters. */
export const BALANCER_METRICS = ['requests-per-second', 'response-time', 'in-flight', 'queue'] as const;

/**
 * Where a metric's number comes from.
 * `docker` cpu is the replicas' mean use in % of one core (of their CPU limit where they have one), memory the
 * mean in % of their memory limit (of the host's memory without one); `balancer` requests-per-second, in-flight
 * and queue are totals over the service, response-time is the mean in milliseconds;
 * `prometheus` is an instant query in which `{{project}}` and `{{service}}` are placeholders.
 */
export type MetricSourceRef =
  | { readonly kind: 'docker'; readonly metric: (typeof DOCKER_METRICS)[number] }
  | { readonly kind: 'balancer'; readonly metric: (typeof BALANCER_METRICS)[number] }
  | { readonly kind: 'prometheus'; readonly query: string };

/** One side of a pair of thresholds: it must hold for `forMs` without a gap before it asks for `step`. */
export interface Threshold {
  readonly value: number;
  readonly forMs: number;
  readonly step: Step;
  /** Larger steps further past the threshold: the farthest one that the value is past counts. Nearest first. */
  readonly steps?: readonly { readonly value: number; readonly step: Step }[];
}

/**
 * How a metric's value becomes a recommendation: `thresholds` step up above one value and down below another
 * (without the lower one the metric has no say on the way down);
 * `target` is proportional with a tolerance given as a share of 1 (0.1 = 10 %);
 * `learned` is a target that nobody names: what a replica has of this total while the metric `by` is at its target.
 */
export type MetricRule =
  | { readonly kind: 'thresholds'; readonly up?: Threshold; readonly down?: Threshold }
  | { readonly kind: 'target'; readonly target: number; readonly tolerance: number }
  | { readonly kind: 'learned'; readonly by: string; readonly tolerance: number };

/** One metric of a policy. */
export interface Metric {
  readonly name: string;
  /** Shown behind values: `%`, ` req/s`, ` ms`. Empty when unknown. */
  readonly unit: string;
  readonly source: MetricSourceRef;
  /**
   * `total`: the value is a sum over the service, so a target means value ÷ replicas;
   * `average`: the value is already per replica. Thresholds compare the value as it comes.
   */
  readonly aggregate: 'total' | 'average';
  /** An older sample is stale. Milliseconds. */
  readonly maxAgeMs: number;
  readonly rule: MetricRule;
}

/** What a metric without a value asks for: nothing, the policy's `floor`, or one step up. Never down. */
export type MissingAction = 'hold' | 'floor' | 'up';

/** The rule for missing data, by kind of sample and by what the other metrics want. */
export interface MissingData {
  readonly rules: Readonly<
    Record<MissingKind, { readonly whenUp: MissingAction; readonly otherwise: MissingAction }>
  >;
  /** The replica count known to carry the load blind; `min` by default. */
  readonly floor: number;
}

/** No more than `step` of change within any `periodMs`. */
export interface RateLimit {
  readonly step: Step;
  readonly periodMs: number;
}

/** A forecast that lifts the floor ahead of the load. */
export interface ForecastRule {
  /** The name of a metric with a target. */
  readonly metric: string;
  /** The share of the load, 0 to 1, that may meet replicas over the target. */
  readonly shortage: number;
}

/** A burst: so much load, over a short window of its own, that nothing waits and nothing goes down while it lasts. */
export interface BurstRule {
  /** The name of a metric with a target, named or learned. */
  readonly metric: string;
  /** How many times its target the metric must be; 2 is twice what the replicas, starting ones too, are for. */
  readonly threshold: number;
  /** Over which time the metric is measured for it. */
  readonly windowMs: number;
  /** How long it lasts after it was last seen. */
  readonly lastsMs: number;
  /** The metric's query over that window, where the query leaves its window open. */
  readonly query?: string;
}

/** What the requests are to be answered within. As long as they are, CPU may go over its target. */
export interface ResponseTimeRule {
  /** For 95 % of the requests. */
  readonly p95Ms: number;
  /** The mean response time at the balancer, which has no say of its own. */
  readonly metric: Metric;
  /** The name of the CPU metric whose target it lifts. */
  readonly lifts: string;
}

/** What to do when someone else changed the replica count. */
export type DriftRule = 'adopt' | 'restore' | 'hold';

/** What a schedule does while it is active. Replicas. */
export interface Schedule {
  readonly name: string;
  /** Five-field cron expressions: the window is active from each `start` until the next `end`. */
  readonly start: string;
  readonly end: string;
  /** IANA time zone, `UTC` by default. */
  readonly timeZone: string;
  readonly min?: number;
  readonly max?: number;
}

/** Share of the host kept free of replicas, in % of its CPU and memory. */
export interface HostReserve {
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

/** How a replica is taken out and how long a new one may take. Milliseconds. */
export interface Lifecycle {
  readonly drainTimeoutMs: number;
  readonly readyTimeoutMs: number;
  /** Without a health check, how long a started replica must stay up before it counts as healthy. */
  readonly settleMs: number;
  readonly victim: 'newest' | 'least-loaded';
}

/** The `max` of a service that no policy bounds. */
export const UNBOUNDED = 1_000_000;

/** Everything that decides how many replicas one service has. All defaults are resolved; times in milliseconds. */
export interface Policy {
  readonly ref: ServiceRef;
  /** The file or the container whose labels it came from. */
  readonly origin: string;
  readonly min: number;
  readonly max: number;
  readonly metrics: readonly Metric[];
  readonly missingData: MissingData;
  readonly cooldown: { readonly upMs: number; readonly downMs: number };
  readonly stabilization: { readonly upMs: number; readonly downMs: number };
  readonly rateLimit: { readonly up: readonly RateLimit[]; readonly down: readonly RateLimit[] };
  /** Once so many scalings were done within an hour, scale-downs wait. */
  readonly actionsPerHour?: number;
  readonly schedules: readonly Schedule[];
  readonly forecast?: ForecastRule;
  readonly burst?: BurstRule;
  readonly responseTime?: ResponseTimeRule;
  readonly hostReserve?: HostReserve;
  readonly drift: { readonly increased: DriftRule; readonly decreased: DriftRule };
  readonly balancer: BalancerRef;
  readonly lifecycle: Lifecycle;
  /** What a running replica costs; it decides nothing. */
  readonly price?: ReplicaPrice;
  /** A second policy that is evaluated on every tick and never acted on. */
  readonly shadow?: Policy;
  /** What people asked for for now; `min` and `max` are as its bounds leave them. */
  readonly control?: ControlInForce;
}
