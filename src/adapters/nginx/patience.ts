import { setTimeout as delay } from 'node:timers/promises';
import * as absence from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';

const CLOCK = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal }),
};

/** Repeats `work` while nginx is away as it is during a restart, for up to `ms`. Throws its last error. */
export function patiently<T>(ms: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const isAway = (error: unknown) => error instanceof AutoscalerError && error.code === 'E_BALANCER_MISSING';
  return absence.patiently({ clock: CLOCK, with: (error) => (isAway(error) ? ms : 0) }, signal, work);
}

/** Why `what` was given up once `signal` is aborted. */
export function abortError(signal: AbortSignal, what: string): AutoscalerError {
  return absence.abortError(signal, what, 'E_BALANCER_DISAGREES');
}
