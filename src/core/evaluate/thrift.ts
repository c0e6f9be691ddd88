import { formatDuration, formatNumber, formatReplicas } from '../format.ts';
import type { RecommendationRun } from '../history.ts';
import { reason } from '../reasons.ts';
import { effectiveBounds } from './schedules.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

/** A scale-down must save as much as all replicas together cost in so long: half of them wait twice as long. */
const PRICE_MS = 36_000;
/** What a scale-up adds to what is needed, so that the next noise needs no further one. */
const SPARE = 0.03;
/** Recommendations further apart than this do not tell what was needed between them. */
const LONGEST_GAP_MS = 120_000;
/** For how long recommendations tell something. */
export const PATIENCE_MS = 40 * 60_000;

/** Stage, with a forecast: fewer actions. The smaller a saving, the longer it waits; and something to spare going up. */
export function thrift(proposal: Proposal, context: StageContext): Proposal {
  const { policy, observation } = context;
  const { current } = observation.replicas;
  const { replicas } = proposal;
  if (policy.forecast === undefined || current === 0) return proposal;
  if (replicas < current) {
    const down = worthwhile(replicas, current, context.history.recommendations, context.now);
    if (down === replicas) return proposal;
    const saving = formatNumber((100 * (current - replicas)) / current);
    const message = `${saving} % less is not worth it before it has lasted ${formatDuration(patience(replicas, current))}`;
    return limitTo(proposal, down, reason('SAVING_TOO_SMALL', message));
  }
  const { max } = effectiveBounds(policy, observation.activeSchedules);
  const spare = Math.min(Math.round(replicas * SPARE), max - replicas);
  if (replicas <= current || spare <= 0) return proposal;
  const message = `${formatReplicas(spare)} to spare makes the next scale-up less likely`;
  return limitTo(proposal, replicas + spare, reason('SPARE_ADDED', message));
}

/** How long fewer replicas must have been enough. */
function patience(replicas: number, current: number): number {
  return (PRICE_MS * current) / (current - replicas);
}

/** The lowest count that has been enough for as long as its saving asks for. */
function worthwhile(
  wanted: number,
  current: number,
  runs: readonly RecommendationRun[],
  now: number,
): number {
  let count = wanted;
  let since = now;
  for (const run of runs.toReversed()) {
    if (since - run.until > LONGEST_GAP_MS) break;
    if (run.replicas > count) {
      if (now - since >= patience(count, current)) return count;
      count = run.replicas;
      if (count >= current) return current;
    }
    since = run.at;
  }
  return now - since >= patience(count, current) ? count : current;
}
