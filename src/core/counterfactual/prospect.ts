import { evaluate } from '../evaluate/evaluate.ts';
import { lookBackMs } from '../evaluate/look-back.ts';
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

function longestDelay(policy: Policy): number {
  const { metrics, stabilization, burst } = policy;
  const holds = metrics.flatMap(({ rule }) =>
    rule.kind === 'thresholds' ? [rule.up?.forMs ?? 0, rule.down?.forMs ?? 0] : [],
  );
  const { upMs, downMs } = stabilization;
  return Math.min(LONGEST_MS, Math.max(lookBackMs(policy), ...holds, upMs, downMs, burst?.lastsMs ?? 0));
}
