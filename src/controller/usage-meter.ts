import { type ServiceRef, serviceKey } from '../core/policy.ts';
import type { Usage } from '../core/usage.ts';

/** After a longer silence nobody knows what ran. Milliseconds. */
const LONGEST_SILENCE_MS = 60_000;
/** Slow ticks are no silence. */
const INTERVALS = 3;

/** Counts what ran of each service from one look at it to the next: as many replicas as at the first of the two. */
export class UsageMeter {
  readonly #longestMs: number;
  readonly #looks = new Map<string, { readonly at: number; readonly running: number }>();

  /** `intervalMs` is the time between two looks. */
  constructor(intervalMs: number) {
    this.#longestMs = Math.max(LONGEST_SILENCE_MS, INTERVALS * intervalMs);
  }

  /** What ran since the last look; undefined at the first one, and after a silence. `now` is epoch milliseconds. */
  look(ref: ServiceRef, running: number, now: number): Usage | undefined {
    const key = serviceKey(ref);
    const last = this.#looks.get(key);
    this.#looks.set(key, { at: now, running });
    const watchedMs = now - (last?.at ?? Number.NaN);
    if (last === undefined || !(watchedMs > 0 && watchedMs <= this.#longestMs)) return undefined;
    return { watchedMs, replicaMs: watchedMs * last.running };
  }

  forget(ref: ServiceRef): void {
    this.#looks.delete(serviceKey(ref));
  }
}
