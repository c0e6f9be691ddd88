/** Gives everybody a turn when there are too many for all at once. */
export class Rotation {
  readonly #atOnce: number;
  #from = 0;

  /** `atOnce` is how many have a turn together. */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Whose turn it is: after so many calls as it takes, each of `all` has been among them. */
  next<T>(all: readonly T[]): readonly T[] {
    if (all.length <= this.#atOnce) return all;
    const from = this.#from % all.length;
    const end = from + this.#atOnce;
    this.#from = end % all.length;
    return [...all.slice(from, end), ...all.slice(0, Math.max(0, end - all.length))];
  }
}
