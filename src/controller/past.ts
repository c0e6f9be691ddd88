import { metricQuery, READY_QUERY } from '../core/forecast/past.ts';
import type { JournalReader } from '../core/journal.ts';
import type { Metric, ServiceRef } from '../core/policy.ts';
import type { HistoryRange, MetricHistory, RecordedValue } from '../core/ports.ts';

/** What was measured of a service before now, at the same even times whatever is asked for. */
export interface Past {
  /** Readable: where it comes from. */
  readonly name: string;
  /** What a metric was, or how many replicas were ready; oldest first, nothing where nothing was measured. Throws as the source. */
  read(
    what: Metric | 'ready',
    ref: ServiceRef,
    range: HistoryRange,
    signal: AbortSignal,
  ): Promise<readonly RecordedValue[]>;
}

/** What Prometheus recorded. */
export function prometheusPast(history: MetricHistory): Past {
  return {
    name: 'Prometheus',
    read: (what, ref, range, signal) =>
      history.read(what === 'ready' ? READY_QUERY : metricQuery(what), ref, range, signal),
  };
}

/** For how long back the journal is asked for steps of less than its coarse ones. */
const FINE_MS = 40 * 3_600_000;
const SHORTEST_FINE_MS = 3_600_000;

/** What this controller itself wrote down: every step of the last days, and one of five minutes for what is older. */
export function journalPast(journal: Pick<JournalReader, 'points'>): Past {
  return {
    name: 'the journal',
    read: async (what, ref, { fromMs, toMs, stepMs }) => {
      const series = what === 'ready' ? 'replicas.ready' : what.name;
      const between = (since: number, until: number) =>
        journal.points({ ref, series, since, until, points: Math.ceil((until - since) / stepMs) });
      let fineMs = Math.min(FINE_MS, toMs - fromMs);
      let fine = between(toMs - fineMs, toMs);
      while (fine.stepMs > stepMs && fineMs > SHORTEST_FINE_MS) {
        fineMs /= 2;
        fine = between(toMs - fineMs, toMs);
      }
      const begin = fine.points[0]?.at ?? toMs;
      const coarse = between(fromMs, toMs - fineMs).points.filter(({ at }) => at < begin);
      return [...coarse, ...fine.points].map(({ at, mean }) => ({ at, value: mean }));
    },
  };
}
