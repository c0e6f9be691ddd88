import type { Method } from './forecaster.ts';

/** How fast level, trend and season follow, 0 to 1. */
export interface Pace {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
}

const LEVELS = [0.1, 0.3, 0.6, 0.9];
const TRENDS = [0, 0.01, 0.1];
const SEASONS = [0.1, 0.3];

/**
 * Additive Holt-Winters (Winters 1960): level, trend, and a season of so many steps that is learned from its first round.
 * Without a season, or until one has passed, it is Holt's linear method.
 */
export class HoltWinters implements Method {
  readonly name = 'Holt-Winters';
  readonly #pace: Pace;
  readonly #season: number;
  readonly #first: number[] = [];
  #offsets: number[] | undefined;
  #level: number | undefined;
  #trend = 0;
  #steps = 0;

  constructor(pace: Pace, season?: number) {
    this.#pace = pace;
    this.#season = season ?? Number.POSITIVE_INFINITY;
  }

  next(value: number, steps: number): number {
    this.#learn(value);
    let highest = Number.NEGATIVE_INFINITY;
    for (let ahead = 1; ahead <= steps; ahead++) highest = Math.max(highest, this.#ahead(ahead));
    return highest;
  }

  #learn(value: number): void {
    const { level, trend, season } = this.#pace;
    const slot = this.#steps++ % this.#season;
    const offset = this.#offsets?.[slot] ?? 0;
    const before = this.#level ?? value - offset;
    const now = level * (value - offset) + (1 - level) * (before + this.#trend);
    this.#trend += trend * (now - before - this.#trend);
    this.#level = now;
    if (this.#offsets !== undefined) this.#offsets[slot] = offset + season * (value - now - offset);
    else if (this.#first.push(value) === this.#season) this.#begin();
  }

  /** After the first round: each step's distance from the round's mean, and the mean as level. */
  #begin(): void {
    const mean = this.#first.reduce((sum, value) => sum + value, 0) / this.#first.length;
    this.#offsets = this.#first.map((value) => value - mean);
    this.#level = mean;
    this.#trend = 0;
  }

  #ahead(steps: number): number {
    const offset = this.#offsets?.[(this.#steps - 1 + steps) % this.#season] ?? 0;
    return (this.#level ?? 0) + steps * this.#trend + offset;
  }
}

/** Holt-Winters at the pace that had the least absolute error one step ahead on `history`, with a season if that held two. */
export function fittedHoltWinters(history: readonly number[], season: number): HoltWinters {
  const usable = history.length >= 2 * season ? season : undefined;
  let [best, least]: [Pace, number] = [{ level: 0.3, trend: 0, season: 0.1 }, Number.POSITIVE_INFINITY];
  for (const level of LEVELS)
    for (const trend of TRENDS)
      for (const seasonPace of usable === undefined ? [0] : SEASONS) {
        const pace = { level, trend, season: seasonPace };
        const error = errorOf(new HoltWinters(pace, usable), history, usable ?? 1);
        if (error < least) [best, least] = [pace, error];
      }
  return new HoltWinters(best, usable);
}

function errorOf(method: Method, history: readonly number[], from: number): number {
  let error = 0;
  for (const [index, value] of history.entries()) {
    const forecast = method.next(value, 1);
    if (index >= from) error += Math.abs((history[index + 1] ?? forecast) - forecast);
  }
  return error;
}
