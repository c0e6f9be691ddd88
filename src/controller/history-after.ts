import { rememberAction, rememberFailure } from '../core/evaluate/remember.ts';
import type { History } from '../core/history.ts';
import type { Policy } from '../core/policy.ts';
import type { PlanOutcome } from './executor.ts';

/** A change of a service's count. */
export interface Change {
  readonly from: number;
  /** The count, when somebody forced it from outside the bounds. */
  readonly override?: number;
  /** How long it took. Milliseconds. */
  readonly tookMs?: number;
}

/** The history after a change ended at `at`, epoch milliseconds. Only a change carried out ends earlier failures. */
export function historyAfter(history: History, change: Change, outcome: PlanOutcome, at: number): History {
  const { from, override, tookMs } = change;
  const { kind, to, error } = outcome;
  const isDone = kind === 'done';
  const startUp = tookMs === undefined || to <= from ? {} : { startUpMs: tookMs };
  const after = rememberAction(history, { at, from, to }, isDone ? { override, ...startUp } : {});
  if (isDone) return after;
  const kept = { ...after, ...(history.failures ? { failures: history.failures } : {}) };
  return error ? rememberFailure(kept, at, `${error.code}: ${error.message}`, to) : kept;
}

/** The history under another policy: bounds that somebody set since end a count that was forced before. */
export function historyUnder(policy: Policy, before: Policy, history: History): History {
  const since = policy.control?.bounds?.since;
  if (since === undefined || since === before.control?.bounds?.since) return history;
  const { override: _, ...rest } = history;
  return rest;
}
