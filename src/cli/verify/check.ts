/** Whether a promise was kept; `unknown` when it could not be measured, with the reason in `measured`. */
export type Verdict = 'held' | 'failed' | 'unknown';

/** One promise, and what was seen of it. */
export interface Check {
  readonly check: string;
  readonly expected: string;
  readonly measured: string;
  readonly verdict: Verdict;
}

/** A check that can be decided. */
export function decided(check: string, expected: string, measured: string, holds: boolean): Check {
  return { check, expected, measured, verdict: holds ? 'held' : 'failed' };
}

/** A check that cannot. */
export function undecided(check: string, expected: string, why: string): Check {
  return { check, expected, measured: why, verdict: 'unknown' };
}
