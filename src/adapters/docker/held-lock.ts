import { AutoscalerError } from '../../core/errors.ts';
import type { HeldLock } from '../../core/ports.ts';
import { statusOf } from './failures.ts';
import type { LockContainer } from './lock-container.ts';
import type { LockRecord } from './lock-record.ts';

const RENEW_MS = 5_000;
const RETRY_MS = 1_000;
const CALL_MS = 10_000;

/** Tells the engine's clock, epoch milliseconds, without asking it. */
export type EngineClock = () => number;

/**
 * A lock that renews its lease until it is released. Where the lock's container was pruned, it is made again;
 * where somebody else has the lock meanwhile, `lost` aborts. While the engine does not answer, it is not lost:
 * nobody can take it there either.
 */
export class RenewedLock implements HeldLock {
  readonly #lock: LockContainer;
  readonly #record: LockRecord;
  readonly #now: EngineClock;
  readonly #lost = new AbortController();
  #containerId: string;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #released = false;

  constructor(lock: LockContainer, containerId: string, record: LockRecord, now: EngineClock) {
    this.#lock = lock;
    this.#containerId = containerId;
    this.#record = record;
    this.#now = now;
    this.#arm(0);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Whether this is the lock in that container, still held. */
  holds(containerId: string): boolean {
    return this.#containerId === containerId && !this.#released && !this.#lost.signal.aborted;
  }

  /** An engine that does not answer is no failure here: a lock without its process frees itself. */
  async release(): Promise<void> {
    this.#released = true;
    clearTimeout(this.#timer);
    await this.#renewing;
    if (this.#lost.signal.aborted) return;
    await this.#lock.remove(this.#containerId, AbortSignal.timeout(CALL_MS)).catch(() => undefined);
  }

  #arm(ms: number): void {
    if (this.#released || this.#lost.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#renewing = this.#renew().then((ok) => this.#arm(ok ? RENEW_MS : RETRY_MS));
    }, ms).unref();
  }

  /** Whether the lease is fresh now. */
  async #renew(): Promise<boolean> {
    const signal = AbortSignal.timeout(CALL_MS);
    try {
      await this.#lock.renew(this.#containerId, this.#now(), signal);
      return true;
    } catch (error) {
      if (statusOf(error) !== 404) return false;
    }
    try {
      const containerId = await this.#lock.take(this.#record, signal);
      if (containerId !== undefined) this.#containerId = containerId;
      else this.#lose();
    } catch {
      // Tried again shortly: the engine may be restarting.
    }
    return false;
  }

  #lose(): void {
    const message = 'Another controller took over the lock of this Docker Engine.';
    this.#lost.abort(new AutoscalerError('E_LOCK_LOST', message, { fix: 'Run one controller per engine.' }));
  }
}
