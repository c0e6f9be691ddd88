import type { InstantQuery } from './connection.ts';

/** Tells the queries of a joint answer apart; a label that no exporter has. */
const PART_LABEL = 'compose_autoscaler_part';
/** Measured: about the point from which larger batches gain nothing. */
const MAX_BATCH = 50;

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** One query whose answer holds the answers of all, each series marked with its query's index. */
export function joinQueries(queries: readonly string[]): string {
  return queries
    .map((query, index) => `label_replace((${query}\n), "${PART_LABEL}", "${index}", "", "")`)
    .join(' or ');
}

/** The answers of the single queries out of the answer to the joint one; undefined when it is none. */
export function splitAnswer(body: unknown, count: number): readonly unknown[] | undefined {
  const data = property(body, 'data');
  const result = property(data, 'result');
  if (property(data, 'resultType') !== 'vector' || !Array.isArray(result)) return undefined;
  const parts = Map.groupBy(result, (series: unknown) => property(property(series, 'metric'), PART_LABEL));
  return Array.from({ length: count }, (_, index) => ({
    status: property(body, 'status'),
    warnings: property(body, 'warnings'),
    data: { resultType: 'vector', result: parts.get(String(index)) ?? [] },
  }));
}

/** Whether a single query's answer is one that could have been part of a joint answer. */
export function isVector(body: unknown): boolean {
  return property(property(body, 'data'), 'resultType') === 'vector';
}

/**
 * How to ask: each query in a request of its own while that is few requests, else joined into batches. Queries of
 * one batch have the same look-back; `isAlone` names those that must not be joined.
 */
export function planBatches(
  queries: readonly InstantQuery[],
  concurrency: number,
  isAlone: (query: string) => boolean,
): readonly (readonly InstantQuery[])[] {
  const singles = queries.filter(({ query }) => isAlone(query));
  const joinable = queries.filter(({ query }) => !isAlone(query));
  const size =
    joinable.length <= 2 * concurrency ? 1 : Math.min(MAX_BATCH, Math.ceil(joinable.length / concurrency));
  const groups = Map.groupBy(joinable, (each) => each.lookbackMs).values();
  const batches = [...groups].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / size) }, (_, i) => group.slice(i * size, (i + 1) * size)),
  );
  return [...batches, ...singles.map((each) => [each])];
}
