import { Histogram } from './histogram.ts';
import type { Counts } from './report.ts';

/** Counts the requests of one second, phase or whole load. */
export class Counter {
  #sent = 0;
  #ok = 0;
  #failed = 0;
  #late = 0;
  readonly #failures: Record<string, number> = {};
  readonly #latency = new Histogram();

  sent(isLate: boolean): void {
    this.#sent += 1;
    if (isLate) this.#late += 1;
  }

  answered(ms: number): void {
    this.#ok += 1;
    this.#latency.add(ms);
  }

  failed(kind: string): void {
    this.#failed += 1;
    this.#failures[kind] = (this.#failures[kind] ?? 0) + 1;
  }

  counts(): Counts {
    return {
      sent: this.#sent,
      ok: this.#ok,
      failed: this.#failed,
      late: this.#late,
      failures: { ...this.#failures },
      latency: this.#latency.summary(),
    };
  }
}
