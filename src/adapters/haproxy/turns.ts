/** Lets one piece of work per key run at a time, in the order of the calls. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Waits for the turn, then runs `work`. Rejects with the signal's reason when it is aborted while waiting. */
  async run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const turn = Promise.withResolvers<void>();
    const own = before.then(() => turn.promise);
    this.#last.set(key, own);
    try {
      await orAborted(before, signal);
      return await work();
    } finally {
      turn.resolve();
      if (this.#last.get(key) === own) this.#last.delete(key);
    }
  }
}

async function orAborted(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([wait, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
