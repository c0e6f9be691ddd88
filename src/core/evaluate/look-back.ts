import type { Policy } from '../policy.ts';
import { BUDGET_MS } from './action-budget.ts';

/** For how long a cooldown, rate limit or budget of the policy asks what was done. Milliseconds. */
export function lookBackMs({ rateLimit, cooldown, actionsPerHour }: Policy): number {
  const periods = [...rateLimit.up, ...rateLimit.down].map((limit) => limit.periodMs);
  const budget = actionsPerHour === undefined ? 0 : BUDGET_MS;
  return Math.max(cooldown.upMs, cooldown.downMs, ...periods, budget);
}
