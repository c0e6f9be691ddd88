import type { MetricRequest, MetricSource } from '../../core/ports.ts';
import { type Sample, sampleOf } from '../../core/sample.ts';
import { type InstantQuery, PrometheusConnection } from './connection.ts';
import { failure, type QueryFailure } from './failure.ts';
import type { PrometheusOptions } from './options.ts';
import { QueryRunner } from './query-runner.ts';
import { fillQuery } from './template.ts';

/** A query to ask, and how old its samples may be. Requests with the same key share the answer. */
interface Question {
  readonly key: string;
  readonly maxAgeMs: number;
  readonly fresh: InstantQuery;
  /** The same with Prometheus' own look-back. */
  readonly any: InstantQuery;
}

function questionOf({ ref, metric }: MetricRequest): Question | QueryFailure {
  const { source, maxAgeMs, name } = metric;
  if (source.kind !== 'prometheus')
    return failure('E_PROMETHEUS_QUERY', `metric "${name}" is not a Prometheus query`);
  const filled = fillQuery(source.query, ref);
  if (filled.kind === 'error') return filled;
  const { query } = filled;
  return { key: `${maxAgeMs} ${query}`, maxAgeMs, fresh: { query, lookbackMs: maxAgeMs }, any: { query } };
}

/**
 * Metrics by PromQL. A value is at most the metric's `maxAge` old, because Prometheus is told to look back no
 * further; when that leaves nothing, the same query with Prometheus' own look-back tells stale from empty.
 * A range in the query (`[5m]`) is looked over as it is written, however old its samples are.
 */
export class PrometheusMetricSource implements MetricSource {
  readonly #queries: QueryRunner;
  readonly #now: () => number;

  /** `now` is epoch milliseconds. */
  constructor(options: PrometheusOptions, now: () => number = Date.now) {
    this.#queries = new QueryRunner(new PrometheusConnection(options), options.concurrency, now);
    this.#now = now;
  }

  async read(requests: readonly MetricRequest[], signal: AbortSignal): Promise<readonly Sample[]> {
    const wanted = requests.map(questionOf);
    const questions = new Map(wanted.flatMap((each) => ('key' in each ? [[each.key, each]] : [])));
    const samples = await this.#samples([...questions.values()], signal);
    return wanted.map((each) => ('key' in each ? (samples.get(each.key) ?? { kind: 'empty' }) : each));
  }

  async #samples(questions: readonly Question[], signal: AbortSignal): Promise<ReadonlyMap<string, Sample>> {
    const round = this.#queries.round(signal);
    const at = this.#now();
    const fresh = await this.#queries.run(
      questions.map((q) => q.fresh),
      round,
    );
    const gone = questions.filter((q) => fresh.get(q.fresh)?.kind === 'empty');
    const old = await this.#queries.run(
      gone.map((q) => q.any),
      round,
    );
    return new Map(
      questions.map(({ key, maxAgeMs, ...query }) => {
        const now = fresh.get(query.fresh) ?? { kind: 'empty' };
        const before = old.get(query.any);
        if (now.kind === 'number') return [key, sampleOf(now.value, at, at, maxAgeMs)];
        if (before?.kind === 'number')
          return [key, { kind: 'stale', value: before.value, at: at - maxAgeMs }];
        return [key, before === undefined || before.kind === 'not-a-number' ? now : before];
      }),
    );
  }
}
