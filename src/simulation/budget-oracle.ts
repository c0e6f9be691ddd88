/** What steps need, and how many requests each loses that serves fewer. */
interface Demand {
  /** Replicas by step. */
  readonly need: Int32Array;
  /** Requests by step. */
  readonly requests: Int32Array;
}

/** The cheapest way at one price of a miss. */
interface Way {
  /** Replica-steps and missed requests at their price. */
  readonly value: number;
  readonly missed: number;
}

const HALVINGS = 30;
const CLOSE = 1e-3;

/**
 * The least billed replica-steps that any plan with perfect foresight and at most `allowed` missed requests can have:
 * a lower bound that is exact wherever the best cost falls along the budget's convex hull. By step and count
 * f_t(n) = n + λ·missed_t(n) + min( min_{m≥n} f_{t−1}(m), min_{m<n} f_{t−1}(m) + d·(n−m) ), with d the start-up in
 * steps and λ, the price of a miss, found by halves.
 */
export function budgetOracleSteps(demand: Demand, startUpSteps: number, allowed: number): number {
  const most = demand.need.reduce((highest, count) => Math.max(highest, count), 1);
  const bestAt = (price: number) => cheapestWay(demand, startUpSteps, price, most);
  const bound = (price: number, { value }: Way) => value - price * allowed;
  const dearest = (1 + startUpSteps) * most * demand.need.length;
  let [low, high] = [0, dearest];
  let best = Math.max(bound(low, bestAt(low)), bound(high, bestAt(high)));
  for (let halving = 0; halving < HALVINGS; halving++) {
    const price = Math.sqrt(Math.max(low, 1e-6) * high);
    const way = bestAt(price);
    best = Math.max(best, bound(price, way));
    if (way.missed > allowed) low = price;
    else high = price;
    if (high / Math.max(low, 1e-6) < 1 + CLOSE) break;
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
  return { value: value[end] ?? 0, missed: missed[end] ?? 0 };
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
