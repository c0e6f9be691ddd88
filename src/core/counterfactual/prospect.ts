import { BUDGET_MS } from '../evaluate/action-budget.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { remember } from '../evaluate/remember.ts';
import type { Policy } from '../policy.ts';
import type { Inputs } from '../situation.ts';

/** What comes when everything is measured on as it is. */
export interface Prospect {
  /** Replicas. */
  readonly to: number;
  /** When that is decided, milliseconds from the decision; 0 is the decision itself. */
  readonly afterMs: number;
}

const MOST_TICKS = 60;
const LONGEST_MS = 30 * 60_000;

/**
 * What is decided first that is not to stay at the current count, when ticks go on every `intervalMs` and see the same.
 * Looks as far ahead as any delay of the policy lasts; staying throughout is what comes then, after 0 ms.
 */
export function prospectOf(inputs: Inputs, intervalMs: number): Prospect {
  const { policy, observation } = inputs;
  const { current } = observation.replicas;
  const aheadMs = longestDelay(policy) + intervalMs;
  const stepMs = Math.max(intervalMs, aheadMs / MOST_TICKS);
  let { history, now } = inputs;
  for (let afterMs = 0; afterMs <= aheadMs; afterMs += stepMs) {
    now = inputs.now + afterMs;
    const evaluation = evaluate(policy, observation, history, now);
    const { to } = evaluation.decision;
    if (to !== current) return { to, afterMs };
    if (observation.suspension) break;
    history = remember(policy, observation, history, evaluation, now);
  }
  return { to: current, afterMs: 0 };
}

function longestDelay({
  metrics,
  cooldown,
  stabilization,
  rateLimit,
  burst,
  actionsPerHour,
}: Policy): number {
  const holds = metrics.flatMap(({ rule }) =>
    rule.kind === 'thresholds' ? [rule.up?.forMs ?? 0, rule.down?.forMs ?? 0] : [],
  );
  const periods = [...rateLimit.up, ...rateLimit.down].map(({ periodMs }) => periodMs);
  const pace = [...Object.values(cooldown), ...Object.values(stabilization)];
  const budget = actionsPerHour === undefined ? 0 : BUDGET_MS;
  const longest = Math.max(budget, ...holds, ...periods, ...pace, burst?.lastsMs ?? 0);
  return Math.min(LONGEST_MS, longest);
}
