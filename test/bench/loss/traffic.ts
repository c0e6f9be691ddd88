import { randomBytes } from 'node:crypto';
import { type Load, startLoad } from '../../support/load/load.ts';
import type { LoadOptions } from '../../support/load/options.ts';
import type { LoadReport } from '../../support/load/report.ts';
import type { Counts, Kind, KindCount, TimedKind } from './count.ts';
import { type LostSession, Sessions } from './sessions.ts';

const TIMEOUT_MS = 15_000;
/** Under HAProxy's `timeout http-keep-alive` of the shipped configuration, so that only scaling closes connections. */
const IDLE_MS = 3_000;

/** What is sent all the time, by kind; rates in requests per second. */
const LOADS: Readonly<Record<Exclude<Kind, 'WebSocket'>, Partial<LoadOptions> & { readonly path: string }>> =
  {
    GET: { path: '/', rate: 500, connections: 48, keepSamples: true },
    'GET, 20 ms of work': { path: '/page', rate: 200, connections: 64, keepSamples: true },
    POST: { path: '/order', rate: 200, connections: 24, method: 'POST' },
    'GET, new connection': { path: '/', rate: 100, connections: 64, freshConnections: true },
    'POST, new connection': {
      path: '/order',
      rate: 60,
      connections: 64,
      freshConnections: true,
      method: 'POST',
    },
    '5 s request': { path: '/?ms=5000', rate: 4, connections: 64 },
    stream: { path: '/stream?ms=3000', rate: 4, connections: 64, expectEnd: 'event: end\ndata:\n\n' },
  };

/** Requests of every kind, all at once. */
export interface Traffic {
  /** Requests answered so far. */
  sent(): number;
  /** Waits for what is under way. */
  stop(): Promise<TrafficReport>;
}

/** A request that was lost. */
export interface LostRequest {
  readonly traffic: string;
  readonly kind: string;
  readonly message?: string;
  /** When it failed, epoch milliseconds. */
  readonly at: number;
}

/** How it went, seen from the clients. */
export interface TrafficReport {
  readonly counts: Counts;
  /** GETs on keep-alive connections: when each was due, epoch milliseconds, and its latency. */
  readonly samples: Readonly<Record<TimedKind, Float64Array>>;
  readonly firstFailures: readonly LostRequest[];
}

/** Puts the traffic on `host`, an address of this machine. */
export function startTraffic(host: string, maxDurationMs: number): Traffic {
  const run = randomBytes(3).toString('hex');
  const begin = (kind: keyof typeof LOADS): Load => {
    const { path, ...options } = LOADS[kind];
    return startLoad({
      url: `http://${host}${path}`,
      mode: 'open',
      connections: 1,
      ...(options.method === 'POST' && { body: `${run} ${kind} `, numbered: true, expectEcho: true }),
      timeoutMs: TIMEOUT_MS,
      idleMs: IDLE_MS,
      maxDurationMs,
      maxRequests: 1_000_000,
      ...options,
    });
  };
  const loads = {
    GET: begin('GET'),
    'GET, 20 ms of work': begin('GET, 20 ms of work'),
    POST: begin('POST'),
    'GET, new connection': begin('GET, new connection'),
    'POST, new connection': begin('POST, new connection'),
    '5 s request': begin('5 s request'),
    stream: begin('stream'),
  };
  const sessions = new Sessions({
    url: `ws://${host}/socket`,
    rate: 4,
    lengthMs: 4_000,
    messageEveryMs: 250,
    timeoutMs: TIMEOUT_MS,
  });
  return {
    sent: () => Object.values(loads).reduce((sum, load) => sum + load.sample().sent, 0),
    stop: async () => {
      const stopped = Object.entries(loads).map(async ([kind, load]) => [kind, await load.stop()] as const);
      const reports = Object.fromEntries(await Promise.all(stopped)) as Record<
        keyof typeof loads,
        LoadReport
      >;
      return reportOf(reports, await sessions.stop());
    },
  };
}

function reportOf(
  reports: Readonly<Record<Exclude<Kind, 'WebSocket'>, LoadReport>>,
  { lost, ...webSocket }: KindCount & { readonly lost: readonly LostSession[] },
): TrafficReport {
  const count = ({ sent, failures }: LoadReport): KindCount => ({ sent, failures });
  return {
    counts: {
      GET: count(reports.GET),
      'GET, 20 ms of work': count(reports['GET, 20 ms of work']),
      POST: count(reports.POST),
      'GET, new connection': count(reports['GET, new connection']),
      'POST, new connection': count(reports['POST, new connection']),
      '5 s request': count(reports['5 s request']),
      stream: count(reports.stream),
      WebSocket: webSocket,
    },
    samples: {
      GET: reports.GET.samples,
      'GET, 20 ms of work': reports['GET, 20 ms of work'].samples,
    },
    firstFailures: [
      ...Object.entries(reports).flatMap(([traffic, { firstFailures }]) =>
        firstFailures.map(({ kind, message, at }) => ({ traffic, kind, message, at })),
      ),
      ...lost.map((session) => ({ traffic: 'WebSocket', ...session })),
    ],
  };
}
