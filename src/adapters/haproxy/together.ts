import { abortError } from './patience.ts';

/** Begins a reading that has the answer to each of the questions. */
type Read<Q, A> = (questions: readonly Q[], signal: AbortSignal) => Promise<(question: Q) => A>;

interface Call<Q, A> {
  readonly question: Q;
  readonly answered: PromiseWithResolvers<A>;
}

/** A reading outlives those who gave up waiting for it, but not for longer. */
const LONGEST_READING_MS = 10_000;

/**
 * Joins questions that are asked in the same turn of the event loop: one reading, begun after the last of them was
 * asked, answers all. Nothing is kept: whoever asks later has a reading of their own.
 */
export class Together<Q, A> {
  readonly #read: Read<Q, A>;
  readonly #waiting = new Map<string, Call<Q, A>[]>();

  constructor(read: Read<Q, A>) {
    this.#read = read;
  }

  /** Asks together with others of the same key. When `signal` ends the wait it throws what `abortError` says. */
  async ask(key: string, question: Q, signal: AbortSignal): Promise<A> {
    const failure = () => abortError(signal, 'HAProxy answered');
    if (signal.aborted) throw failure();
    const answered = Promise.withResolvers<A>();
    const giveUp = () => answered.reject(failure());
    signal.addEventListener('abort', giveUp, { once: true });
    this.#join(key, { question, answered });
    try {
      return await answered.promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  #join(key: string, call: Call<Q, A>): void {
    const others = this.#waiting.get(key);
    if (others !== undefined) {
      others.push(call);
      return;
    }
    const calls = [call];
    this.#waiting.set(key, calls);
    setImmediate(() => {
      this.#waiting.delete(key);
      void this.#answer(calls);
    });
  }

  async #answer(calls: readonly Call<Q, A>[]): Promise<void> {
    try {
      const questions = calls.map(({ question }) => question);
      const answerTo = await this.#read(questions, AbortSignal.timeout(LONGEST_READING_MS));
      for (const { question, answered } of calls) answered.resolve(answerTo(question));
    } catch (error) {
      for (const { answered } of calls) answered.reject(error);
    }
  }
}
