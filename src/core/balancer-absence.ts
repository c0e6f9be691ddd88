import { AutoscalerError, type ErrorCode } from './errors.ts';
import type { BalancerContainer, Clock } from './ports.ts';

const RETRY_EVERY_MS = 50;

/** When a failure may mend itself, and the time to wait for that. */
export interface Patience {
  /** How long a failure may go on without being thrown, in milliseconds; 0 for a lasting one. */
  readonly with: (error: unknown) => number;
  readonly clock: Clock;
}

/**
 * Repeats `work`, which must be repeatable, while its balancer is away as it is during a restart. Throws the last error
 * of the work itself, also when `signal` ends the waiting.
 */
export async function patiently<T>(
  patience: Patience,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const { clock } = patience;
  let last: { readonly error: unknown; readonly since: number } | undefined;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      // That the time was up says less than what went wrong before.
      if (signal.aborted) throw last?.error ?? error;
      // Not since the work began: a balancer may have taken its time to stop while it went on.
      const since = last !== undefined && isAlike(last.error, error) ? last.since : clock.now();
      if (clock.now() - since >= patience.with(error)) throw error;
      last = { error, since };
      await clock.sleep(RETRY_EVERY_MS, signal).catch(() => {
        throw error;
      });
    }
  }
}

function isAlike(a: unknown, b: unknown): boolean {
  return a instanceof AutoscalerError && b instanceof AutoscalerError && a.code === b.code;
}

/**
 * Why `what` was given up once `signal` is aborted: the reason itself when it is ours, `lateCode` when a deadline
 * passed, or an interruption.
 */
export function abortError(signal: AbortSignal, what: string, lateCode: ErrorCode): AutoscalerError {
  const cause: unknown = signal.reason;
  if (cause instanceof AutoscalerError) return cause;
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    return new AutoscalerError(lateCode, `The time was up before ${what}`, {
      fix: 'Look at the log of the balancer’s container and at the host’s load.',
      cause,
    });
  }
  return new AutoscalerError('E_INTERRUPTED', `Interrupted before ${what}`, { cause });
}

/** Whether a command in a container did not end by itself: killed with it, or never begun because it went away. */
export function isStoppedContainer(exitCode: number, output: string): boolean {
  // The runtime names the command that it does not find; of a container that is going away it misses other files.
  const noShell = output.includes('exec: "');
  const neverBegan =
    /^(?:OCI runtime exec failed|container \w+ init process is not running|cannot exec in a stopped )/.test(
      output,
    );
  return exitCode === 137 || exitCode === 143 || (neverBegan && !noShell);
}

/** The balancer's container went away while something was done in it. */
export function stoppedError({ name }: BalancerContainer, whatWasDone: string): AutoscalerError {
  return new AutoscalerError('E_BALANCER_MISSING', `The balancer ${name} stopped while ${whatWasDone}`, {
    fix: 'Start it again: docker compose up -d',
  });
}
