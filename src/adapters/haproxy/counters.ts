import type { StatRow } from './parse.ts';
import { countOf } from './parse.ts';

/** What HAProxy has counted for one backend at one moment. */
export interface BackendCounters {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Counters start anew with every process. */
  readonly process: string;
  /** HTTP requests since the process began. */
  readonly requests: number;
  /** Mean time to the response's headers over the last 1024 requests, in milliseconds. */
  readonly responseMs: number | undefined;
  /** Requests being served or queued. */
  readonly inFlight: number;
  /** Requests waiting for a server. */
  readonly queued: number;
}

/** Older readings are no basis for a rate of now. Milliseconds. */
const LONGEST_INTERVAL_MS = 5 * 60_000;

/** The counters of every backend in `show stat`, by its name. */
export function countersOf(
  rows: readonly StatRow[],
  process: string,
  at: number,
): ReadonlyMap<string, BackendCounters> {
  const queues = new Map<string, number>();
  for (const row of rows) {
    const name = row.pxname ?? '';
    queues.set(name, (queues.get(name) ?? 0) + (countOf(row, 'qcur') ?? 0));
  }
  const backends = rows.filter((row) => row.svname === 'BACKEND');
  return new Map(
    backends.map((row) => {
      const name = row.pxname ?? '';
      const counters: BackendCounters = {
        at,
        process,
        requests: countOf(row, 'req_tot') ?? 0,
        responseMs: countOf(row, 'rtime'),
        inFlight: countOf(row, 'scur') ?? 0,
        queued: queues.get(name) ?? 0,
      };
      return [name, counters];
    }),
  );
}

/** Requests per second between two readings; undefined when they are of different processes or too far apart. */
export function requestRate(before: BackendCounters | undefined, now: BackendCounters): number | undefined {
  const requests = requestsBetween(before, now);
  if (before === undefined || requests === undefined) return undefined;
  return (requests * 1000) / (now.at - before.at);
}

/** HAProxy's mean response time, when it says something of the interval: a request ended in it. */
export function latencyMs(before: BackendCounters | undefined, now: BackendCounters): number | undefined {
  return (requestsBetween(before, now) ?? 0) > 0 ? now.responseMs : undefined;
}

function requestsBetween(before: BackendCounters | undefined, now: BackendCounters): number | undefined {
  if (before === undefined || before.process !== now.process || now.requests < before.requests)
    return undefined;
  const ms = now.at - before.at;
  return ms > 0 && ms <= LONGEST_INTERVAL_MS ? now.requests - before.requests : undefined;
}
