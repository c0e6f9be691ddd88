import { toAutoscalerError } from '../../core/errors.ts';
import type { Outbox, PendingNotice } from '../../core/notice.ts';
import type { Log } from '../../core/ports.ts';

/** Notices that wait; the oldest is dropped for one more. */
const MOST_WAITING = 200;
/** What waited longer while no controller ran is no news any more. Milliseconds. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Notices in the order they are to go out, each in the outbox too until it is settled. Never throws. */
export class WaitingLine {
  readonly #outbox: Outbox;
  readonly #log: Log;
  #waiting: PendingNotice[] = [];

  constructor(outbox: Outbox, log: Log) {
    this.#outbox = outbox;
    this.#log = log;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes over what a former process left; returns how many were too old. `now` is epoch milliseconds. */
  takeOver(now: number): number {
    const left = this.#try(() => this.#outbox.pendingNotices()) ?? [];
    const [old, fresh] = [true, false].map((isOld) =>
      left.filter(({ at }) => now - at > LONGEST_WAIT_MS === isOld),
    );
    for (const { id } of old ?? []) this.settle(id);
    this.#waiting = [...(fresh ?? []), ...this.#waiting];
    return old?.length ?? 0;
  }

  /** Returns how many had to go for it. */
  add(notice: PendingNotice): number {
    this.#try(() => this.#outbox.addPendingNotice(notice));
    this.#waiting.push(notice);
    const dropped = this.#waiting.splice(0, Math.max(0, this.#waiting.length - MOST_WAITING));
    for (const { id } of dropped) this.settle(id);
    return dropped.length;
  }

  /** The next one to go out; it stays in the outbox until it is settled. */
  next(): PendingNotice | undefined {
    return this.#waiting.shift();
  }

  /** It is delivered, or given up. */
  settle(id: string): void {
    this.#try(() => this.#outbox.removePendingNotice(id));
  }

  #try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (thrown) {
      const error = toAutoscalerError(thrown);
      this.#log.error({ err: error }, error.message);
      return undefined;
    }
  }
}
