import type { FailureCounts } from '../support/load/report.ts';

/** The replicas of a service, as its controller sees them. */
export interface ReplicaNumbers {
  readonly current: number;
  readonly ready: number;
  readonly wanted: number;
}

/** What was seen in one second of the demo. */
export interface Moment {
  /** Since the load began. */
  readonly second: number;
  readonly phase: string;
  /** Sent in the last whole second. */
  readonly requests: number;
  /** Of the last whole second; undefined without an answer in it. */
  readonly p95Ms: number | undefined;
  /** Failed in the last whole second. */
  readonly failed: number;
  readonly allFailures: FailureCounts;
  /** Undefined while the controller does not answer. */
  readonly replicas: ReplicaNumbers | undefined;
  /** The replicas' mean, in % of one core. */
  readonly cpuPercent: number | undefined;
}
