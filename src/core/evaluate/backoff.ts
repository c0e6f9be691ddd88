import { formatDuration } from '../format.ts';
import type { Failures } from '../history.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

const FIRST_BACKOFF_MS = 10_000;
/** The longest wait after failures in a row. Milliseconds. */
export const LONGEST_BACKOFF_MS = 300_000;

/** How long after a failure the next attempt waits: 10 s, doubled with each failure in a row, at most 5 min. */
export function backoffMs(failures: Failures): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures.count - 1));
}

/** Stage: after a failed attempt no other until its wait is over, whatever asks for it. */
export function backoff(proposal: Proposal, { observation, history, now }: StageContext): Proposal {
  const current = observation.replicas.current;
  if (history.failures === undefined || proposal.replicas === current) return proposal;
  const left = history.failures.lastAt + backoffMs(history.failures) - now;
  if (left <= 0) return proposal;
  return limitTo(
    proposal,
    current,
    reason(
      'BACKING_OFF',
      `the last attempt failed (${history.failures.message}), the next is in ${formatDuration(left)}`,
    ),
  );
}
