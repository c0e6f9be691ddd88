import { setTimeout as sleep } from 'node:timers/promises';
import { startLoad } from '../../support/load/load.ts';
import type { LoadReport } from '../../support/load/report.ts';
import { controllerMetric } from '../../support/stack/controller-metrics.ts';
import type { Stack } from '../../support/stack/stack.ts';
import { until } from '../../support/wait.ts';
import type { Change } from './agreement.ts';
import { POLICY } from './set-up.ts';

interface Entry {
  readonly at: string;
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

const STEADY_MS = 60_000;

/** Seconds from a decision until two more replicas serve: the slower of two tries. */
export async function measureStartUp(stack: Stack): Promise<number> {
  for (const replicas of [4, 2, 4, 2]) {
    const { exitCode, stderr } = await stack.scale(replicas);
    if (exitCode !== 0) throw new Error(`no ${replicas} replicas: ${stderr}`);
  }
  await stack.settled(2, STEADY_MS);
  const took = (await history(stack)).filter(({ kind, to }) => kind === 'plan-ended' && to === 4);
  return Math.max(...took.slice(-2).map(({ ms }) => ms)) / 1000;
}

/** What the controller decided while so many requests came in each second, from its next tick on. */
export async function play(
  stack: Stack,
  arrivals: ArrayLike<number>,
): Promise<{ readonly changes: readonly Change[]; readonly report: LoadReport }> {
  await stack.settled(POLICY.min, STEADY_MS);
  const ticks = () => controllerMetric(stack.urls.autoscaler, 'autoscaler_decisions_total');
  const before = await ticks();
  await until(async () => (await ticks()) > before, 'the controller ticks');
  const startedAt = Date.now();
  const load = startLoad({
    url: `${stack.urls.web}/`,
    mode: 'open',
    connections: 32,
    rate: 0,
    maxDurationMs: (arrivals.length + 60) * 1000,
  });
  for (let second = 0; second < arrivals.length; second++) {
    load.setRate(arrivals[second] ?? 0);
    await sleep(startedAt + (second + 1) * 1000 - Date.now());
  }
  const report = await load.stop();
  const decided = await history(stack, '--outcome', 'up', 'down');
  const changes = decided
    .filter(({ kind }) => kind === 'decision')
    .map(({ at, from, to }) => ({ second: (Date.parse(at) - startedAt) / 1000, from, to }))
    .filter(({ second }) => second >= 0 && second <= arrivals.length);
  return { changes, report };
}

async function history(stack: Stack, ...filters: readonly string[]): Promise<readonly Entry[]> {
  const args = ['history', 'web', '--project', stack.project, '--limit', '500', ...filters];
  return (await stack.cli.json<{ entries: readonly Entry[] }>(...args)).entries;
}
