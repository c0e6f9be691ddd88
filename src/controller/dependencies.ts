import type { BalancerKind } from '../core/balancer-kinds.ts';
import type { Journal } from '../core/journal.ts';
import type { MetricSourceRef } from '../core/policy.ts';
import type {
  Balancer,
  Clock,
  Log,
  MetricHistory,
  MetricSource,
  ScheduleReader,
  Target,
  Telemetry,
} from '../core/ports.ts';

/** The adapter of each kind of balancer. */
export type Balancers = (kind: BalancerKind) => Balancer;

/** One adapter per kind of metric source. */
export type MetricSources = Readonly<Record<MetricSourceRef['kind'], MetricSource>>;

/** Everything the controller reaches the world through. */
export interface Dependencies {
  readonly clock: Clock;
  readonly target: Target;
  readonly balancers: Balancers;
  readonly sources: MetricSources;
  readonly schedules: ScheduleReader;
  /** What Prometheus recorded, where one is configured: what knows nothing yet learns from it. */
  readonly past?: MetricHistory;
  /** Reads what replicas use, for the exported metrics; never rejects. */
  readonly collectUsage: (replicaIds: readonly string[], signal: AbortSignal) => Promise<void>;
  readonly journal: Journal;
  readonly log: Log;
  readonly telemetry: Telemetry;
}
