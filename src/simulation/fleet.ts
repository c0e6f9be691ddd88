import type { PlantOptions } from './plant-options.ts';

const ROUNDING_ERROR = 1e-9;

/** The replicas of a replay, step by step: starting, warming up, warm, or draining. */
export class Fleet {
  readonly #startUp: number;
  readonly #warmUp: number;
  readonly #drain: number;
  /** By replica, oldest first, the step it begins to serve. */
  readonly #readyAt: number[];
  /** The steps at which replicas on their way out are gone, earliest first. */
  #drained: readonly number[] = [];
  #ready: number;
  #step = 0;

  /** Begins with so many warm replicas. */
  constructor(replicas: number, { stepSeconds, startUpSeconds, warmUpSeconds, drainSeconds }: PlantOptions) {
    const steps = (seconds: number) => Math.ceil(seconds / stepSeconds - ROUNDING_ERROR);
    this.#startUp = steps(startUpSeconds);
    this.#warmUp = warmUpSeconds / stepSeconds;
    this.#drain = steps(drainSeconds);
    this.#readyAt = Array.from({ length: replicas }, () => Number.NEGATIVE_INFINITY);
    this.#ready = replicas;
  }

  /** Replicas asked for: serving and starting ones. */
  get current(): number {
    return this.#readyAt.length;
  }

  /** Replicas that serve, warm or not. */
  get ready(): number {
    return this.#ready;
  }

  /** Replicas that are paid for: draining ones too. */
  get billed(): number {
    return this.#readyAt.length + this.#drained.length;
  }

  /** What the serving replicas carry, in warm ones. */
  get serving(): number {
    let serving = this.#ready;
    for (let newest = this.#ready - 1; newest >= 0; newest--) {
      const age = this.#step - (this.#readyAt[newest] ?? 0) + 0.5;
      if (age >= this.#warmUp) break;
      serving -= 1 - age / this.#warmUp;
    }
    return serving;
  }

  /** Goes on to a step. */
  advance(step: number): void {
    this.#step = step;
    if (this.#drained.length > 0) this.#drained = this.#drained.filter((end) => end > step);
    this.#open();
  }

  /** Starts replicas, or takes the newest out. */
  scale(wanted: number): void {
    const leaving = Math.max(0, this.#ready - wanted);
    if (leaving > 0 && this.#drain > 0) {
      const end = this.#step + this.#drain;
      this.#drained = [...this.#drained, ...Array.from({ length: leaving }, () => end)];
    }
    this.#readyAt.length = Math.min(this.#readyAt.length, wanted);
    this.#ready -= leaving;
    while (this.#readyAt.length < wanted) this.#readyAt.push(this.#step + this.#startUp);
    this.#open();
  }

  #open(): void {
    while ((this.#readyAt[this.#ready] ?? Number.POSITIVE_INFINITY) <= this.#step) this.#ready++;
  }
}
