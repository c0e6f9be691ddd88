import { oracleSteps } from './oracle.ts';

/** What steps need, and how many requests each loses that serves fewer. */
interface Demand {
  /** Replicas by step. */
  readonly need: Int32Array;
  /** Requests by step. */
  readonly requests: Int32Array;
}

/** The cheapest way at one price of a miss. */
interface Way {
  /** Billed replica-steps. */
  readonly cost: number;
  readonly missed: number;
}

const MOST_CUTS = 40;
const CLOSE = 1e-5;

/**
 * The least billed replica-steps that any plan with perfect foresight and at most `allowed` missed requests can have:
 * a lower bound that is exact wherever the best cost falls along the budget's convex hull. By step and count
 * f_t(n) = n + λ·missed_t(n) + min( min_{m≥n} f_{t−1}(m), min_{m<n} f_{t−1}(m) + d·(n−m) ), with d the start-up in
 * steps. The price λ of a miss comes from cutting planes: the bound is concave in λ, and each way found is a line over it.
 */
export function budgetOracleSteps(demand: Demand, startUpSteps: number, allowed: number): number {
  const { need, requests } = demand;
  const most = need.reduce((highest, count) => Math.max(highest, count), 1);
  const losable = need.reduce((sum, count, step) => sum + (count > 1 ? (requests[step] ?? 0) : 0), 0);
  const dearest = oracleSteps(need, startUpSteps);
  if (losable <= allowed) return need.length;
  let few: Way = { cost: need.length, missed: losable };
  let many: Way = { cost: dearest, missed: 0 };
  let best = need.length;
  for (let cut = 0; cut < MOST_CUTS && few.missed > many.missed; cut++) {
    const price = (many.cost - few.cost) / (few.missed - many.missed);
    const way = cheapestWay(demand, startUpSteps, price, most);
    const bound = way.cost + price * (way.missed - allowed);
    best = Math.max(best, bound);
    if (few.cost + price * (few.missed - allowed) - bound < CLOSE * dearest) break;
    if (way.missed > allowed) few = way;
    else many = way;
  }
  return best;
}

function cheapestWay({ need, requests }: Demand, startUpSteps: number, price: number, most: number): Way {
  let value = new Float64Array(most + 1).fill(Number.POSITIVE_INFINITY);
  let missed = new Float64Array(most + 1);
  let [nextValue, nextMissed] = [new Float64Array(most + 1), new Float64Array(most + 1)];
  for (let step = 0; step < need.length; step++) {
    const wanted = need[step] ?? 1;
    const lost = requests[step] ?? 0;
    if (step === 0) value.fill(0);
    const rise = Math.min(step, startUpSteps);
    fewerAfter(value, missed, nextValue, nextMissed);
    moreAfter(value, missed, nextValue, nextMissed, rise);
    for (let count = 1; count <= most; count++) {
      const isShort = count < wanted;
      nextValue[count] = (nextValue[count] ?? 0) + count + (isShort ? price * lost : 0);
      if (isShort) nextMissed[count] = (nextMissed[count] ?? 0) + lost;
    }
    [value, nextValue] = [nextValue, value];
    [missed, nextMissed] = [nextMissed, missed];
  }
  let end = 1;
  for (let count = 2; count <= most; count++) if ((value[count] ?? 0) < (value[end] ?? 0)) end = count;
  const lost = missed[end] ?? 0;
  return { cost: (value[end] ?? 0) - price * lost, missed: lost };
}

/** The best of the same count or a higher one before: going down is free. */
function fewerAfter(value: Float64Array, missed: Float64Array, into: Float64Array, lost: Float64Array): void {
  let best = value.length - 1;
  for (let count = value.length - 1; count >= 1; count--) {
    if ((value[count] ?? 0) < (value[best] ?? 0)) best = count;
    into[count] = value[best] ?? 0;
    lost[count] = missed[best] ?? 0;
  }
}

/** Or of a lower count, each replica more billed for its start-up. */
function moreAfter(
  value: Float64Array,
  missed: Float64Array,
  into: Float64Array,
  lost: Float64Array,
  rise: number,
): void {
  let best = 1;
  for (let count = 2; count < value.length; count++) {
    if ((value[count - 1] ?? 0) - rise * (count - 1) < (value[best] ?? 0) - rise * best) best = count - 1;
    const cost = (value[best] ?? 0) + rise * (count - best);
    if (cost >= (into[count] ?? 0)) continue;
    into[count] = cost;
    lost[count] = missed[best] ?? 0;
  }
}
