import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Policy } from '../policy.ts';

/** p95 ÷ mean of an exponential response time, ln 20, rounded up. */
const P95_FACTOR = 3;
/** How much below its limit a mean must be, as a share for each second that it is of: it hides its worse seconds. */
const HIDDEN_PER_SECOND = 0.002;
/** The use of a replica from which on a queue, rather than the use, makes the response time; and below which little does. */
const TELLING = { least: 0.15, most: 0.9 };
/** The most that a target is lifted to, in %. */
const MOST_PERCENT = 90;
/** By how much one observation moves what was learned. */
const PACE = 0.02;

/** Whether 95 % of the requests are answered in time, by their mean over the interval of the ticks; undefined where that is not known. */
export function isAnsweredInTime(
  { responseTime }: Policy,
  { samples }: Observation,
  intervalMs: number,
): boolean | undefined {
  if (responseTime === undefined) return undefined;
  const mean = samples.get(responseTime.metric.name);
  const seconds = Math.min(60, intervalMs / 1000);
  return mean?.kind === 'value'
    ? P95_FACTOR * mean.value <= (1 - HIDDEN_PER_SECOND * seconds) * responseTime.p95Ms
    : undefined;
}

/**
 * What CPU's target is lifted to after a tick: the use ρ at which 95 % of the requests are still answered in time. A
 * mean response T = s ÷ (1−ρ) of processor sharing tells the time s that a request takes alone, and so 1 − 3s ÷ p95.
 * Never below the target that the policy names; undefined where there is nothing to lift.
 */
export function liftedTargets(
  { responseTime, metrics }: Policy,
  { samples, replicas }: Observation,
  { targets, servedAlready }: Pick<History, 'targets' | 'servedAlready'>,
): History['targets'] {
  const rule = metrics.find(({ name }) => name === responseTime?.lifts)?.rule;
  if (responseTime === undefined || rule?.kind !== 'target') return undefined;
  const before = targets?.[responseTime.lifts] ?? rule.target;
  const mean = samples.get(responseTime.metric.name);
  const cpu = samples.get(responseTime.lifts);
  const isSteady = replicas.ready > 0 && replicas.ready === servedAlready;
  if (!isSteady || mean?.kind !== 'value' || cpu?.kind !== 'value') return { [responseTime.lifts]: before };
  const use = cpu.value / 100;
  if (use < TELLING.least || use > TELLING.most) return { [responseTime.lifts]: before };
  const alone = mean.value * (1 - use);
  const shown = Math.min(MOST_PERCENT, 100 * (1 - (P95_FACTOR * alone) / responseTime.p95Ms));
  return {
    [responseTime.lifts]: Math.max(rule.target, before + PACE * (Math.max(rule.target, shown) - before)),
  };
}
