import type { History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, MetricRule, Policy } from '../policy.ts';
import { liftedTargets } from './response-time.ts';

type TargetRule = Extract<MetricRule, { kind: 'target' }>;

/** Share of its target from which on the other metric says little about the load: a busy replica is not busier. */
const SATURATED = 1.2;
/** Share of its target up to which what a replica does by itself weighs too much. */
const IDLE = 0.15;
/** By how much one observation moves what was learned. */
const PACE = 0.02;

/** The target of a metric, named (and lifted) or learned; undefined for thresholds, and while nothing was learned. */
export function targetRuleOf(
  { name, rule }: Metric,
  { targets }: Pick<History, 'targets'>,
): TargetRule | undefined {
  const target = targets?.[name];
  if (rule.kind === 'target')
    return target !== undefined && target > rule.target ? { ...rule, target } : rule;
  if (rule.kind !== 'learned' || target === undefined) return undefined;
  return { kind: 'target', target, tolerance: rule.tolerance };
}

/** The learned and lifted targets after a tick; undefined without any. */
export function targetsAfter(
  policy: Policy,
  observation: Observation,
  history: Pick<History, 'targets' | 'servedAlready'>,
): History['targets'] {
  const { targets, servedAlready } = history;
  const { ready } = observation.replicas;
  const learned = policy.metrics.flatMap(({ name, rule }) => {
    if (rule.kind !== 'learned') return [];
    const before = targets?.[name];
    const now =
      ready > 0 && ready === servedAlready
        ? shownNow(name, rule.by, policy, observation, history)
        : undefined;
    const target =
      now === undefined || before === undefined ? (before ?? now) : before + PACE * (now - before);
    return target === undefined ? [] : [[name, target] as const];
  });
  const lifted = liftedTargets(policy, observation, history);
  return learned.length === 0 ? lifted : { ...Object.fromEntries(learned), ...lifted };
}

/** What a replica would have of the total if the other metric were at its target, by what is seen now. */
function shownNow(
  name: string,
  by: string,
  { metrics }: Policy,
  { samples, replicas }: Observation,
  history: Pick<History, 'targets'>,
): number | undefined {
  const telling = metrics.find((metric) => metric.name === by);
  const other = telling && targetRuleOf(telling, history);
  const total = samples.get(name);
  const busy = samples.get(by);
  if (other === undefined || total?.kind !== 'value' || busy?.kind !== 'value') return undefined;
  const share = busy.value / other.target;
  if (total.value <= 0 || share < IDLE || share > SATURATED) return undefined;
  return total.value / replicas.ready / share;
}
