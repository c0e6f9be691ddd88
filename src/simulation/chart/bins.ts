import type { Capacity } from '../capacity.ts';
import type { Load } from '../load.ts';
import type { Run } from '../replay.ts';

/** The scored part in one column of a chart. */
export interface Bin {
  /** Requests per second, mean and highest. */
  readonly load: number;
  readonly peak: number;
  /** Requests per second that the serving replicas carry within the SLO, mean. */
  readonly capacity: number;
  /** Share of the column's requests over the SLO, 0 to 1. */
  readonly missed: number;
}

/** The scored part in at most `columns` columns of even width. */
export function binsOf(
  load: Load,
  run: Run,
  capacity: Capacity,
  stepSeconds: number,
  columns: number,
): readonly Bin[] {
  const steps = load.arrivals.length - load.scoredFrom;
  const count = Math.min(columns, steps);
  return Array.from({ length: count }, (_, column) => {
    const from = load.scoredFrom + Math.floor((column * steps) / count);
    const to = load.scoredFrom + Math.floor(((column + 1) * steps) / count);
    let [sum, peak, carried, missed] = [0, 0, 0, 0];
    for (let step = from; step < to; step++) {
      const arrivals = load.arrivals[step] ?? 0;
      sum += arrivals;
      peak = Math.max(peak, arrivals);
      carried += capacity.withinSlo(run.ready[step] ?? 0);
      if (run.overSlo[step] === 1) missed += arrivals;
    }
    const seconds = (to - from) * stepSeconds;
    return {
      load: sum / seconds,
      peak: peak / stepSeconds,
      capacity: carried / (to - from),
      missed: sum === 0 ? 0 : missed / sum,
    };
  });
}
