/** The life of one controller process. Once it is killed nothing it waits for ever comes back to it. */
export class Life {
  #isOver = false;

  /** SIGKILL. */
  end(): void {
    this.#isOver = true;
  }

  /** Wraps a call that leaves the process. */
  async live<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isOver) return NEVER;
    try {
      const result = await work();
      return this.#isOver ? NEVER : result;
    } catch (error) {
      if (this.#isOver) return NEVER;
      throw error;
    }
  }
}

const NEVER = new Promise<never>(() => undefined);
