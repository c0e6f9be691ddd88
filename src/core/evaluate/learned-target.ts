import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, MetricRule, Policy } from '../policy.ts';

type TargetRule = Extract<MetricRule, { kind: 'target' }>;

/** Share of its target from which on the other metric says little about the load: a busy replica is not busier. */
const SATURATED = 1.2;
/** Share of its target up to which what a replica does by itself weighs too much. */
const IDLE = 0.15;
/** By how much one observation moves what was learned. */
const PACE = 0.02;

/** The target of a metric, named or learned; undefined for thresholds, and while nothing was learned. */
export function targetRuleOf(
  { name, rule }: Metric,
  { targets }: Pick<History, 'targets'>,
): TargetRule | undefined {
  if (rule.kind === 'target') return rule;
  const target = targets?.[name];
  if (rule.kind !== 'learned' || target === undefined) return undefined;
  return { kind: 'target', target, tolerance: rule.tolerance };
}

/** The learned targets after a tick; undefined without any. */
export function targetsAfter(
  policy: Policy,
  observation: Observation,
  { targets, servedAlready }: Pick<History, 'targets' | 'servedAlready'>,
): History['targets'] {
  const { ready } = observation.replicas;
  const learned = policy.metrics.flatMap(({ name, rule }) => {
    if (rule.kind !== 'learned') return [];
    const before = targets?.[name];
    const now =
      ready > 0 && ready === servedAlready ? shownNow(name, rule.by, policy, observation) : undefined;
    const target =
      now === undefined || before === undefined ? (before ?? now) : before + PACE * (now - before);
    return target === undefined ? [] : [[name, target] as const];
  });
  return learned.length === 0 ? undefined : Object.fromEntries(learned);
}

/** What a replica would have of the total if the other metric were at its target, by what is seen now. */
function shownNow(
  name: string,
  by: string,
  { metrics }: Policy,
  { samples, replicas }: Observation,
): number | undefined {
  const other = metrics.find((metric) => metric.name === by)?.rule;
  const total = samples.get(name);
  const busy = samples.get(by);
  if (other?.kind !== 'target' || total?.kind !== 'value' || busy?.kind !== 'value') return undefined;
  const share = busy.value / other.target;
  if (total.value <= 0 || share < IDLE || share > SATURATED) return undefined;
  return total.value / replicas.ready / share;
}
