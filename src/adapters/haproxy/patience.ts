import { setTimeout as delay } from 'node:timers/promises';
import * as absence from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';

/** What a socket answers while its process goes away or comes up. */
const TRANSIENT = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ENOTFOUND']);

/** A container that is restarted is away for a moment only; its process may take its time to stop before. */
const LONGEST_ABSENCE_MS = 5_000;
/** The socket's file outlives its process: only a process that starts for the first time has yet to make it. */
const LONGEST_WITHOUT_FILE_MS = 2_000;

const CLOCK = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal }),
};

/** Repeats `work` while HAProxy is away as it is during a restart, for up to `ms`. Throws its last error. */
export function patiently<T>(ms: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return absence.patiently({ clock: CLOCK, with: (error) => patienceWith(error, ms) }, signal, work);
}

function patienceWith(error: unknown, ms: number): number {
  if (!(error instanceof AutoscalerError)) return 0;
  if (error.code === 'E_BALANCER_MISSING') return Math.min(ms, LONGEST_ABSENCE_MS);
  if (error.code !== 'E_BALANCER_SOCKET') return 0;
  const errno = errnoOf(error.cause) ?? '';
  return errno === 'ENOENT' ? Math.min(ms, LONGEST_WITHOUT_FILE_MS) : TRANSIENT.has(errno) ? ms : 0;
}

/** The system's error code, such as `ENOENT`. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Why `what` was given up once `signal` is aborted. */
export function abortError(signal: AbortSignal, what: string): AutoscalerError {
  return absence.abortError(signal, what, 'E_BALANCER_SOCKET');
}
