import type { RecordedValue } from '../../core/ports.ts';
import type { Sample } from '../../core/sample.ts';
import { failure, type QueryFailure } from './failure.ts';

/** An answer before it has a time: one finite number, or why there is none. */
export type Reading =
  | { readonly kind: 'number'; readonly value: number }
  | Extract<Sample, { kind: 'empty' | 'not-a-number' }>
  | QueryFailure;

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function numberOf(pair: unknown): Reading {
  const text = property(pair, 1);
  if (typeof text !== 'string') return malformed();
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return { kind: 'number', value };
  return { kind: 'not-a-number', text };
}

function malformed(): QueryFailure {
  return failure(
    'E_PROMETHEUS_UNREACHABLE',
    'the answer is not one that Prometheus gives; check prometheus.url',
  );
}

function severalSeries(count: number): QueryFailure {
  return failure(
    'E_PROMETHEUS_QUERY',
    `the query gives ${count} series, but one number is needed; wrap it in sum(…), avg(…) or max(…)`,
  );
}

function histogram(): QueryFailure {
  return failure(
    'E_PROMETHEUS_QUERY',
    'the query gives a native histogram; take a number of it with histogram_quantile(…) or histogram_count(…)',
  );
}

function vectorReading(result: readonly unknown[]): Reading {
  const [only] = result;
  if (only === undefined) return { kind: 'empty' };
  if (result.length > 1) return severalSeries(result.length);
  if (property(only, 'histogram') !== undefined) return histogram();
  return numberOf(property(only, 'value'));
}

/** Warnings of the storage mean that numbers are missing; PromQL’s own are about style. */
function incompleteness(warnings: unknown): QueryFailure | undefined {
  if (!Array.isArray(warnings)) return undefined;
  const [first] = warnings.filter((w) => typeof w === 'string' && !w.startsWith('PromQL '));
  return first === undefined
    ? undefined
    : failure('E_PROMETHEUS_QUERY', `the answer is incomplete: ${String(first).slice(0, 300)}`);
}

/** The body of an instant query’s answer (`{"status":"success","data":…}`) as a reading. */
export function readingOf(body: unknown): Reading {
  if (property(body, 'status') !== 'success') return malformed();
  const incomplete = incompleteness(property(body, 'warnings'));
  if (incomplete !== undefined) return incomplete;
  const data = property(body, 'data');
  const result = property(data, 'result');
  const type = property(data, 'resultType');
  if (type === 'vector' && Array.isArray(result)) return vectorReading(result);
  if (type === 'scalar') return numberOf(result);
  if (type === 'matrix')
    return failure(
      'E_PROMETHEUS_QUERY',
      'the query gives a range of values; wrap it in rate(…), avg_over_time(…) or the like',
    );
  if (type === 'string') return failure('E_PROMETHEUS_QUERY', 'the query gives a text, not a number');
  return malformed();
}

/** The body of a range query’s answer as the numbers of its one series; what is no number is left out. */
export function recordedIn(body: unknown): readonly RecordedValue[] | QueryFailure {
  if (property(body, 'status') !== 'success') return malformed();
  const incomplete = incompleteness(property(body, 'warnings'));
  if (incomplete !== undefined) return incomplete;
  const result = property(property(body, 'data'), 'result');
  if (property(property(body, 'data'), 'resultType') !== 'matrix' || !Array.isArray(result))
    return malformed();
  const [only] = result;
  if (only === undefined) return [];
  if (result.length > 1) return severalSeries(result.length);
  if (property(only, 'histograms') !== undefined) return histogram();
  const values = property(only, 'values');
  if (!Array.isArray(values)) return malformed();
  return values.flatMap((pair) => {
    const [seconds, reading] = [property(pair, 0), numberOf(pair)];
    return typeof seconds === 'number' && reading.kind === 'number'
      ? [{ at: Math.round(seconds * 1000), value: reading.value }]
      : [];
  });
}
