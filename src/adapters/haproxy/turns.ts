import { abortError } from './patience.ts';

/** Lets one piece of work per key run at a time, in the order of the calls. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Waits for the turn, then runs `work`. When `signal` ends the wait it throws what `abortError` says. */
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
  const what = 'the balancer’s earlier work was done';
  if (signal.aborted) throw abortError(signal, what);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(abortError(signal, what));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([wait, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
