import type { Recommendation } from '../decision.ts';
import { formatReplicas } from '../format.ts';
import type { MissingAction, MissingData } from '../policy.ts';
import { type Reason, reason } from '../reasons.ts';
import { whyMin } from './bounds.ts';
import type { Proposal, StageContext } from './stage.ts';

type Asking = Recommendation & { readonly replicas: number };

/**
 * All recommendations as one number: the highest on the way up; down only when every metric that has a say agrees.
 * Metrics without a value add what the missing-data rule asks for.
 */
export function combine(context: StageContext): Proposal {
  const { policy, observation, recommendations } = context;
  const current = observation.replicas.current;
  if (recommendations.length === 0)
    return { replicas: current, reasons: [reason('NO_METRICS', 'the policy has no metrics')] };

  const asking = recommendations.filter((r): r is Asking => r.replicas !== undefined);
  const highest = asking.length === 0 ? current : Math.max(...asking.map((r) => r.replicas));
  const { replicas, reasons } = askBlind(highest, current, recommendations, policy.missingData);
  const isHeard = (r: Recommendation) =>
    replicas <= current || r.missing || (r.replicas !== undefined && r.replicas > current);
  return {
    replicas,
    reasons: [
      ...recommendations.filter(isHeard).map((r) => r.reason),
      ...reasons,
      ...(replicas === current ? whatKeeps(asking, context) : []),
    ],
  };
}

/** What the rule for missing data makes of the highest recommendation. */
function askBlind(
  highest: number,
  current: number,
  recommendations: readonly Recommendation[],
  rule: MissingData,
): Proposal {
  const asked = recommendations.map((r) => missingAction(r, rule, highest > current));
  const reasons: Reason[] = [];
  let replicas = highest;
  if (asked.includes('floor') && rule.floor > Math.max(current, replicas)) {
    replicas = rule.floor;
    const floor = formatReplicas(rule.floor);
    reasons.push(reason('MISSING_DATA_FLOOR', `the missing-data rule asks for at least ${floor}`));
  }
  if (asked.includes('up') && current + 1 > replicas) {
    replicas = current + 1;
    reasons.push(reason('MISSING_DATA_UP', 'the missing-data rule asks for one more replica'));
  }
  return { replicas, reasons };
}

function missingAction(r: Recommendation, rule: MissingData, othersWantUp: boolean): MissingAction {
  if (r.sample.kind === 'value') return 'hold';
  const actions = rule.rules[r.sample.kind];
  return othersWantUp ? actions.whenUp : actions.otherwise;
}

/** What keeps a count that some would lower: min, or the others. */
function whatKeeps(asking: readonly Asking[], context: StageContext): readonly Reason[] {
  const { current } = context.observation.replicas;
  const unwilling = asking.filter((r) => r.replicas >= current).map((r) => r.metric);
  if (unwilling.length === 0 || unwilling.length === asking.length) return [];
  if (current === context.policy.min) return [whyMin(context)];
  const verb = unwilling.length === 1 ? 'does' : 'do';
  return [reason('METRIC_DISAGREES', `${unwilling.join(' and ')} ${verb} not agree to fewer replicas`)];
}
