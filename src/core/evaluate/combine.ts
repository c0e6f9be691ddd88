import type { Recommendation } from '../decision.ts';
import { formatReplicas } from '../format.ts';
import type { MissingAction, MissingData } from '../policy.ts';
import { type Reason, reason } from '../reasons.ts';
import type { Proposal, StageContext } from './stage.ts';

type Valued = Recommendation & { readonly replicas: number };

/**
 * All recommendations as one number: the highest on the way up; down only when every metric agrees and
 * every metric has a value.
 */
export function combine({ policy, observation, recommendations }: StageContext): Proposal {
  const current = observation.replicas.current;
  if (recommendations.length === 0)
    return { replicas: current, reasons: [reason('NO_METRICS', 'the policy has no metrics')] };

  const valued = recommendations.filter((r): r is Valued => r.replicas !== undefined);
  const missing = recommendations.filter((r) => r.missing);
  const highest = highestOf(valued);
  if (highest === undefined || missing.length > 0)
    return withMissing(current, valued, missing, policy.missingData);
  const binding = highest.ratio === undefined ? {} : { binding: highest };
  return { replicas: highest.replicas, reasons: signals(valued, highest.replicas, current), ...binding };
}

function highestOf(valued: readonly Valued[]): Valued | undefined {
  return valued.reduce<Valued | undefined>(
    (best, r) => (best === undefined || r.replicas > best.replicas ? r : best),
    undefined,
  );
}

function signals(valued: readonly Valued[], wanted: number, current: number): readonly Reason[] {
  if (wanted > current) return valued.filter((r) => r.replicas > current).map((r) => r.reason);
  const all = valued.map((r) => r.reason);
  const unwilling = valued.filter((r) => r.replicas >= current).map((r) => r.metric);
  if (wanted < current || unwilling.length === valued.length) return all;
  const verb = unwilling.length === 1 ? 'does' : 'do';
  return [
    ...all,
    reason('METRIC_DISAGREES', `${unwilling.join(' and ')} ${verb} not agree to fewer replicas`),
  ];
}

function withMissing(
  current: number,
  valued: readonly Valued[],
  missing: readonly Recommendation[],
  rule: MissingData,
): Proposal {
  const highest = highestOf(valued);
  const best = highest?.replicas ?? current;
  const asked = missing.map((r) => missingAction(r, rule, best > current));
  const limits: Reason[] = [];
  let replicas = Math.max(best, current);
  if (asked.includes('floor') && rule.floor > replicas) {
    replicas = rule.floor;
    limits.push(reason('MISSING_DATA_FLOOR', `its rule asks for at least ${formatReplicas(rule.floor)}`));
  }
  if (asked.includes('up') && current + 1 > replicas) {
    replicas = current + 1;
    limits.push(reason('MISSING_DATA_UP', 'its rule asks for one more replica'));
  }
  if (best < current && replicas === current)
    limits.push(reason('MISSING_DATA_HOLD', 'missing data never scales down'));
  const moving = valued.filter((r) => r.replicas !== current);
  const isBinding = highest?.ratio !== undefined && replicas === best && best > current;
  return {
    replicas,
    reasons: [...[...moving, ...missing].map((r) => r.reason), ...limits],
    ...(isBinding ? { binding: highest } : {}),
  };
}

function missingAction(r: Recommendation, rule: MissingData, othersWantUp: boolean): MissingAction {
  if (r.sample.kind === 'value') return 'hold';
  const actions = rule.rules[r.sample.kind];
  return othersWantUp ? actions.whenUp : actions.otherwise;
}
