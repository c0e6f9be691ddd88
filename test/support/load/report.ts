import type { Latency } from './histogram.ts';

/** Failed requests by `FailureKind`. */
export type FailureCounts = Readonly<Record<string, number>>;

/** Requests counted on the client's side. Once the load has ended, `sent` is `ok` + `failed`. */
export interface Counts {
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  /** Sent more than 50 ms after they were due. */
  readonly late: number;
  readonly failures: FailureCounts;
  /**
   * Of answered requests, from when each was due, so that waiting for a free connection counts;
   * in the closed loop from when it was sent.
   */
  readonly latency: Latency;
}

/** One second of load; `second` counts from 0 at the start. */
export interface LoadSecond extends Counts {
  readonly second: number;
  /** At the end of the second. */
  readonly inFlight: number;
  /** Due but not sent yet for want of a free connection, at the end of the second. */
  readonly waiting: number;
}

/** The requests that were due while `mark` named this phase. */
export interface LoadPhase extends Counts {
  readonly name: string;
}

/** One failed request. */
export interface FailureNote {
  readonly kind: string;
  readonly message: string;
  /** When it failed, epoch milliseconds. */
  readonly at: number;
  readonly afterMs: number;
  /** Whether the connection had carried a request before. */
  readonly reusedConnection: boolean;
}

/** How the load went. */
export interface LoadReport extends Counts {
  readonly endedBy: 'stop' | 'duration' | 'count';
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Due before the end, but never sent. */
  readonly unsent: number;
  readonly connectionsOpened: number;
  readonly phases: readonly LoadPhase[];
  readonly seconds: readonly LoadSecond[];
  /** Of each answered request when it was due, epoch milliseconds, and its latency; empty without `keepSamples`. */
  readonly samples: Float64Array;
  /** The first 50. */
  readonly firstFailures: readonly FailureNote[];
}

/** How the load stands: all so far, and the last whole second. */
export interface LoadSample {
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  readonly failures: FailureCounts;
  readonly last: LoadSecond | undefined;
}
