import { countOf, parseStat } from './parse.ts';

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
  /** Requests waiting at the backend for a server; those that wait at its servers too, where these were read. */
  readonly queued: number;
}

/** Older readings are no basis for a rate of now. Milliseconds. */
const LONGEST_INTERVAL_MS = 5 * 60_000;

/**
 * The counters of every backend, by its name, from `show stat` of backends and of servers (empty where nobody needs
 * their queues). Undefined when `backends` is no such answer.
 */
export function countersOf(
  backends: string,
  servers: string,
  process: string,
  at: number,
): ReadonlyMap<string, BackendCounters> | undefined {
  const queues = new Map<string, number>();
  for (const [name = '', queued] of parseStat(servers, ['pxname', 'qcur']) ?? [])
    queues.set(name, (queues.get(name) ?? 0) + (countOf(queued) ?? 0));
  const rows = parseStat(backends, ['pxname', 'svname', 'req_tot', 'rtime', 'scur', 'qcur']);
  return (
    rows &&
    new Map(
      rows.flatMap(([name = '', kind, requests, responseMs, serving, queued]) => {
        if (kind !== 'BACKEND') return [];
        const counters: BackendCounters = {
          at,
          process,
          requests: countOf(requests) ?? 0,
          responseMs: countOf(responseMs),
          inFlight: countOf(serving) ?? 0,
          queued: (countOf(queued) ?? 0) + (queues.get(name) ?? 0),
        };
        return [[name, counters] as const];
      }),
    )
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
