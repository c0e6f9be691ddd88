import { abortError } from './patience.ts';

/** A piece of work that waits for its batch, or is in it. */
interface Entry<Job, Result> {
  readonly job: Job;
  readonly signal: AbortSignal;
  readonly done: PromiseWithResolvers<Result>;
}

/** How a batch is done: an outcome for each job, in their order. The signal aborts when nobody waits any more. */
export type BatchWork<Job, Result> = (
  jobs: readonly Job[],
  signal: AbortSignal,
) => Promise<readonly PromiseSettledResult<Result>[]>;

/** Does one batch per key at a time. What comes while one runs is done together in the next. */
export class Batches<Job, Result> {
  readonly #work: BatchWork<Job, Result>;
  readonly #waiting = new Map<string, Entry<Job, Result>[]>();

  constructor(work: BatchWork<Job, Result>) {
    this.#work = work;
  }

  /** The job's own outcome. When `signal` ends the wait it throws what `abortError` says. */
  async run(key: string, job: Job, signal: AbortSignal): Promise<Result> {
    const what = 'the balancer carried the change out';
    if (signal.aborted) throw abortError(signal, what);
    const entry: Entry<Job, Result> = { job, signal, done: Promise.withResolvers() };
    const waiting = this.#waiting.get(key);
    if (waiting) waiting.push(entry);
    else {
      this.#waiting.set(key, [entry]);
      void this.#runAll(key);
    }
    const onAbort = () => entry.done.reject(abortError(signal, what));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await entry.done.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #runAll(key: string): Promise<void> {
    for (;;) {
      // Calls of the same moment belong together.
      await Promise.resolve();
      const batch = (this.#waiting.get(key) ?? []).filter(({ signal }) => !signal.aborted);
      if (batch.length === 0) break;
      this.#waiting.set(key, []);
      await this.#runBatch(batch);
    }
    this.#waiting.delete(key);
  }

  async #runBatch(batch: readonly Entry<Job, Result>[]): Promise<void> {
    const signal = whenAllAbort(batch.map((entry) => entry.signal));
    try {
      const outcomes = await this.#work(
        batch.map(({ job }) => job),
        signal,
      );
      for (const [index, { done }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome?.status === 'fulfilled') done.resolve(outcome.value);
        else done.reject(outcome?.reason);
      }
    } catch (error) {
      for (const { done } of batch) done.reject(error);
    }
  }
}

function whenAllAbort(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  const left = new Set(signals);
  for (const signal of signals) {
    const onAbort = () => {
      left.delete(signal);
      if (left.size === 0) all.abort(signal.reason);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  }
  return all.signal;
}
