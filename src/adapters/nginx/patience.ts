import { setTimeout as pause } from 'node:timers/promises';
import { AutoscalerError } from '../../core/errors.ts';

const RETRY_EVERY_MS = 100;

/**
 * Repeats `work`, which must be repeatable, while the balancer is away as it is during a restart, for up to `ms`.
 * Throws its last error.
 */
export async function patiently<T>(ms: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const began = Date.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof AutoscalerError && error.code === 'E_BALANCER_MISSING';
      if (!isAway || signal.aborted || Date.now() - began >= ms) throw error;
      await pause(RETRY_EVERY_MS, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** Why `what` was given up once `signal` is aborted: the reason itself when it is ours, a deadline, or an interruption. */
export function abortError(signal: AbortSignal, what: string): AutoscalerError {
  const cause: unknown = signal.reason;
  if (cause instanceof AutoscalerError) return cause;
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    return new AutoscalerError('E_BALANCER_DISAGREES', `The time was up before ${what}`, {
      fix: 'Look at the log of the balancer’s container and at the host’s load.',
      cause,
    });
  }
  return new AutoscalerError('E_INTERRUPTED', `Interrupted before ${what}`, { cause });
}
