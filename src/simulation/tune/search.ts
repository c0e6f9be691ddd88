/** A number that is searched. */
export interface Knob {
  readonly kind: 'number' | 'percent' | 'duration' | 'count';
  /** As it is today; a duration in milliseconds. */
  readonly value: number;
}

/** What a set of numbers costs and misses. */
export interface Trial {
  readonly cost: number;
  readonly missPercent: number;
}

/** Tries a set of numbers, in the order of the knobs; undefined where they do not make a policy. */
export type Try = (values: readonly number[]) => Trial | undefined;

/** The best numbers found. */
export interface Found {
  readonly values: readonly number[];
  readonly trial: Trial;
  readonly tried: number;
}

/** By round, from wide steps to narrow ones. */
const FACTORS = [
  [0.4, 0.6, 0.8, 1.25, 1.6, 2.5],
  [0.7, 0.85, 1.15, 1.4],
  [0.9, 0.95, 1.05, 1.1],
] as const;
const SECOND = 1000;
const DURATIONS = [0, 15, 30, 60, 120, 300].map((seconds) => seconds * SECOND);
const PASSES = 2;

/**
 * The cheapest numbers that keep a budget of misses: one knob after the other over a few values, in rounds that get
 * narrower, for as long as that helps. Where nothing keeps the budget, the fewest misses. Deterministic.
 */
export function search(knobs: readonly Knob[], attempt: Try, budgetPercent: number): Found | undefined {
  const known = new Map<string, Trial | undefined>();
  const look = (values: readonly number[]) => {
    const key = values.join();
    if (!known.has(key)) known.set(key, attempt(values));
    return known.get(key);
  };
  let values = knobs.map(({ value }) => value);
  let best = look(values);
  if (best === undefined) return undefined;
  for (const factors of FACTORS)
    for (let pass = 0; pass < PASSES; pass++) {
      const before: Trial = best;
      for (const [index, knob] of knobs.entries())
        for (const value of candidates(knob, values[index] ?? knob.value, factors)) {
          const changed = values.with(index, value);
          const trial = look(changed);
          if (trial === undefined || !isBetter(trial, best, budgetPercent)) continue;
          values = changed;
          best = trial;
        }
      if (best === before) break;
    }
  return { values, trial: best, tried: known.size };
}

function candidates({ kind }: Knob, value: number, factors: readonly number[]): readonly number[] {
  if (kind === 'count') return [1, 2, 3, 4, 6].filter((count) => count !== value);
  const scaled = factors.map((factor) => factor * value);
  if (kind === 'duration')
    return [...new Set([...DURATIONS, ...scaled.map((ms) => Math.round(ms / SECOND) * SECOND)])];
  return scaled.map((number) => Number(number.toPrecision(3)));
}

/** Less over the budget is better; within it, cheaper. */
function isBetter(a: Trial, b: Trial, budgetPercent: number): boolean {
  const over = (trial: Trial) => Math.max(0, trial.missPercent - budgetPercent);
  return over(a) === over(b) ? a.cost < b.cost : over(a) < over(b);
}
