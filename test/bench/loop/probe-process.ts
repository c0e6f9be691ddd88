import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { TickResult } from '../../../src/controller/controller.ts';

/** What the probe tells after each tick. CPU in seconds since the process began, times in milliseconds. */
export interface TickReport {
  /** When the tick began, on the clock of this process. */
  readonly at: number;
  readonly ms: number;
  /** Used by the whole process until the tick began. */
  readonly cpuSeconds: number;
  /** Used by the whole process during the tick: what a busy machine does not change. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** The longest that the event loop was held up since the tick before ended. */
  readonly loopDelayMs: number;
  /** Services that were held, on a value of every metric and with a balancer that agrees. */
  readonly settled: number;
}

interface Ticking {
  tick(): Promise<readonly TickResult[]>;
}

/** Preloaded into the controller's process: times its ticks and reports each to the benchmark. */
const module: { readonly Controller: { readonly prototype: Ticking } } = await import(
  pathToFileURL(join(process.env.BENCH_PROGRAM ?? '', 'controller/controller.js')).href
);
const loopDelay = monitorEventLoopDelay({ resolution: 5 });
loopDelay.enable();
const { prototype } = module.Controller;
const { tick } = prototype;

prototype.tick = async function timed(this: Ticking) {
  const before = process.cpuUsage();
  const at = performance.now();
  const results = await tick.call(this);
  const ms = performance.now() - at;
  const used = process.cpuUsage(before);
  const { rss, heapUsed } = process.memoryUsage();
  const report: TickReport = {
    at,
    ms,
    cpuSeconds: (before.user + before.system) / 1e6,
    cpuMs: (used.user + used.system) / 1e3,
    rssBytes: rss,
    heapBytes: heapUsed,
    loopDelayMs: loopDelay.max / 1e6,
    settled: results.filter(isSettled).length,
  };
  loopDelay.reset();
  process.send?.(report);
  return results;
};

function isSettled({ service, decision }: TickResult): boolean {
  const { action, recommendations } = decision;
  const hasAll = recommendations.length > 0 && recommendations.every(({ missing }) => !missing);
  return action === 'hold' && hasAll && service.balancer.fault === undefined;
}
