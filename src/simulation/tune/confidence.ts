import { seededRandom } from '../random.ts';
import { type Block, billed, missPercent } from './parts.ts';

/** How sure a comparison of two runs of the same load is. */
export interface Confidence {
  /** The middle 90 % of the misses that other stretches of the same kind would have shown, in % of the requests. */
  readonly missInterval: readonly [number, number];
  /** The middle 90 % of the saved share of the replica-hours, in %. */
  readonly savingInterval: readonly [number, number];
  /** How often the misses were within the SLO, and how often it was cheaper; 0 to 1. */
  readonly keepsSlo: number;
  readonly isCheaper: number;
}

const RESAMPLES = 2000;
const TAIL = 0.05;
const DECIMALS = 10_000;

/**
 * A block bootstrap: blocks of time are drawn with replacement, the same ones from both runs, and what they show together
 * is looked at over and over. Blocks rather than steps, because what happens in one step is much like the one before.
 */
export function confidenceOf(
  before: readonly Block[],
  after: readonly Block[],
  sloPercent: number,
  seed: number,
): Confidence {
  const random = seededRandom(seed);
  const samples = Array.from({ length: RESAMPLES }, () => {
    const drawn = after.map(() => Math.floor(random() * after.length));
    const of = (blocks: readonly Block[]) =>
      drawn.flatMap((index) => {
        const block = blocks[index];
        return block === undefined ? [] : [block];
      });
    const [old, tuned] = [of(before), of(after)];
    return { miss: missPercent(tuned), saving: 100 * (1 - billed(tuned) / Math.max(1, billed(old))) };
  });
  const share = (test: (sample: (typeof samples)[number]) => boolean) =>
    samples.filter(test).length / samples.length;
  return {
    missInterval: middleOf(samples.map(({ miss }) => miss)),
    savingInterval: middleOf(samples.map(({ saving }) => saving)),
    keepsSlo: share(({ miss }) => miss <= sloPercent),
    isCheaper: share(({ saving }) => saving > 0),
  };
}

function middleOf(values: readonly number[]): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (quantile: number) =>
    Math.round(DECIMALS * (sorted[Math.round(quantile * (sorted.length - 1))] ?? 0)) / DECIMALS;
  return [at(TAIL), at(1 - TAIL)];
}
