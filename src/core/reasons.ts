/**
 * Every reason a decision can carry, by code. `role` says how it reads in the decision's sentence:
 * a `signal` is what was measured or asked for, a `limit` is what changed or held the number.
 * `summary` is the one-line meaning that docs/reference/reasons.md repeats.
 */
export const REASONS = {
  METRIC_ABOVE: { role: 'signal', summary: 'A metric is over its scale-up threshold or target.' },
  METRIC_BELOW: { role: 'signal', summary: 'A metric is under its scale-down threshold or target.' },
  METRIC_WITHIN: { role: 'signal', summary: 'A metric is between its thresholds, or at its target.' },
  METRIC_PENDING: {
    role: 'signal',
    summary: 'A metric asks for a change, but not for long enough yet, or replicas are still starting.',
  },
  WITHIN_TOLERANCE: { role: 'signal', summary: 'A metric is close enough to its target.' },
  TARGET_UNKNOWN: {
    role: 'signal',
    summary: 'The target of a metric is still being learned; it has no say yet.',
  },
  METRIC_MISSING: {
    role: 'signal',
    summary: 'A metric has no value: empty, stale, not a number, or an error.',
  },
  METRIC_DISAGREES: { role: 'limit', summary: 'Not all metrics agree that fewer replicas suffice.' },
  NO_METRICS: { role: 'signal', summary: 'The policy has no metrics; only its bounds and schedules decide.' },
  MISSING_DATA_FLOOR: { role: 'signal', summary: 'The missing-data rule asked for its floor.' },
  MISSING_DATA_UP: { role: 'signal', summary: 'The missing-data rule asked for one step up.' },
  MISSING_DATA_HOLD: { role: 'limit', summary: 'Missing data never scales down.' },
  FORECAST_FLOOR: {
    role: 'signal',
    summary: 'The forecast lifted the number ahead of the load; it never lowers it.',
  },
  BURST: {
    role: 'signal',
    summary:
      'A burst lasts: a metric is, or was a moment ago, a multiple of its target; scale-ups do not wait.',
  },
  BURST_HOLD: { role: 'limit', summary: 'Nothing goes down while a burst lasts.' },
  SPARE_ADDED: {
    role: 'signal',
    summary: 'A scale-up goes a little further, so that the next noise needs none.',
  },
  SAVING_TOO_SMALL: {
    role: 'limit',
    summary: 'The scale-down would save too little for how long it has been possible.',
  },
  SCHEDULE_FLOOR: { role: 'limit', summary: 'An active schedule raised the number.' },
  SCHEDULE_CAP: { role: 'limit', summary: 'An active schedule lowered the number.' },
  STABILIZING_UP: {
    role: 'limit',
    summary: 'A lower recommendation within the up-stabilization window counts.',
  },
  STABILIZING_DOWN: {
    role: 'limit',
    summary: 'A higher recommendation within the down-stabilization window counts.',
  },
  UP_COOLDOWN: { role: 'limit', summary: 'The last scale-up is too recent.' },
  DOWN_COOLDOWN: { role: 'limit', summary: 'The last scaling is too recent to go down.' },
  UP_RATE_LIMIT: { role: 'limit', summary: 'The rate limit allows no more scale-up for now.' },
  DOWN_RATE_LIMIT: { role: 'limit', summary: 'The rate limit allows no more scale-down for now.' },
  ACTION_BUDGET_SPENT: {
    role: 'limit',
    summary: 'So many scalings were done in the last hour that scale-downs wait.',
  },
  AT_MIN: { role: 'limit', summary: 'The policy’s min is reached.' },
  AT_MAX: { role: 'limit', summary: 'The policy’s max is reached.' },
  BELOW_MIN: { role: 'limit', summary: 'There were fewer replicas than the policy’s min; repaired at once.' },
  ABOVE_MAX: { role: 'limit', summary: 'There were more replicas than the policy’s max; repaired at once.' },
  TEMPORARY_MIN: { role: 'limit', summary: 'Somebody set a min for a while.' },
  TEMPORARY_MAX: { role: 'limit', summary: 'Somebody set a max for a while.' },
  HOST_FULL: { role: 'limit', summary: 'The host’s free CPU or memory carries no more replicas.' },
  DRIFT_ADOPTED: { role: 'signal', summary: 'Someone else changed the count; it was taken over.' },
  DRIFT_RESTORED: { role: 'signal', summary: 'Someone else changed the count; it is put back.' },
  DRIFT_HELD: {
    role: 'limit',
    summary: 'Someone else changed the count; the policy says to leave it until asked.',
  },
  BACKING_OFF: { role: 'limit', summary: 'The last attempt failed; the next waits.' },
  ACTION_IN_PROGRESS: { role: 'limit', summary: 'A scaling of this service is under way.' },
  SETTLING: {
    role: 'limit',
    summary: 'The count is changing under somebody else’s hand; it is left until it rests.',
  },
  PAUSED: { role: 'limit', summary: 'Somebody paused the scaling of this service.' },
  NO_TEMPLATE: { role: 'limit', summary: 'The service has no container to clone from.' },
  STOPPED_BY_USER: { role: 'limit', summary: 'The service is stopped as a whole; it is left alone.' },
  MANUAL: { role: 'signal', summary: 'A person asked for this count.' },
} as const satisfies Record<string, { role: 'signal' | 'limit'; summary: string }>;

/** A stable identifier of one reason. */
export type ReasonCode = keyof typeof REASONS;

/** Why a number came out as it did: a stable code, and a clause a person understands. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
}

/** Makes a reason. `message` is a clause without a capital or full stop, so that clauses can be joined. */
export function reason(code: ReasonCode, message: string): Reason {
  return { code, message };
}

/** The reasons as one clause: signals joined by "and", then what limited them behind "but". */
export function joinReasons(reasons: readonly Reason[]): string {
  const of = (role: 'signal' | 'limit') =>
    reasons.filter((r) => REASONS[r.code].role === role).map((r) => r.message);
  const signals = of('signal').join(' and ');
  const limits = of('limit').join('; ');
  return [signals, limits].filter((part) => part !== '').join(' but ');
}
