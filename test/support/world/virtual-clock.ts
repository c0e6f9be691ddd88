import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/core/ports.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** Time that passes only when the test lets it. Timers fire in order, each after all that follows from the one before. */
export class VirtualClock implements Clock {
  #now: number;
  #timers: readonly Timer[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      this.#timers = this.#timers.filter((t) => t !== timer);
      reject(signal?.reason);
    };
    const fire = () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    };
    const timer: Timer = { at: this.#now + Math.max(0, ms), fire };
    this.#timers = [...this.#timers, timer];
    signal?.addEventListener('abort', onAbort, { once: true });
    await promise;
  }

  /** Lets `ms` milliseconds pass. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await setImmediate();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const timer = next;
      this.#timers = this.#timers.filter((t) => t !== timer);
      this.#now = timer.at;
      timer.fire();
      await setImmediate();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    return this.#timers
      .filter((timer) => timer.at <= end)
      .reduce<Timer | undefined>(
        (first, timer) => (first && first.at <= timer.at ? first : timer),
        undefined,
      );
  }
}
