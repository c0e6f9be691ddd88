import { setTimeout as pause } from 'node:timers/promises';
import { AutoscalerError } from '../../core/errors.ts';

/** What a socket answers while its process goes away or comes up. */
const TRANSIENT = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ENOTFOUND']);

/** A container that is restarted is away for a moment only; its process may take its time to stop before. */
const LONGEST_ABSENCE_MS = 5_000;
/** The socket's file outlives its process: only a process that starts for the first time has yet to make it. */
const LONGEST_WITHOUT_FILE_MS = 2_000;
const RETRY_EVERY_MS = 50;

/**
 * Repeats `work`, which must be repeatable, while the balancer is away as it is during a restart, for up to `ms`.
 * Throws its last error; when `signal` ends the waiting, what `abortError` says.
 */
export async function patiently<T>(ms: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const began = Date.now();
  let last: unknown;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      // That the time was up says less than what went wrong before.
      if (signal.aborted) throw last ?? error;
      if (Date.now() - began >= patienceWith(error, ms)) throw error;
      last = error;
      await pause(RETRY_EVERY_MS, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
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

/** Why `what` was given up once `signal` is aborted: the reason itself when it is ours, a deadline, or an interruption. */
export function abortError(signal: AbortSignal, what: string): AutoscalerError {
  const cause: unknown = signal.reason;
  if (cause instanceof AutoscalerError) return cause;
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    return new AutoscalerError('E_BALANCER_SOCKET', `The time was up before ${what}`, {
      fix: 'Look at the log of the balancer’s container and at the host’s load.',
      cause,
    });
  }
  return new AutoscalerError('E_INTERRUPTED', `Interrupted before ${what}`, { cause });
}
