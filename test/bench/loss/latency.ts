/** A stretch of time, in epoch milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Percentiles of latencies, in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly 'p99.9': number;
}

/** The latencies of what was due within one of the windows, ascending; `samples` as a load reports them. */
export function latenciesIn(samples: Float64Array, windows: readonly Window[]): Float64Array {
  const within: number[] = [];
  for (let index = 0; index + 1 < samples.length; index += 2) {
    const dueAt = samples[index] ?? 0;
    if (windows.some(({ from, to }) => dueAt >= from && dueAt < to)) within.push(samples[index + 1] ?? 0);
  }
  return Float64Array.from(within).sort();
}

/** Of ascending latencies; undefined when there are none. */
export function percentilesOf(ascending: Float64Array): Percentiles | undefined {
  const at = (share: number) => ascending[Math.ceil(share * ascending.length) - 1];
  const [p50, p99, p999] = [at(0.5), at(0.99), at(0.999)];
  if (p50 === undefined || p99 === undefined || p999 === undefined) return undefined;
  return { p50, p99, 'p99.9': p999 };
}

/** What is left of `windows` outside of `others`. */
export function without(windows: readonly Window[], others: readonly Window[]): readonly Window[] {
  return others.reduce<readonly Window[]>(
    (left, other) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: Math.min(to, other.from) },
          { from: Math.max(from, other.to), to },
        ].filter((piece) => piece.from < piece.to),
      ),
    windows,
  );
}
