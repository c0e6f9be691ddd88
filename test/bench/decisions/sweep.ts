/** What an autoscaler did over all seeds. */
export interface Outcome {
  /** Share of the requests over the SLO, in %. */
  readonly missPercent: number;
  /** Replica-hours ÷ those of the best possible. */
  readonly cost: number;
  readonly actionsPerHour: number;
  /** Actions that took back another of at most five minutes before. */
  readonly flapsPerHour: number;
  /** The seeds' dearest cost less their cheapest. */
  readonly spread: number;
}

/** The outcome of a knob that keeps a budget of misses. */
export interface Tuned extends Outcome {
  readonly knob: number;
}

/** The most requests that may be over the SLO, in %. */
export const BUDGETS = [1, 0.2] as const;

/** A knob for each budget, as an array in the order of `BUDGETS`; undefined where no knob keeps it. */
export type Swept = readonly (Tuned | undefined)[];

const KNOBS = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.3, 0.2, 0.1];
const HALVINGS = 3;

/**
 * Finds the cheapest knob for each budget: from high use, which is cheap, to low use, until the strictest budget is kept,
 * then by halves between the last two. Every knob that was tried counts.
 */
export function sweep(replay: (knob: number) => Outcome, isFine: boolean): Swept {
  const tried: Tuned[] = [];
  const attempt = (knob: number) => {
    const outcome = { knob, ...replay(knob) };
    tried.push(outcome);
    return outcome;
  };
  for (const knob of KNOBS) {
    const { missPercent } = attempt(knob);
    if (BUDGETS.every((budget) => missPercent <= budget)) break;
  }
  return BUDGETS.map((budget) => {
    const keeps = () => tried.filter(({ missPercent }) => missPercent <= budget);
    const cheapest = () => keeps().reduce<Tuned | undefined>(cheaper, undefined);
    if (!isFine) return cheapest();
    for (let halving = 0; halving < HALVINGS; halving++) {
      const best = cheapest();
      const above = tried.map(({ knob }) => knob).filter((knob) => knob > (best?.knob ?? 1));
      if (best === undefined || above.length === 0) break;
      attempt((best.knob + Math.min(...above)) / 2);
    }
    return cheapest();
  });
}

function cheaper(best: Tuned | undefined, other: Tuned): Tuned {
  return best === undefined || other.cost < best.cost ? other : best;
}
