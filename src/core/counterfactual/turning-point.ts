/** Neighbouring numbers of at most six digits between which an outcome changes. */
export interface TurningPoint {
  /** The outcome is still what it is. */
  readonly last: number;
  /** The outcome is another. */
  readonly first: number;
}

const DIGITS = 6;
/** Smaller differences are none, in whatever unit. */
const LEAST = 1e-9;
const DOUBLINGS = 24;
const MOST_HALVINGS = 60;
/** How many grid lines around the point found are tried. */
const NEIGHBOURS = 3;

/**
 * Where the outcome first becomes another one, from `at` upwards or downwards; undefined when it never does. The steps
 * double, so a change that is undone again nearby may be passed over; what is returned is a change all the same.
 * A number that is not negative is not followed below 0. `scale` is the size of numbers that matter.
 */
export function turningPoint<T>(
  outcomeAt: (value: number) => T,
  at: number,
  direction: 'up' | 'down',
  scale: number,
): TurningPoint | undefined {
  const now = outcomeAt(at);
  const isSame = (value: number) => outcomeAt(value) === now;
  const bracket = firstOther(isSame, at, direction, scale);
  return bracket && onGrid(isSame, narrow(isSame, bracket), direction);
}

interface Bracket {
  readonly same: number;
  readonly other: number;
}

function firstOther(
  isSame: (value: number) => boolean,
  at: number,
  direction: 'up' | 'down',
  scale: number,
): Bracket | undefined {
  const sign = direction === 'up' ? 1 : -1;
  const floor = at >= 0 ? 0 : Number.NEGATIVE_INFINITY;
  let same = at;
  let step = Math.max(LEAST, Math.abs(at) / 1024, scale / 1024);
  for (let i = 0; i < DOUBLINGS; i += 1) {
    const value = Math.max(floor, at + sign * step);
    if (!isSame(value)) return { same, other: value };
    if (value === floor) return undefined;
    same = value;
    step *= 2;
  }
  return undefined;
}

function narrow(isSame: (value: number) => boolean, bracket: Bracket): Bracket {
  let { same, other } = bracket;
  for (let i = 0; i < MOST_HALVINGS && Math.abs(other - same) > unitOf(same, other) / 4; i += 1) {
    const middle = (same + other) / 2;
    if (isSame(middle)) same = middle;
    else other = middle;
  }
  return { same, other };
}

/** The two grid lines around the point between which the outcome changes. */
function onGrid(
  isSame: (value: number) => boolean,
  { same, other }: Bracket,
  direction: 'up' | 'down',
): TurningPoint | undefined {
  const unit = unitOf(same, other);
  const sign = direction === 'up' ? 1 : -1;
  const line = Math.round(other / unit);
  const valueAt = (number: number) => Number((number * unit).toPrecision(DIGITS + 2));
  for (let away = -NEIGHBOURS; away <= NEIGHBOURS; away += 1) {
    const last = valueAt(line + sign * (away - 1));
    const first = valueAt(line + sign * away);
    if (isSame(last) && !isSame(first)) return { last, first };
  }
  return undefined;
}

function unitOf(same: number, other: number): number {
  const size = Math.max(Math.abs(same), Math.abs(other), LEAST);
  return Math.max(LEAST, 10 ** (Math.floor(Math.log10(size)) - DIGITS + 1));
}
