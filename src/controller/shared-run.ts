/** Does one piece of work, one run at a time. Whoever asks during a run shares the next one, begun after the asking. */
export class SharedRun<T> {
  readonly #work: () => Promise<T>;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  run(): Promise<T> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#work();
    });
    this.#running = this.#next.catch(() => undefined);
    return this.#next;
  }
}
