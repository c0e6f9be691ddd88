import { AutoscalerError } from '../../core/errors.ts';
import type { ServiceRef } from '../../core/policy.ts';
import type { HistoryRange, MetricHistory, RecordedValue } from '../../core/ports.ts';
import { PrometheusConnection } from './connection.ts';
import type { QueryFailure } from './failure.ts';
import type { PrometheusOptions } from './options.ts';
import { fillQuery } from './template.ts';
import { recordedIn } from './translate.ts';

/** Prometheus refuses more than 11,000 points a series. */
const MOST_POINTS = 10_000;

/** The past of a query, in as many range queries as Prometheus' limit on points asks for. */
export class PrometheusHistory implements MetricHistory {
  readonly #connection: PrometheusConnection;

  constructor(options: PrometheusOptions) {
    this.#connection = new PrometheusConnection(options);
  }

  async read(
    query: string,
    ref: ServiceRef,
    { fromMs, toMs, stepMs }: HistoryRange,
    signal: AbortSignal,
  ): Promise<readonly RecordedValue[]> {
    const filled = fillQuery(query, ref);
    if (filled.kind === 'error') throw errorOf(filled);
    const values: RecordedValue[] = [];
    for (let from = fromMs; from <= toMs; from += MOST_POINTS * stepMs) {
      const to = Math.min(toMs, from + (MOST_POINTS - 1) * stepMs);
      const part = { query: filled.query, fromMs: from, toMs: to, stepMs };
      const answer = await this.#connection.ask(part, signal);
      const recorded = 'body' in answer ? recordedIn(answer.body) : answer;
      if ('kind' in recorded) throw errorOf(recorded);
      values.push(...recorded);
    }
    return values;
  }
}

function errorOf({ code, message }: QueryFailure): AutoscalerError {
  return new AutoscalerError(code, message);
}
