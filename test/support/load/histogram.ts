const finestMs = 0.01;
const growth = 1.02;
const buckets = 1200;

/** Latencies in milliseconds, as numbers that travel between threads. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts durations in buckets 2 % wide, so that a percentile is right within 1 %. */
export class Histogram {
  readonly #counts = new Uint32Array(buckets);
  #count = 0;
  #max = 0;

  /** Adds a duration in milliseconds. */
  add(ms: number): void {
    const index = Math.round(Math.log(Math.max(ms, finestMs) / finestMs) / Math.log(growth));
    const bucket = Math.min(index, buckets - 1);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#max = Math.max(this.#max, ms);
  }

  /** The duration in milliseconds that this share of all (0 to 1) does not exceed; 0 when there is none. */
  percentile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.#count));
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return Math.min(finestMs * growth ** bucket, this.#max);
    }
    return 0;
  }

  summary(): Latency {
    return {
      count: this.#count,
      p50: this.percentile(0.5),
      p95: this.percentile(0.95),
      p99: this.percentile(0.99),
      max: this.#max,
    };
  }
}
