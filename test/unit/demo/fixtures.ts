import type { Moment } from '../../demo/moment.ts';
import type { Counts, LoadReport } from '../../support/load/report.ts';

/** A second with so many replicas, all ready. */
export function moment(second: number, replicas: number | undefined, changes: Partial<Moment> = {}): Moment {
  return {
    second,
    phase: 'calm',
    requests: 20,
    p95Ms: 3.21,
    failed: 0,
    allFailures: {},
    replicas: replicas === undefined ? undefined : { current: replicas, ready: replicas, wanted: replicas },
    cpuPercent: 12.4,
    ...changes,
  };
}

/** The counts of so many requests that were all answered. */
export function counts(sent: number, changes: Partial<Counts> = {}): Counts {
  const latency = { count: sent, p50: 1.5, p95: 12, p99: 140, max: 1234 };
  return { sent, ok: sent, failed: 0, late: 0, failures: {}, latency, ...changes };
}

/** A report of two phases. */
export function report(changes: Partial<LoadReport> = {}): LoadReport {
  return {
    ...counts(5000),
    endedBy: 'stop',
    startedAt: 0,
    durationMs: 100_400,
    unsent: 0,
    connectionsOpened: 64,
    phases: [
      { name: 'load', ...counts(0) },
      { name: 'calm', ...counts(1000) },
      { name: 'busy', ...counts(4000) },
    ],
    seconds: [],
    samples: Float64Array.of(),
    firstFailures: [],
    ...changes,
  };
}
