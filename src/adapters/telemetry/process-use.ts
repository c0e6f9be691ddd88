import type { Instruments } from './instruments.ts';

/** Sets the controller's own CPU time, memory and start, under the names every Prometheus client uses. */
export function exportProcessUse({ processCpu, processMemory, processStart }: Instruments): void {
  const { user, system } = process.cpuUsage();
  processCpu.reset();
  processCpu.inc((user + system) / 1e6);
  processMemory.set(process.memoryUsage.rss());
  processStart.set(Math.round(performance.timeOrigin) / 1000);
}
