/** A change of the replica count that was decided so many seconds after the load began. */
export interface Change {
  readonly second: number;
  readonly from: number;
  readonly to: number;
}

/** One timeline beside another. */
export interface Agreement {
  readonly ticks: number;
  /** Ticks at which the real count is the simulated one of that tick or of one beside it. */
  readonly agreeing: number;
  /** Changes in the order of their time: both where one of each goes to the same count within a tick. */
  readonly pairs: readonly { readonly simulated?: Change; readonly real?: Change }[];
}

/** Holds what was really decided in `seconds` against what was simulated. Both begin with `first` replicas. */
export function agreementOf(
  simulated: readonly Change[],
  real: readonly Change[],
  { first, seconds, tickSeconds }: { first: number; seconds: number; tickSeconds: number },
): Agreement {
  const ticks = Math.floor(seconds / tickSeconds);
  const isSeen = (tick: number) => {
    const near = [tick - 1, tick, tick + 1].map((each) => countAt(simulated, first, each * tickSeconds));
    return near.includes(countAt(real, first, tick * tickSeconds));
  };
  const agreeing = Array.from({ length: ticks }, (_, tick) => isSeen(tick + 1)).filter(Boolean).length;
  return { ticks, agreeing, pairs: pairUp(simulated, real, tickSeconds) };
}

/** The changes of a count that is given second by second. */
export function changesOf(counts: ArrayLike<number>): readonly Change[] {
  const changes: Change[] = [];
  for (let second = 1; second < counts.length; second++) {
    const [from = 0, to = 0] = [counts[second - 1], counts[second]];
    if (from !== to) changes.push({ second, from, to });
  }
  return changes;
}

function countAt(changes: readonly Change[], first: number, second: number): number {
  return changes.findLast((change) => change.second <= second)?.to ?? first;
}

function pairUp(simulated: readonly Change[], real: readonly Change[], tickSeconds: number) {
  const unpaired = [...real];
  const pairs: { simulated?: Change; real?: Change }[] = simulated.map((change) => {
    const index = unpaired.findIndex(
      ({ second, to }) => to === change.to && Math.abs(second - change.second) <= tickSeconds,
    );
    const [same] = index < 0 ? [] : unpaired.splice(index, 1);
    return same === undefined ? { simulated: change } : { simulated: change, real: same };
  });
  const at = ({ simulated: one, real: other }: (typeof pairs)[number]) => (one ?? other)?.second ?? 0;
  return [...pairs, ...unpaired.map((change) => ({ real: change }))].toSorted((a, b) => at(a) - at(b));
}
