import { type BenchRow, median, rounded } from '../bench.ts';
import type { Block } from './block.ts';
import type { TimedKind } from './count.ts';
import { latenciesIn, type Percentiles, percentilesOf, type Window, without } from './latency.ts';

/** What was going on, by the name it has in the report. */
const WHILE = {
  'scaling up and down': ({ up, down }) => [...up, ...down],
  'the balancer changes and drains': ({ balancer }) => balancer,
  'containers start and stop': ({ up, down, balancer }) =>
    balancer.length === 0 ? [] : without([...up, ...down], balancer),
} as const satisfies Record<string, (windows: Block['windows']) => readonly Window[]>;

const SHARES = ['p50', 'p99', 'p99.9'] as const satisfies readonly (keyof Percentiles)[];

/** One contender's rounds compared with rest within each round; the median of the rounds counts. */
export function latencyRows(name: BenchRow, kind: TimedKind, blocks: readonly Block[]): readonly BenchRow[] {
  const at = SHARES.map((share) => [
    `${share} at rest, ms`,
    rounded(median(blocks.map((block) => restOf(block, kind)[share]))),
  ]);
  return (Object.keys(WHILE) as (keyof typeof WHILE)[]).flatMap((what) => {
    const ratios = SHARES.map((share) => [share, ratioOf(blocks, kind, what, share)] as const);
    if (ratios.some(([, ratio]) => ratio === undefined)) return [];
    const cells = ratios.map(([share, ratio]) => [`${share} ÷ at rest`, rounded(ratio ?? 0)]);
    return [{ ...name, while: what, ...Object.fromEntries([...cells, ...at]) }];
  });
}

/** The latency of that kind of request while that was going on ÷ at rest; undefined where it was not measured. */
export function ratioOf(
  blocks: readonly Block[],
  kind: TimedKind,
  what: keyof typeof WHILE,
  share: keyof Percentiles,
): number | undefined {
  const ratios = blocks.flatMap((block) => {
    const found = percentilesOf(latenciesIn(block.samples[kind], WHILE[what](block.windows)));
    return found === undefined ? [] : [found[share] / restOf(block, kind)[share]];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

function restOf({ samples, windows }: Block, kind: TimedKind): Percentiles {
  const rest = percentilesOf(latenciesIn(samples[kind], windows.rest));
  if (rest === undefined) throw new Error('nothing was measured at rest');
  return rest;
}
