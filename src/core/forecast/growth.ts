/**
 * How often a demand grew by how much, as a histogram of ln(highest demand within the horizon ÷ demand before it).
 * Older observations count less. Plain data.
 */
export interface Growth {
  /** The bin of the first weight. */
  readonly from: number;
  readonly weights: readonly number[];
  readonly total: number;
}

export const NO_GROWTH: Growth = { from: 0, weights: [], total: 0 };

const FINE = 0.02;
const COARSE = 0.08;
const LOWEST = -0.4;
/** Where the bins get coarser, as ln of the growth and as a bin. */
const COARSE_FROM = 0.6;
const FINE_BINS = Math.round((COARSE_FROM - LOWEST) / FINE);
/** The last bin takes everything above a growth of some 65 times. */
const BINS = 96;
/** Weights at the ends that are a smaller share of the whole than this are dropped. */
const NEGLIGIBLE = 1e-6;

/** One more observation of weight `weight`; what was there before keeps the share `keep` of its weight. */
export function addGrowth(growth: Growth, logGrowth: number, weight: number, keep: number): Growth {
  const bin = binOf(logGrowth);
  const isFirst = growth.weights.length === 0;
  const from = isFirst ? bin : Math.min(bin, growth.from);
  const until = isFirst ? bin + 1 : Math.max(bin + 1, growth.from + growth.weights.length);
  const weights: number[] = [];
  let total = 0;
  for (let at = from; at < until; at++) {
    const kept = (growth.weights[at - growth.from] ?? 0) * keep + (at === bin ? weight : 0);
    weights.push(kept);
    total += kept;
  }
  return trimmed({ from, weights, total });
}

/** One of the histograms that are asked together, and how much each of its observations counts. */
export interface Weighed {
  readonly growth: Growth;
  readonly factor: number;
}

/** The ln of the growth that is exceeded with the probability `exceedance`, 0 to 1, over all histograms together. */
export function growthExceededBy(parts: readonly Weighed[], exceedance: number): number {
  const total = parts.reduce((sum, { growth, factor }) => sum + growth.total * factor, 0);
  const allowed = exceedance * total;
  let above = 0;
  const highest = Math.max(...parts.map(({ growth }) => growth.from + growth.weights.length - 1));
  const lowest = Math.min(...parts.map(({ growth }) => growth.from));
  for (let bin = highest; bin >= lowest; bin--) {
    let own = 0;
    for (const { growth, factor } of parts) own += (growth.weights[bin - growth.from] ?? 0) * factor;
    if (above + own > allowed) return edge(bin + 1) - ((edge(bin + 1) - edge(bin)) * (allowed - above)) / own;
    above += own;
  }
  return edge(lowest);
}

function binOf(logGrowth: number): number {
  const bin =
    logGrowth < COARSE_FROM
      ? Math.floor((logGrowth - LOWEST) / FINE)
      : FINE_BINS + Math.floor((logGrowth - COARSE_FROM) / COARSE);
  return Math.min(BINS - 1, Math.max(0, bin));
}

/** The lower edge of a bin. */
function edge(bin: number): number {
  return bin <= FINE_BINS ? LOWEST + bin * FINE : COARSE_FROM + (bin - FINE_BINS) * COARSE;
}

function trimmed(growth: Growth): Growth {
  const { from, weights, total } = growth;
  const isKept = (weight: number) => weight > NEGLIGIBLE * total;
  const first = weights.findIndex(isKept);
  const last = weights.findLastIndex(isKept);
  if (first <= 0 && last === weights.length - 1) return growth;
  return first < 0 ? NO_GROWTH : { from: from + first, weights: weights.slice(first, last + 1), total };
}
