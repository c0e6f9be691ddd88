/** When requests are due at a rate that may change at any moment. Times in milliseconds of any one clock. */
export class Pacer {
  #rate: number;
  #at: number;
  /** The share of the next request that has come up so far, from 0 to 1. */
  #share = 0;

  /** `rate` is requests per second; 0 pauses. */
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#at = now;
  }

  /** The due times that have passed since the last call, in order. */
  take(now: number): number[] {
    const gap = 1000 / this.#rate;
    const first = this.#at + (1 - this.#share) * gap;
    const due: number[] = [];
    for (let at = first; at <= now; at = first + due.length * gap) due.push(at);
    this.#share += (now - this.#at) / gap - due.length;
    this.#at = now;
    return due;
  }

  /** Goes on at another rate from `now`, up to which everything due must have been taken. */
  setRate(rate: number, now: number): void {
    this.#rate = rate;
    this.#at = now;
  }

  /** Milliseconds until the next request is due; infinite while paused. */
  wait(now: number): number {
    return this.#rate === 0
      ? Number.POSITIVE_INFINITY
      : Math.max(0, this.#at + ((1 - this.#share) * 1000) / this.#rate - now);
  }
}
