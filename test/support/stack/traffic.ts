import { expect } from 'vitest';
import { type Load, startLoad } from '../load/load.ts';
import type { FailureNote, LoadReport } from '../load/report.ts';
import { until } from '../wait.ts';
import { type HaproxyServer, isInRotation } from './haproxy-servers.ts';

/** Requests of every kind on keep-alive connections: quick ones, ones that take a while, and ones with a body. */
export interface Traffic {
  /** Counts the requests due from now on under this name. */
  mark(phase: string): void;
  /** Requests per second of the quick ones. */
  setRate(rate: number): void;
  /** Requests answered well so far. */
  answered(): number;
  /** Ends it, and tells how it went. */
  stop(): Promise<TrafficReport>;
}

/** How the requests of a traffic went, counted on the client's side. */
export interface TrafficReport {
  readonly sent: number;
  readonly failed: number;
  readonly firstFailures: readonly FailureNote[];
  /** By the names that were marked. */
  readonly failedIn: Readonly<Record<string, number>>;
  /** Of the requests with a body, which nobody may send twice. */
  readonly failedPosts: number;
}

const SLOW_MS = 400;
const HELD_MS = 2000;
const HELD_RATE = 15;
const HELD_EACH = 4;

/** Where to look for what the replicas are doing. */
interface Eyes {
  readonly urls: { readonly web: string };
  servers(): Promise<readonly HaproxyServer[]>;
}

/** Keeps requests under way on every replica, each for seconds, so that whenever a drain begins it takes its time. */
export async function holdReplicas(stack: Eyes): Promise<Load> {
  const load = startLoad({
    url: `${stack.urls.web}/slow?ms=${HELD_MS}`,
    mode: 'open',
    rate: HELD_RATE,
    connections: 64,
  });
  const isHeld = async () => {
    const inRotation = (await stack.servers()).filter(isInRotation);
    return inRotation.length > 0 && inRotation.every(({ inFlight }) => inFlight >= HELD_EACH);
  };
  await until(isHeld, 'requests are under way on every replica');
  return load;
}

/** Every request was sent and answered well. */
export function expectNoFailure(report: Pick<TrafficReport, 'sent' | 'failed' | 'firstFailures'>) {
  const { sent, failed, firstFailures } = report;
  expect(firstFailures.slice(0, 5)).toEqual([]);
  expect(failed).toBe(0);
  expect(sent).toBeGreaterThan(0);
}

/** Puts requests on the web service until `stop`. */
export function startTraffic(url: string, { rate = 100 }: { readonly rate?: number } = {}): Traffic {
  const open = { mode: 'open', connections: 32 } as const;
  const quick = startLoad({ ...open, url: `${url}/`, rate });
  const slow = startLoad({ ...open, url: `${url}/slow?ms=${SLOW_MS}`, rate: 10 });
  const body = 'x'.repeat(2000);
  const posts = startLoad({ ...open, url: `${url}/echo`, rate: 10, method: 'POST', body, expectEcho: true });
  const loads: readonly Load[] = [quick, slow, posts];
  return {
    mark: (phase) => {
      for (const load of loads) load.mark(phase);
    },
    setRate: (next) => quick.setRate(next),
    answered: () => loads.reduce((sum, load) => sum + load.sample().ok, 0),
    stop: async () => {
      const reports = await Promise.all(loads.map((load) => load.stop()));
      return { ...together(reports), failedPosts: (await posts.stop()).failed };
    },
  };
}

function together(reports: readonly LoadReport[]): Omit<TrafficReport, 'failedPosts'> {
  const sum = (of: (report: LoadReport) => number) => reports.reduce((total, one) => total + of(one), 0);
  const failedIn: Record<string, number> = {};
  for (const { name, failed } of reports.flatMap(({ phases }) => phases))
    failedIn[name] = (failedIn[name] ?? 0) + failed;
  return {
    sent: sum(({ sent }) => sent),
    failed: sum(({ failed }) => failed),
    firstFailures: reports.flatMap(({ firstFailures }) => firstFailures),
    failedIn,
  };
}
