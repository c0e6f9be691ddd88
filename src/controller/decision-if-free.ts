import type { Decision } from '../core/decision.ts';
import { evaluate } from '../core/evaluate/evaluate.ts';
import type { History } from '../core/history.ts';
import type { Observation } from '../core/observation.ts';
import type { Policy } from '../core/policy.ts';

/** What would be decided if nothing was under way and the count was what the controller wants. */
export function decisionIfFree(
  policy: Policy,
  { suspension: _, ...observation }: Observation,
  history: History,
  now: number,
): Decision {
  const settled: History = { ...history, desired: observation.replicas.current };
  return evaluate(policy, observation, settled, now).decision;
}
