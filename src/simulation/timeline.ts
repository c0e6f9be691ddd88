import type { Load } from './load.ts';
import type { Run } from './replay.ts';

/**
 * The scored part as CSV, a row for each step of the plant: `t` in seconds from the beginning of scoring, `load` in
 * requests per second, then replicas asked for, billed and serving.
 */
export function timeline(load: Load, run: Run, stepSeconds: number): string {
  const rows = ['t,load,desired,running,ready'];
  for (let step = load.scoredFrom; step < load.arrivals.length; step++) {
    const t = (step - load.scoredFrom) * stepSeconds;
    const rate = (load.arrivals[step] ?? 0) / stepSeconds;
    rows.push(`${t},${rate},${run.desired[step]},${run.running[step]},${run.ready[step]}`);
  }
  return `${rows.join('\n')}\n`;
}
