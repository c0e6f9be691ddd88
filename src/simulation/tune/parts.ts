import type { Load } from '../load.ts';
import type { Run } from '../replay.ts';

/** The scored part of a load in two: numbers are searched on the first and reported on the second. */
export interface Parts {
  readonly search: Load;
  readonly report: Load;
}

/** What happened in a stretch of time. */
export interface Block {
  readonly requests: number;
  readonly missed: number;
  /** Billed replica-steps. */
  readonly billed: number;
}

/** Blocks of a part; enough for an interval, each long enough to hold a habit of hours. */
const BLOCKS = 28;

/** Halves of the scored part, each with everything before it as history. */
export function partsOf(load: Load): Parts {
  const middle = Math.round((load.scoredFrom + load.arrivals.length) / 2);
  return {
    search: { ...load, arrivals: load.arrivals.subarray(0, middle) },
    report: { ...load, scoredFrom: middle },
  };
}

/** The scored part of a run in even stretches. */
export function blocksOf(load: Load, run: Run): readonly Block[] {
  const steps = load.arrivals.length - load.scoredFrom;
  return Array.from({ length: BLOCKS }, (_, block) => {
    const from = load.scoredFrom + Math.floor((block * steps) / BLOCKS);
    const to = load.scoredFrom + Math.floor(((block + 1) * steps) / BLOCKS);
    let [requests, missed, billed] = [0, 0, 0];
    for (let step = from; step < to; step++) {
      const arrivals = load.arrivals[step] ?? 0;
      requests += arrivals;
      if (run.overSlo[step] === 1) missed += arrivals;
      billed += run.running[step] ?? 0;
    }
    return { requests, missed, billed };
  });
}

/** Share of the requests of these blocks over the SLO, in %. */
export function missPercent(blocks: readonly Block[]): number {
  const requests = blocks.reduce((sum, block) => sum + block.requests, 0);
  const missed = blocks.reduce((sum, block) => sum + block.missed, 0);
  return (100 * missed) / Math.max(1, requests);
}

/** Billed replica-steps of these blocks. */
export function billed(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.billed, 0);
}
